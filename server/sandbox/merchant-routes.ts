import express, { type Request, type Response, type Router } from 'express';

import { type Answer, failure, ParameterError } from './answer.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import type { Fault, FaultList } from './faults.ts';
import { type Fields, parseFields } from './fields.ts';
import { answerMerchant, CALLS, type Call, type Twist } from './merchant-api.ts';
import { delayOf, sendAnswer, spoilAnswer } from './spoil-answer.ts';
import type { World } from './world.ts';

/** A request of the wire has at most some kilobytes; anything longer is refused. */
const LONGEST_BODY_BYTES = 64 * 1024;
const DEFAULT_PENDING_MS = 60_000;

export type MerchantRoutesDeps = {
  world: World;
  faults: FaultList;
  calls: CallLog;
  checkoutBase: () => string;
  /** Lets what has become due happen, callbacks included. */
  tick: () => void;
};

function twistOf(fault: Fault | undefined): Twist {
  const ms = fault?.ms ?? DEFAULT_PENDING_MS;
  if (fault?.fault === 'pending') return { pending: { ms, fails: fault.fails } };
  if (fault?.fault === 'lag') return { lagMs: ms };
  return {};
}

/** Faults that keep their meaning whether they come before or after: Toss always acts. */
const ACTING: ReadonlySet<Fault['fault']> = new Set(['delay', 'duplicate', 'lag', 'pending']);

function logEntry(world: World, call: Call, fields: Fields, fault: Fault | undefined): LoggedCall {
  const { apiKey: _left, ...body } = fields;
  const at = new Date(world.clock.now()).toISOString();
  return { call, body, at, fault: fault?.fault ?? null, answered: null };
}

/** Carries a call out, twice for `duplicate`: the extra copy comes before or after ours. */
function carryOut(
  deps: MerchantRoutesDeps,
  call: Call,
  fields: Fields,
  fault: Fault | undefined,
): Answer {
  const once = (): Answer =>
    answerMerchant(deps.world, call, fields, twistOf(fault), deps.checkoutBase());
  const first = once();
  if (fault?.fault !== 'duplicate') return first;
  const second = once();
  return fault.effect === 'before' ? second : first;
}

async function serve(deps: MerchantRoutesDeps, call: Call, req: Request, res: Response) {
  const { world, faults, calls, tick } = deps;
  const raw: unknown = req.body;
  const fields = parseFields(raw instanceof Uint8Array ? raw : new Uint8Array());
  const fault = faults.take(call, fields['payToken']);
  const entry = logEntry(world, call, fields, fault);
  calls.add(entry);
  res.on('finish', () => {
    entry.answered = { ...entry.answered, httpStatus: res.statusCode };
  });
  // A delayed call arrives late and acts then; a delayed answer comes late.
  if (fault?.fault === 'delay' && fault.effect === 'before') {
    await world.clock.sleep(delayOf(fault));
  }
  const acts = !fault || fault.effect === 'after' || ACTING.has(fault.fault);
  const answer = acts ? carryOut(deps, call, fields, fault) : undefined;
  tick();
  if (fault?.fault === 'delay' && fault.effect === 'after') {
    await world.clock.sleep(delayOf(fault));
  }
  if (fault && (await spoilAnswer(res, fault, answer, world.clock))) return;
  if (!answer || res.destroyed) return;
  const { code, errorCode } = answer.body;
  entry.answered = {
    httpStatus: answer.httpStatus,
    code,
    ...(errorCode !== undefined && { errorCode }),
  };
  sendAnswer(res, answer);
}

/** `/api/v1/…`: the five calls, JSON or form, and Toss's words for everything else. */
export function merchantRoutes(deps: MerchantRoutesDeps): Router {
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: LONGEST_BODY_BYTES }));
  for (const call of CALLS) {
    router.post(`/${call}`, async (req, res) => {
      try {
        await serve(deps, call, req, res);
      } catch (error) {
        if (!(error instanceof ParameterError)) throw error;
        sendAnswer(res, error.answer);
      }
    });
  }
  router.use((_req, res) => sendAnswer(res, failure('COMMON_NOT_FOUND')));
  return router;
}
