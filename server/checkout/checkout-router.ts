/** `GET /checkout/return` and `/checkout/cancel`: the buyer's return. The query is not trusted. */
import express, { type Request, type Response, type Router } from 'express';
import { canStillMove } from '../../shared/payment.ts';
import { isWithin } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { nameRoute } from '../http/request-state.ts';
import { readStatus } from '../operations/read-status.ts';
import { findPaymentByReturnRef } from '../storage/payments.ts';
import { createLine, type Line } from '../waiting-line.ts';
import { checkoutPage } from './checkout-page.ts';

/** Minimum interval of status reads for a page that refreshes itself. */
const READ_EVERY_MS = 2000;
/** Each waiting page holds a connection for as long as Toss takes. */
const MOST_WAITING = 200;

/** The queue of pages that wait for a read. */
export const createReturnLine = (): Line => createLine('return-pages', MOST_WAITING);

/**
 * The router, mounted at the root. With a known `ref` it reads the payment and shows its status;
 * without one it shows nothing about any payment and does not call Toss.
 * @param line the queue of waiting pages
 * @param shopName called per request
 */
export function checkoutRouter(deps: Deps, line: Line, shopName: () => string): Router {
  const { storage, clock } = deps;

  async function known(ref: unknown) {
    if (typeof ref !== 'string' || ref === '' || ref.length > 64) return undefined;
    const payment = findPaymentByReturnRef(storage, ref);
    if (payment === undefined) return undefined;
    // Waits for the read, because the buyer has just paid and the answer takes a moment. When the
    // queue is full, or nothing may be written yet, it shows what is known.
    const isFresh = isWithin(clock, payment.observedAt, READ_EVERY_MS * deps.limits.pollScale);
    const canRead = canStillMove(payment.status) && storage.check.state() === 'sound';
    if (!canRead || isFresh || !line.enter()) return payment;
    await readStatus(deps, { payToken: payment.payToken }, { priority: 'checkout' }).finally(() =>
      line.leave(),
    );
    return findPaymentByReturnRef(storage, ref);
  }

  const show = async (request: Request, response: Response) => {
    const payment = await known(request.query.ref);
    const language = request.acceptsLanguages('ko', 'en') === 'en' ? 'en' : 'ko';
    response
      .status(200)
      .type('html')
      .send(checkoutPage(payment, shopName(), language));
  };
  const router = express.Router();
  router.get('/checkout/return', nameRoute('/checkout/return'), show);
  router.get('/checkout/cancel', nameRoute('/checkout/cancel'), show);
  return router;
}
