/** What the outbox keeps: 30 days, the rest is counted; and the database refuses a change of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  appendOutgoing,
  dropOldEvents,
  oldestWaiting,
  pageChanges,
  switchOutbox,
} from '../../server/storage/outbox.ts';
import {
  addDelivery,
  dueDeliveries,
  pageDeliveries,
  switchOn,
} from '../../server/storage/webhook-deliveries.ts';
import { systemRandom } from '../../server/clock.ts';
import { applyResult } from '../../server/webhooks/apply-result.ts';
import { addEndpoint, findEndpoint, switchOff } from '../../server/storage/webhook-endpoints.ts';
import { explainReads, type Explained } from '../support/explain-reads.ts';
import {
  observeFacts,
  openTestFile,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { prepare } from '../../server/storage/statement.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
const NOW = daysAgo(0);
const ID = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';

let opened: TestStorage;
beforeEach(() => {
  opened = openTestStorage();
});
afterEach(() => {
  opened.close();
});

const tell = (days: number, subject = 'token') =>
  opened.storage.transact(() =>
    appendOutgoing({
      ...{ at: daysAgo(days), type: 'payment.created', subject, data: {} },
    }),
  );
const addAt = (at: string) =>
  opened.storage.transact(function* () {
    const url = 'https://shop.example/';
    yield* addEndpoint({ id: ID, url, types: ['payment.created'], at });
  });
const endpoint = () => opened.storage.read(findEndpoint(ID));

it('drops events after 30 days, and counts those that an endpoint did not get', async () => {
  await addAt(daysAgo(40));
  const first = await tell(35);
  await opened.storage.transact(function* () {
    yield* addDelivery(ID, { seq: first, subject: 'token' }, daysAgo(35));
    // The next one is still in the outbox, without a delivery.
    yield* prepare('UPDATE webhook_endpoint SET cursor = ?').run(first);
  });
  await tell(34);
  const kept = await tell(29);
  const { storage } = opened;
  const before = storage.read(pageChanges({ after: undefined, limit: 1 }));
  expect(await dropOldEvents(storage)).toBe(false);
  expect(endpoint()).toMatchObject({ dropped: 2, cursor: kept - 1 });
  expect(opened.db.value('SELECT count(*) FROM webhook_delivery')).toBe(0);
  const after = storage.read(pageChanges({ after: undefined, limit: 10 }));
  expect(after?.bodies).toHaveLength(1);
  // Its numbers go on, so the receiver sees the gap.
  expect(JSON.parse(after?.bodies[0] ?? '{}')).toMatchObject({ sequence: 3 });
  // A cursor whose event is gone is refused: it would skip one.
  expect(storage.read(pageChanges({ after: before?.after ?? '', limit: 10 }))).toBeNull();
});

it('sends what waited for an event that was dropped', async () => {
  await addAt(daysAgo(40));
  const first = await tell(35);
  const next = await tell(29);
  await opened.storage.transact(function* () {
    for (const seq of [first, next]) yield* addDelivery(ID, { seq, subject: 'token' }, NOW);
  });
  await tell(1, 'other');
  const { storage } = opened;
  const isDue = () => storage.read(dueDeliveries(ID, daysAgo(-1), 10)).map(({ seq }) => seq);
  expect(isDue()).toEqual([first]);
  await dropOldEvents(storage);
  expect(isDue()).toEqual([next]);
});

it('keeps the newest event however old, because a cursor may name it', async () => {
  await tell(90);
  const { storage } = opened;
  const page = storage.read(pageChanges({ after: undefined, limit: 10 }));
  await dropOldEvents(storage);
  const after = page?.after ?? '';
  expect(storage.read(pageChanges({ after, limit: 10 }))).toMatchObject({ bodies: [], after });
});

it('skips what waits where somebody switches an endpoint on without it', async () => {
  await addAt(daysAgo(1));
  const seq = await tell(1);
  await opened.storage.transact(function* () {
    yield* addDelivery(ID, { seq, subject: 'token' }, daysAgo(1));
    yield* switchOff(ID, 'off', daysAgo(1));
  });
  const missed = await tell(0, 'other');
  await opened.storage.transact(function* () {
    const found = yield* findEndpoint(ID);
    if (found) yield* switchOn(found, false, daysAgo(0));
  });
  expect(endpoint()).toMatchObject({ state: 'on', cursor: missed });
  const states = opened.db.values('SELECT state FROM webhook_delivery');
  expect(states).toEqual(['skipped']);
});

it('refuses to change what is told', async () => {
  await tell(0);
  const change = opened.storage.transact(function* () {
    yield* prepare("UPDATE outgoing_event SET body = '{}'").run();
  });
  await expect(change).rejects.toThrow('outgoing_event: what is told is fixed');
});

it('tells a refund made elsewhere with the total that it belongs to', async () => {
  const { storage } = opened;
  await switchOutbox(storage, true);
  const facts = paidFacts();
  await observeFacts(storage, facts);
  const refunds = [5000, 7000].map((amount) => ({
    ...{ refundNo: `outside-${String(amount)}`, amount, reason: null, at: null, done: true },
  }));
  await observeFacts(storage, { ...facts, status: 'REFUND_SUCCESS', refunds });
  const page = storage.read(pageChanges({ after: undefined, limit: 10 }));
  const outside = page?.bodies.map((body) => JSON.parse(body) as { type: string; data: object });
  expect(outside?.filter(({ type }) => type === 'refund.outside')).toMatchObject([
    { data: { amount: 5000, refunded: 5000 } },
    { data: { amount: 7000, refunded: 12_000 } },
  ]);
});

it('finds what waits or failed without reading all that was delivered in 30 days', () => {
  const file = openTestFile();
  const explained: Explained[] = [];
  const connection = explainReads(file.storage.reader, explained);
  runUnit(connection, oldestWaiting());
  for (const state of ['waiting', 'failed'] as const) {
    runUnit(connection, pageDeliveries(ID, { state, before: 1000, limit: 10 }));
  }
  const through = (detail: string) => /webhook_delivery_(waiting|failed)/.test(detail);
  expect(explained.map(({ plan }) => plan.some(({ detail }) => through(detail)))).toEqual([
    ...[true, true, true],
  ]);
  file.close();
});

it('gives an endpoint up once, however many attempts answer 410, and not over a person', async () => {
  await addAt(daysAgo(1));
  const gone = { httpStatus: 410, failure: 'status', answer: '', tookMs: 1, late: false } as const;
  const seqs = [await tell(1, 'a'), await tell(1, 'b'), await tell(1, 'c')];
  const rules = { random: systemRandom, pauses: [1000], nowMs: Date.now() };
  const end = (seq: number | undefined) =>
    opened.storage.transact(function* () {
      const result = { ...gone, retryAfterMs: null };
      const finished = { endpointId: ID, seq: seq ?? 0, once: false, result };
      yield* applyResult(finished, rules);
    });
  await opened.storage.transact(function* () {
    for (const seq of seqs) yield* addDelivery(ID, { seq, subject: String(seq) }, NOW);
  });
  for (const seq of seqs.slice(0, 2)) await end(seq);
  expect(endpoint()?.state).toBe('gone');
  await opened.storage.transact(() => switchOff(ID, 'off', NOW));
  await end(seqs[2]);
  expect(endpoint()?.state).toBe('off');
  const rows = opened.db.values('SELECT action FROM audit');
  expect(rows).toEqual(['webhook-given-up']);
});
