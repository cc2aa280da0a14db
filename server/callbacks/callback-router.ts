/**
 * `POST /toss/callback`: stored as it came, answered 200 after COMMIT, believed in nothing. Floods
 * are refused with 429, after which Toss comes again: per address first, so that nobody else's
 * flood keeps Toss out, and by what may be written to the disk.
 */
import express, { type ErrorRequestHandler, type Request, type Router } from 'express';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { addressOf, limitRate } from '../http/rate-limits.ts';
import { nameRoute } from '../http/request-state.ts';
import { knownPayToken } from '../storage/payments.ts';
import { addressList } from './address-list.ts';
import { createCallbackBudget, type Admission } from './callback-budget.ts';
import type { CallbackConfirmer, Sender } from './confirm-callbacks.ts';
import type { CallbackKeeper } from './keep-together.ts';

const MOST_BYTES = 16 * 1024;
const LONGEST_PAY_TOKEN = 64;
/** 20 a second in the long run from one address: 1200 paid orders a minute. */
const PER_ADDRESS = { windowMs: 10_000, limit: 200 };

/** The payToken that a form or JSON body names; `null` where it can't be one. */
function payTokenIn(body: string, contentType: string): string | null {
  let named: unknown;
  if (contentType.includes('json')) {
    try {
      const parsed: unknown = JSON.parse(body);
      if (typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'payToken')) {
        named = (parsed as { payToken: unknown }).payToken;
      }
    } catch {
      // Unreadable is kept like everything else, it only names no payment.
      return null;
    }
  } else {
    named = new URLSearchParams(body).get('payToken');
  }
  if (typeof named !== 'string' || named === '' || named.length > LONGEST_PAY_TOKEN) return null;
  return named;
}

/**
 * The router; mount it at the root, before any JSON parser.
 * @param callbackFrom the addresses and networks that the operator has named as Toss's
 */
export function callbackRouter(
  deps: Deps,
  parts: { confirmer: CallbackConfirmer; keeper: CallbackKeeper },
  callbackFrom: readonly string[],
): Router {
  const { storage, log } = deps;
  const { confirmer, keeper } = parts;
  const budget = createCallbackBudget(deps.clock);
  const named = addressList(callbackFrom);
  let refused = 0;

  const senderOf = (request: Request): Sender =>
    named.includes(request.ip ?? '') ? 'named' : 'anybody';

  const admitUnknown = (request: Request): Admission =>
    senderOf(request) === 'named'
      ? budget.ofUnknownFromNamed()
      : budget.ofUnknown(addressOf(request));

  function admit(request: Request, payToken: string | null): Admission {
    // Its own token from here on: a piece of the body would keep the whole body in memory.
    const known = payToken === null ? undefined : knownPayToken(storage.reader, payToken);
    const admission = known === undefined ? admitUnknown(request) : budget.ofKnown(known);
    if (admission !== 'refuse') return admission;
    refused += 1;
    if (refused % 1000 === 1) log.warn({ refused }, 'callbacks beyond the budget are not kept');
    // A known payment is read all the same: what is written of its callbacks changes nothing.
    if (known !== undefined) confirmer.enqueue(known);
    return admission;
  }

  const keepMark: ErrorRequestHandler = async (error: unknown, request, _response, next) => {
    const tooLarge =
      typeof error === 'object' && error !== null && 'status' in error && error.status === 413;
    if (tooLarge && admit(request, null) === 'keep') {
      await keeper.keep({
        contentType: 'oversized',
        body: `[a callback of more than ${String(MOST_BYTES)} bytes]`,
        payToken: null,
      });
    }
    next(error);
  };

  const router = express.Router();
  router.post(
    '/toss/callback',
    nameRoute('/toss/callback'),
    limitRate({ ...PER_ADDRESS, keyOf: addressOf }),
    // As bytes: a charset that nobody knows is no reason to lose a callback. Toss sends UTF-8.
    express.raw({ type: () => true, limit: MOST_BYTES }),
    async (request, response) => {
      const contentType = (request.get('content-type') ?? '').slice(0, 200).toLowerCase();
      const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
      const payToken = payTokenIn(body, contentType);
      const admission = admit(request, payToken);
      if (admission === 'refuse') throw new AppError('too-many-requests');
      await keeper.keep(
        admission === 'keep'
          ? { contentType, body, payToken }
          : { contentType: 'beyond the budget', body: `[more of ${String(payToken)}]`, payToken },
      );
      response.status(200).type('text/plain').send('OK');
      if (payToken !== null) confirmer.enqueue(payToken, senderOf(request));
    },
  );
  router.use('/toss/callback', keepMark);
  return router;
}
