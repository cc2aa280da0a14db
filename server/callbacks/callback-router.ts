/** `POST /toss/callback`: stored as it came, answered 200 after COMMIT, believed in nothing. */
import express, { type ErrorRequestHandler, type Router } from 'express';
import type { Deps } from '../deps.ts';
import { nameRoute } from '../http/request-state.ts';
import { keepCallback } from '../storage/callbacks.ts';
import type { CallbackConfirmer } from './confirm-callbacks.ts';

const MOST_BYTES = 16 * 1024;
const LONGEST_PAY_TOKEN = 64;

/** The payToken that a form or JSON body names; `null` where it can't be one. */
function payTokenIn(body: string, contentType: string): string | null {
  let named: unknown;
  if (contentType.includes('json')) {
    try {
      const parsed: unknown = JSON.parse(body);
      if (typeof parsed === 'object' && parsed !== null && 'payToken' in parsed) {
        named = parsed.payToken;
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

/** The router; mount it at the root, before any JSON parser. */
export function callbackRouter(deps: Deps, confirmer: CallbackConfirmer): Router {
  const router = express.Router();
  const keepMark: ErrorRequestHandler = async (error: unknown, _request, response, next) => {
    const tooLarge =
      typeof error === 'object' && error !== null && 'status' in error && error.status === 413;
    if (!tooLarge) {
      next(error);
      return;
    }
    await keepCallback(deps.storage, {
      contentType: 'oversized',
      body: `[a callback of more than ${String(MOST_BYTES)} bytes]`,
      payToken: null,
    });
    response.status(413).type('text/plain').send('Too large');
  };
  router.post(
    '/toss/callback',
    nameRoute('/toss/callback'),
    // As bytes: a charset that nobody knows is no reason to lose a callback. Toss sends UTF-8.
    express.raw({ type: () => true, limit: MOST_BYTES }),
    async (request, response) => {
      const contentType = (request.get('content-type') ?? '').slice(0, 200).toLowerCase();
      const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
      const payToken = payTokenIn(body, contentType);
      await keepCallback(deps.storage, { contentType, body, payToken });
      response.status(200).type('text/plain').send('OK');
      if (payToken !== null) confirmer.enqueue(payToken);
    },
  );
  router.use('/toss/callback', keepMark);
  return router;
}
