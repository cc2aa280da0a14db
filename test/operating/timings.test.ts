/**
 * Durations in the metrics: accepting a request, waiting for the budget, the disk; and the lag of
 * streams.
 */
import { randomUUID } from 'node:crypto';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventHub } from '../../server/live/event-hub.ts';
import { createLogger } from '../../server/log.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { timeCommits } from '../../server/upkeep/time-commits.ts';
import { createTossCalls } from '../../server/upkeep/toss-calls.ts';
import { knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestFile, type TestFile } from '../support/open-test-storage.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { readFigures } from './figures-text.ts';
import { unitOf } from '../../server/storage/unit.ts';

const START = '2026-11-24T00:00:00.000Z';

describe('on a desk', () => {
  let desk: RunningDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  const figures = async () => readFigures(await (await desk.fetch('/metrics')).text());
  const PUT = 'route="/api/payments/:payToken/operations/:operationId"';

  it('an accepted request is timed, unless the caller waits for the end', async () => {
    const accepted = async () =>
      (await figures()).get(`changgu_accepted_seconds_count{${PUT}}`) ?? 0;
    const payToken = await knowPaid(desk);
    const id = randomUUID();
    await putRefund(desk, payToken, 1000, { id });
    await waitUntil('it was timed', accepted, (count) => count === 1);
    await waitForState(desk, id, ['succeeded']);
    // A wait that ends before the answer comes is a 202 as well, and is not timed.
    await desk.sandbox.fault({ call: 'refunds', effect: 'after', fault: 'delay', ms: 60_000 });
    const other = await knowPaid(desk);
    const answer = await putRefund(desk, other, 1000, { waitSeconds: 1 });
    expect(answer.status).toBe(202);
    expect(await accepted()).toBe(1);
    await desk.sandbox.clearFaults();
  });

  it('each call to Toss has its wait timed, and each change its commit', async () => {
    const before = await figures();
    const id = randomUUID();
    await putRefund(desk, await knowPaid(desk), 1000, { id });
    await waitForState(desk, id, ['succeeded']);
    const after = await figures();
    const more = (series: string) => (after.get(series) ?? 0) - (before.get(series) ?? 0);
    // A read, the money call and perhaps the read that confirms it.
    expect(more('changgu_toss_turn_seconds_count{priority="money"}')).toBeGreaterThanOrEqual(2);
    // Recorded, sending, answered.
    expect(more('changgu_commit_seconds_count')).toBeGreaterThanOrEqual(3);
    expect(more('changgu_event_rows')).toBeGreaterThanOrEqual(3);
    const lag = async () => (await figures()).get('changgu_event_stream_lag');
    await waitUntil('the streams have everything', lag, (events) => events === 0);
  });
});

describe('waiting for a call to Toss', () =>
  it('takes as long as the budget requires, by priority', async () => {
    const clock = createFakeClock(START);
    const registry = new Registry();
    const budget = createTossCalls(registry).timeTurns(
      createOutboundBudget({ clock, perSecond: 1, burst: 2, keptForMoney: 1 }),
      clock,
    );
    for (const priority of ['money', 'money', 'money', 'person'] as const) {
      void budget.take(priority);
    }
    expect(budget.waiting()).toMatchObject({ money: 1, person: 1, background: 0 });
    await clock.advance(10_000);
    const text = readFigures(await registry.metrics());
    const sum = (priority: string) =>
      text.get(`changgu_toss_turn_seconds_sum{priority="${priority}"}`);
    expect(sum('money')).toBeCloseTo(1);
    expect(sum('person')).toBeCloseTo(2);
  }));

describe('a database', () => {
  const clock = createFakeClock(START);
  let data: TestFile;
  beforeAll(() => {
    data = openTestFile(clock);
  });
  afterAll(() => data.close());

  it('has its units of work timed, also failed ones, and works as before', async () => {
    const registry = new Registry();
    let nowMs = 0;
    const slow = { ...clock, nowMs: () => (nowMs += 20) };
    const storage = timeCommits(registry, { ...data.storage, clock: slow });
    let told = 0;
    storage.subscribe(() => {
      told += 1;
    });
    expect(await storage.transact(() => unitOf(42))).toBe(42);
    await expect(
      storage.transact(function* () {
        yield* unitOf(42);
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');
    expect(told).toBe(1);
    const text = readFigures(await registry.metrics());
    expect(text.get('changgu_commit_seconds_count')).toBe(2);
    expect(text.get('changgu_commit_seconds_sum')).toBeCloseTo(0.04);
  });
});

describe('event streams', () =>
  it('are behind by what was not sent to them, and by what the slowest has not read', () => {
    const clock = createFakeClock(START);
    let newest = 3;
    const after = () => [];
    const feed = { after, lastSeq: () => newest, subscribe: () => () => undefined };
    const hub = eventHub(feed, clock, createLogger('silent'));
    expect(hub.lag()).toEqual({ events: 0, longestBacklogBytes: 0 });
    for (const bytes of [10, 4000, 200]) {
      hub.join(
        {
          write: () => undefined,
          backlogBytes: () => bytes,
          isStillValid: () => true,
          end: () => undefined,
        },
        null,
      );
    }
    newest = 8;
    expect(hub.lag()).toEqual({ events: 5, longestBacklogBytes: 4000 });
    hub.close();
    expect(hub.lag().longestBacklogBytes).toBe(0);
  }));
