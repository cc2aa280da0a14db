/** What the result of an attempt changes: the delivery, its endpoint, and the audit log. */
import type { Random } from '../clock.ts';
import { appendAudit, deskActor } from '../storage/audit.ts';
import { findDelivery, recordAttempt } from '../storage/webhook-deliveries.ts';
import {
  findEndpoint,
  noteFailed,
  noteReached,
  switchOff,
  type Endpoint,
} from '../storage/webhook-endpoints.ts';
import type { PostResult } from '../guarded-post.ts';
import { GIVEN_UP_AFTER_MS, pauseAfter, pauseOf } from './retry-plan.ts';
import type { Unit } from '../storage/unit.ts';

export interface Finished {
  endpointId: string;
  seq: number;
  /** A test event is tried once. */
  once: boolean;
  result: PostResult;
}

export interface ApplyRules {
  random: Random;
  pauses: readonly number[];
  nowMs: number;
}

const GONE = 410;
const isoOf = (ms: number) => new Date(ms).toISOString();

/** Switches an endpoint off for a reason that the receiver gave. */
function* giveUp({ id, url }: Endpoint, state: 'gone' | 'failing', at: string): Unit<void> {
  yield* switchOff(id, state, at);
  yield* appendAudit({
    ...{ at, actor: deskActor, action: 'webhook-given-up' },
    detail: { endpointId: id, to: new URL(url).origin, state },
  });
}

function* applyFailure(
  endpoint: Endpoint,
  made: number,
  { seq, once, result }: Finished,
  { nowMs, ...rules }: ApplyRules,
): Unit<void> {
  const at = isoOf(nowMs);
  const key = { endpointId: endpoint.id, seq };
  const askedMs = result.retryAfterMs;
  if (result.httpStatus === GONE && !once) {
    yield* recordAttempt(key, result, { state: 'waiting', nextAt: at, at });
    // Several are on their way at once, and each answers so.
    if (endpoint.state === 'on') yield* giveUp(endpoint, 'gone', at);
    return;
  }
  const pause = once ? null : pauseAfter(made, { ...rules, askedMs });
  const state = pause === null ? 'failed' : 'waiting';
  const nextAt = pause === null ? null : isoOf(nowMs + pause);
  yield* recordAttempt(key, result, { state, nextAt, at });
  if (once) return;
  const rest = pauseOf(result.httpStatus, askedMs);
  yield* noteFailed(endpoint.id, rest === null ? null : isoOf(nowMs + rest), at);
  const sinceMs = Date.parse(endpoint.failing_since ?? at);
  if (endpoint.state === 'on' && nowMs - sinceMs >= GIVEN_UP_AFTER_MS) {
    yield* giveUp(endpoint, 'failing', at);
  }
}

/** Stores a result; call inside a transaction. */
export function* applyResult(finished: Finished, rules: ApplyRules): Unit<void> {
  const { endpointId, seq, result } = finished;
  const endpoint = yield* findEndpoint(endpointId);
  const delivery = yield* findDelivery(endpointId, seq);
  // Removed, or past its term meanwhile.
  if (endpoint === undefined || delivery === undefined) return;
  if (result.failure === null) {
    const at = isoOf(rules.nowMs);
    yield* recordAttempt({ endpointId, seq }, result, {
      ...{ state: 'delivered', nextAt: null, at },
    });
    yield* noteReached(endpointId, at);
  } else if (delivery.state === 'waiting') {
    yield* applyFailure(endpoint, delivery.attempts + 1, finished, rules);
  }
}
