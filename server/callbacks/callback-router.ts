/**
 * `POST /toss/callback`: stored as received, answered 200 after COMMIT; its content is never
 * trusted. Floods get 429, after which Toss retries. The rate is limited per address, so that one
 * sender's flood does not block Toss, and callbacks for unknown payments also by the disk budget.
 */
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Router,
} from 'express';
import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import { addressOf, limitRate } from '../http/rate-limits.ts';
import { nameRoute } from '../http/request-state.ts';
import { limitUnreadBodies } from '../http/unread-bodies.ts';
import { knownPayToken } from '../storage/payments.ts';
import { addressList } from './address-list.ts';
import { createCallbackBudget } from './callback-budget.ts';
import type { CallbackConfirmer } from './confirm-callbacks.ts';
import type { CallbackKeeper } from './batch-callbacks.ts';

const MOST_BYTES = 16 * 1024;
const LONGEST_PAY_TOKEN = 64;
/** 20 a second on average from one address: 1200 paid orders a minute. */
const PER_ADDRESS = { windowMs: 10_000, limit: 200 };

/** The payToken in a form or JSON body; `null` when it can't be one. */
function payTokenIn(body: string, contentType: string): string | null {
  let named: unknown;
  if (contentType.includes('json')) {
    try {
      const parsed: unknown = JSON.parse(body);
      if (typeof parsed === 'object' && parsed !== null && Object.hasOwn(parsed, 'payToken')) {
        named = (parsed as { payToken: unknown }).payToken;
      }
    } catch {
      // Stored anyway, without a payment.
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
 * @param callbackFrom addresses and networks that the operator configured as Toss's
 */
export function callbackRouter(
  deps: Deps,
  parts: { confirmer: CallbackConfirmer; keeper: CallbackKeeper },
  callbackFrom: readonly string[],
): Router {
  const { storage, clock, log } = deps;
  const { confirmer, keeper } = parts;
  const budget = createCallbackBudget(clock);
  const named = addressList(callbackFrom);
  const perAddress = limitRate({ ...PER_ADDRESS, keyOf: addressOf });
  let refused = 0;

  const isNamed = (request: Request) => named.includes(request.ip ?? '');

  const limitOthers: RequestHandler = (request, response, next) => {
    if (isNamed(request)) next();
    else void perAddress(request, response, next);
  };

  /** @throws AppError too-many-requests for an unknown payment when the budget is used up */
  function admit(request: Request, payToken: string | null): void {
    if (payToken !== null && storage.read(knownPayToken(payToken)) !== undefined) return;
    if (isNamed(request) ? budget.admitsNamed() : budget.admits(addressOf(request))) return;
    refused += 1;
    if (refused % 1000 === 1) log.warn({ refused }, 'callbacks beyond the budget are not kept');
    throw new AppError('too-many-requests');
  }

  const keepMark: ErrorRequestHandler = async (error: unknown, request, _response, next) => {
    const tooLarge =
      typeof error === 'object' && error !== null && 'status' in error && error.status === 413;
    if (tooLarge) {
      admit(request, null);
      await keeper.keep({
        contentType: 'oversized',
        body: `[a callback of more than ${String(MOST_BYTES)} bytes]`,
        payToken: null,
        named: isNamed(request),
      });
    }
    next(error);
  };

  const router = express.Router();
  router.post(
    '/toss/callback',
    nameRoute('/toss/callback'),
    limitOthers,
    limitUnreadBodies(clock),
    // Read as bytes: an unknown charset must not lose a callback. Toss sends UTF-8.
    express.raw({ type: () => true, limit: MOST_BYTES }),
    async (request, response) => {
      const contentType = (request.get('content-type') ?? '').slice(0, 200).toLowerCase();
      const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
      const payToken = payTokenIn(body, contentType);
      admit(request, payToken);
      await keeper.keep({ contentType, body, payToken, named: isNamed(request) });
      response.status(200).type('text/plain').send('OK');
      if (payToken !== null) confirmer.enqueue(payToken, isNamed(request) ? 'named' : 'anybody');
    },
  );
  router.use('/toss/callback', keepMark);
  return router;
}
