import express, { type Request, type Response, type Router } from 'express';

import { type Answer, ParameterError } from './answer.ts';
import type { CallLog, LoggedCall } from './call-log.ts';
import type { AnyCall } from './calls.ts';
import type { Fault, FaultList } from './faults.ts';
import { type Fields, parseFields } from './fields.ts';
import type { MerchantApi, Twist } from './merchant-api.ts';
import { delayOf, sendAnswer, spoilAnswer } from './spoil-answer.ts';
import type { World } from './world.ts';

/** Real requests have a few kilobytes; longer ones are refused. */
const LONGEST_BODY_BYTES = 64 * 1024;
const DEFAULT_PENDING_MS = 60_000;

export type MerchantRoutesDeps<Name extends AnyCall> = {
  api: MerchantApi<Name>;
  world: World;
  faults: FaultList;
  calls: CallLog;
  checkoutBase: () => string;
  /** Processes what has become due, callbacks included. */
  tick: () => void;
};

function twistOf(fault: Fault | undefined): Twist {
  const ms = fault?.ms ?? DEFAULT_PENDING_MS;
  if (fault?.fault === 'pending') return { pending: { ms, fails: fault.fails } };
  if (fault?.fault === 'lag') return { lagMs: ms };
  return {};
}

/** Faults that never stop the call from being executed, before or after. */
const ACTING: ReadonlySet<Fault['fault']> = new Set(['delay', 'duplicate', 'lag', 'pending']);

function logEntry(world: World, call: AnyCall, fields: Fields, fault?: Fault): LoggedCall {
  const { apiKey: _left, ...body } = fields;
  const at = new Date(world.clock.now()).toISOString();
  return { call, body, at, fault: fault?.fault ?? null, answered: null };
}

/** Carries out a call, for `duplicate` twice; `effect` decides which answer is sent. */
function actOnceOrTwice(act: () => Answer, fault: Fault | undefined): Answer {
  const first = act();
  if (fault?.fault !== 'duplicate') return first;
  const second = act();
  return fault.effect === 'before' ? second : first;
}

function fieldsOf(req: Request, queryFields: readonly string[] = []): Fields {
  const raw: unknown = req.body;
  const inBody = parseFields(raw instanceof Uint8Array ? raw : new Uint8Array());
  const asked = queryFields.filter((name) => typeof req.query[name] === 'string');
  return { ...Object.fromEntries(asked.map((name) => [name, req.query[name]])), ...inBody };
}

async function serve<Name extends AnyCall>(
  deps: MerchantRoutesDeps<Name>,
  call: Name,
  req: Request,
  res: Response,
) {
  const { world, faults, calls, tick, api, checkoutBase } = deps;
  const fields = fieldsOf(req, api.queryFields);
  const fault = faults.take(call, fields['payToken']);
  const entry = logEntry(world, call, fields, fault);
  calls.add(entry);
  res.on('finish', () => {
    entry.answered = { ...entry.answered, httpStatus: res.statusCode };
  });
  // `before` delays the execution, `after` the answer.
  if (fault?.fault === 'delay' && fault.effect === 'before') {
    await world.clock.sleep(delayOf(fault));
  }
  const isExecuted = !fault || fault.effect === 'after' || ACTING.has(fault.fault);
  const act = (): Answer => api.answer(world, call, fields, twistOf(fault), checkoutBase());
  const answer = isExecuted ? actOnceOrTwice(act, fault) : undefined;
  tick();
  if (fault?.fault === 'delay' && fault.effect === 'after') {
    await world.clock.sleep(delayOf(fault));
  }
  if (fault && (await spoilAnswer(res, fault, answer, api.fail, world.clock))) return;
  if (!answer || res.destroyed) return;
  const { code, errorCode } = answer.body;
  entry.answered = {
    httpStatus: answer.httpStatus,
    code,
    ...(errorCode !== undefined && { errorCode }),
  };
  sendAnswer(res, answer);
}

/** The calls of one version as JSON or form, and Toss's errors for everything else. */
export function merchantRoutes<Name extends AnyCall>(deps: MerchantRoutesDeps<Name>): Router {
  const { api } = deps;
  const router = express.Router();
  router.use(express.raw({ type: () => true, limit: LONGEST_BODY_BYTES }));
  for (const { call, path } of api.calls) {
    router.post(`/${path}`, async (req, res) => {
      try {
        await serve(deps, call, req, res);
      } catch (error) {
        if (!(error instanceof ParameterError)) throw error;
        sendAnswer(res, error.answer(api.fail));
      }
    });
  }
  router.use((_req, res) => sendAnswer(res, api.fail('COMMON_NOT_FOUND')));
  return router;
}
