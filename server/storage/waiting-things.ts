/**
 * What waits for people now, for a digest: each thing by an id of the desk's own, so that the same
 * one is told once. An operation that comes back to a state is a new thing.
 */
import { sql } from 'kysely';
import { DIGEST_COUNT_MAX, type DigestTopic } from '../../shared/notices.ts';
import { overGivenPayments, takeBacksAsked, waitingBankTransfers } from './bank-transfers.ts';
import { openStatesSql } from './open-states.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export interface Thing {
  topic: DigestTopic;
  thing: string;
}

const operations = prepared(() =>
  db
    .selectFrom('operation')
    .select(['state', 'id', 'state_since'])
    .where('state', 'in', ['proposed', 'absent', 'needs_review', 'given_up'])
    .orderBy('created_at')
    .limit(2 * DIGEST_COUNT_MAX),
);

const bulkRuns = prepared(() =>
  db
    .selectFrom('bulk_run')
    .select(['id', 'state'])
    .where((where) =>
      where.or([where('state', '=', 'proposed'), where('paused_because', '=', 'toss-limit')]),
    )
    .orderBy('created_at')
    .orderBy('id'),
);

const expiring = prepared((given: { now: string; soon: string }) =>
  db
    .selectFrom('payment')
    .select('pay_token')
    .where('status', '=', 'PAY_APPROVED')
    .where('expires_at', '>', given.now)
    .where('expires_at', '<=', given.soon)
    // Somebody has acted on it already.
    .where(
      sql<boolean>`NOT EXISTS (SELECT 1 FROM operation AS open
        WHERE open.pay_token = payment.pay_token AND open.state IN (${openStatesSql}))`,
    )
    .orderBy('expires_at')
    .limit(DIGEST_COUNT_MAX),
);

const differing = prepared(() =>
  db
    .selectFrom('payment')
    .select(['pay_token', 'drift'])
    .where('drift', 'is not', null)
    .orderBy('changed_at')
    .limit(DIGEST_COUNT_MAX),
);

/**
 * @param now ISO UTC
 * @param soon until when a payment that expires is told
 */
export function* waitingThings(now: string, soon: string): Unit<Thing[]> {
  const things: Thing[] = [];
  const add = (topic: DigestTopic, thing: string) => things.push({ topic, thing });
  for (const { state, id, state_since: since } of yield* operations.all({})) {
    add(state === 'proposed' ? 'approval' : 'person', `${state} ${id} ${since}`);
  }
  for (const { id, state } of yield* bulkRuns.all({})) {
    add(state === 'proposed' ? 'approval' : 'person', `bulk ${state} ${id}`);
  }
  for (const { id } of yield* waitingBankTransfers()) add('approval', `transfer ${id}`);
  for (const { id, askedAt } of yield* takeBacksAsked(now)) {
    add('approval', `take-back ${id} ${askedAt}`);
  }
  for (const { payToken, overWon } of yield* overGivenPayments()) {
    add('person', `over ${payToken} ${String(overWon)}`);
  }
  for (const { pay_token } of yield* expiring.all({ now, soon })) add('expiring', pay_token);
  for (const { pay_token, drift } of yield* differing.all({})) {
    add('differs', `${String(drift)} ${pay_token}`);
  }
  return things;
}
