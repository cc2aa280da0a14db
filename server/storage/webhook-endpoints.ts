/** The addresses of the shop's own systems that are told events. */
import type { Selectable } from 'kysely';
import {
  FORMER_SECRET_HOURS,
  type EndpointState,
  type OutgoingType,
} from '../../shared/webhook.ts';
import { newestOutgoing } from './outbox.ts';
import type { WebhookEndpointRow } from './schema.ts';
import { db, prepare, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

/** An endpoint that was not removed. */
export interface Endpoint extends Omit<Selectable<WebhookEndpointRow>, 'state' | 'types'> {
  state: EndpointState;
  types: OutgoingType[];
}

const HOUR_MS = 60 * 60 * 1000;

const present = prepared(() =>
  db
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('state', '<>', 'removed')
    .orderBy('created_at')
    .orderBy('id'),
);

/** All endpoints, the oldest first. */
export function* webhookEndpoints(): Unit<Endpoint[]> {
  return (yield* present.all({})).map((row) => ({
    ...row,
    state: row.state as EndpointState,
    types: JSON.parse(row.types) as OutgoingType[],
  }));
}

export function* findEndpoint(id: string): Unit<Endpoint | undefined> {
  return (yield* webhookEndpoints()).find((endpoint) => endpoint.id === id);
}

const insert = prepared((row: { id: string; url: string; types: string; at: string; to: number }) =>
  db.insertInto('webhook_endpoint').values({
    ...{ id: row.id, url: row.url, types: row.types, state: 'on', cursor: row.to },
    ...{ state_since: row.at, created_at: row.at, former_until: null, paused_until: null },
    ...{ failing_since: null, last_success_at: null, former_no: null },
  }),
);

interface Content {
  url: string;
  types: readonly OutgoingType[];
}

/** Adds an endpoint, which is told what happens from now on; call inside a transaction. */
export function* addEndpoint({
  id,
  url,
  types,
  at,
}: Content & { id: string; at: string }): Unit<void> {
  const to = yield* newestOutgoing();
  yield* insert.run({ id, url, types: JSON.stringify(types), at, to });
}

/** Changes address and types; call inside a transaction. */
export function* changeEndpoint(id: string, { url, types }: Content): Unit<void> {
  yield* prepare('UPDATE webhook_endpoint SET url = ?, types = ? WHERE id = ?').run(
    url,
    JSON.stringify(types),
    id,
  );
}

/**
 * Makes the next secret valid, and the present one for a day more; call inside a transaction.
 * Renewed again within that day, the one that the receiver still has stays valid until then.
 */
export function* renewSecret(id: string, nowMs: number): Unit<void> {
  const now = new Date(nowMs).toISOString();
  const until = new Date(nowMs + FORMER_SECRET_HOURS * HOUR_MS).toISOString();
  yield* prepare(`UPDATE webhook_endpoint SET secret_no = secret_no + 1,
       former_no = CASE WHEN former_until > @now THEN former_no ELSE secret_no END,
       former_until = CASE WHEN former_until > @now THEN former_until ELSE @until END
      WHERE id = @id`).run({ id, now, until });
}

/** Sends no more to it; what waits goes on waiting. Call inside a transaction. */
export function* switchOff(
  id: string,
  state: Exclude<EndpointState, 'on'> | 'removed',
  at: string,
): Unit<void> {
  yield* prepare(
    'UPDATE webhook_endpoint SET state = ?, state_since = ?, paused_until = NULL WHERE id = ?',
  ).run(state, at, id);
}

/** Something was delivered; call inside a transaction. */
export function* noteReached(id: string, at: string): Unit<void> {
  yield* prepare(
    'UPDATE webhook_endpoint SET failing_since = NULL, last_success_at = ? WHERE id = ?',
  ).run(at, id);
}

/**
 * An attempt failed; call inside a transaction.
 * @param pausedUntil until when it gets nothing; `null`: it did not ask for that
 */
export function* noteFailed(id: string, pausedUntil: string | null, at: string): Unit<void> {
  yield* prepare(`UPDATE webhook_endpoint SET failing_since = coalesce(failing_since, @at),
       paused_until = CASE WHEN paused_until > @pausedUntil THEN paused_until
         ELSE coalesce(@pausedUntil, paused_until) END
      WHERE id = @id`).run({ id, at, pausedUntil });
}
