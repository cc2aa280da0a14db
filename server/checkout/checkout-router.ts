/** `GET /checkout/return` and `/checkout/cancel`: where Toss sends the buyer. Never believed. */
import express, { type Request, type Response, type Router } from 'express';
import { canStillMove } from '../../shared/payment.ts';
import { isWithin } from '../clock.ts';
import type { Deps } from '../deps.ts';
import { nameRoute } from '../http/request-state.ts';
import { readStatus } from '../operations/read-status.ts';
import { findPaymentByReturnRef } from '../storage/payments.ts';
import { createLine, type Line } from '../waiting-line.ts';
import { checkoutPage } from './checkout-page.ts';

/** A page that refreshes itself asks Toss no more often than this. */
const READ_EVERY_MS = 2000;
/** Each waiting page holds a connection, as long as Toss takes. */
const MOST_WAITING = 200;

/** Pages that wait for a read. */
export const createReturnLine = (): Line => createLine('return-pages', MOST_WAITING);

/**
 * The router, to be mounted at the root. With a known `ref` it has the payment read and shows what
 * Toss says; without one it says nothing about any payment and asks nobody.
 * @param line the pages that wait
 * @param shopName as it is now
 */
export function checkoutRouter(deps: Deps, line: Line, shopName: () => string): Router {
  const { storage, clock } = deps;

  async function known(ref: unknown) {
    if (typeof ref !== 'string' || ref === '' || ref.length > 64) return undefined;
    const payment = findPaymentByReturnRef(storage, ref);
    if (payment === undefined) return undefined;
    // The read is waited for: the buyer has just come from paying, and the answer is a blink away.
    // Where too many pages or reads wait already, or nothing may be written, it shows what is known.
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
