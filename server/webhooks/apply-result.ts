/** What the result of an attempt changes: the delivery, its endpoint, and the audit log. */
import type { Random } from '../clock.ts';
import { appendAudit, deskActor } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
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
function giveUp(
  connection: Connection,
  { id, url }: Endpoint,
  state: 'gone' | 'failing',
  at: string,
): void {
  switchOff(connection, id, state, at);
  appendAudit(connection, {
    ...{ at, actor: deskActor, action: 'webhook-given-up' },
    detail: { endpointId: id, to: new URL(url).origin, state },
  });
}

function applyFailure(
  connection: Connection,
  endpoint: Endpoint,
  made: number,
  { seq, once, result }: Finished,
  { nowMs, ...rules }: ApplyRules,
): void {
  const at = isoOf(nowMs);
  const key = { endpointId: endpoint.id, seq };
  const askedMs = result.retryAfterMs;
  if (result.httpStatus === GONE && !once) {
    recordAttempt(connection, key, result, { state: 'waiting', nextAt: at, at });
    // Several are on their way at once, and each answers so.
    if (endpoint.state === 'on') giveUp(connection, endpoint, 'gone', at);
    return;
  }
  const pause = once ? null : pauseAfter(made, { ...rules, askedMs });
  const state = pause === null ? 'failed' : 'waiting';
  const nextAt = pause === null ? null : isoOf(nowMs + pause);
  recordAttempt(connection, key, result, { state, nextAt, at });
  if (once) return;
  const rest = pauseOf(result.httpStatus, askedMs);
  noteFailed(connection, endpoint.id, rest === null ? null : isoOf(nowMs + rest), at);
  const sinceMs = Date.parse(endpoint.failing_since ?? at);
  if (endpoint.state === 'on' && nowMs - sinceMs >= GIVEN_UP_AFTER_MS) {
    giveUp(connection, endpoint, 'failing', at);
  }
}

/** Stores a result; call inside a transaction. */
export function applyResult(connection: Connection, finished: Finished, rules: ApplyRules): void {
  const { endpointId, seq, result } = finished;
  const endpoint = findEndpoint(connection, endpointId);
  const delivery = findDelivery(connection, endpointId, seq);
  // Removed, or past its term meanwhile.
  if (endpoint === undefined || delivery === undefined) return;
  if (result.failure === null) {
    const at = isoOf(rules.nowMs);
    recordAttempt(connection, { endpointId, seq }, result, {
      ...{ state: 'delivered', nextAt: null, at },
    });
    noteReached(connection, endpointId, at);
  } else if (delivery.state === 'waiting') {
    applyFailure(connection, endpoint, delivery.attempts + 1, finished, rules);
  }
}
