/** A desk that was suspended between two steps, and a clock that somebody set. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReconciler } from '../../server/operations/reconciler.ts';
import { readStatus } from '../../server/operations/read-status.ts';
import { requestOperation } from '../../server/operations/request-operation.ts';
import { attemptToSend, claimToSendAgain } from '../../server/operations/send-operation.ts';
import { createWorker } from '../../server/operations/worker.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { claimOperation } from '../../server/storage/operations.ts';
import { known, openBench, recorded, staff, statusJson, walk, type Bench } from './engine-bench.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { shopRules } from '../support/shop-rules.ts';
import { prepare } from '../../server/storage/statement.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

let bench: Bench;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  facts = await known(bench);
  bench.wire = {
    status: () => ({ json: statusJson(facts) }),
    refunds: ({ refundNo }) => ({ json: { code: 0, refundNo } }),
  };
});
afterEach(() => bench.close());

const sends = () => bench.calls.filter((call) => call === 'refunds').length;

/** Makes the next write of the high-water mark take so long, as a stalled disk does. */
function stallAtTheMark(ms: number, how: 'stall' | 'suspend' = 'stall') {
  const { highWater } = bench.deps;
  let stalls = 1;
  bench.deps.highWater = {
    raise: (seq) => {
      highWater.raise(seq);
      if (stalls > 0) bench.clock[how](ms);
      stalls -= 1;
    },
  };
}

async function readAfter(...pauses: number[]) {
  for (const ms of pauses) {
    await bench.clock.advance(ms);
    await readStatus(
      bench.deps,
      { payToken: facts.payToken },
      { priority: 'money', source: 'operation' },
    );
  }
}

describe('a claim', () => {
  it.each([
    [9 * SECOND, 1, 'stall'],
    [11 * SECOND, 0, 'stall'],
    [20 * MINUTE, 0, 'stall'],
    [26 * HOUR, 0, 'stall'],
    [9 * SECOND, 1, 'suspend'],
    [11 * SECOND, 0, 'suspend'],
  ] as const)('of %i ms ago sends %i times (%s)', async (ms, times, how) => {
    const id = await recorded(bench, facts);
    stallAtTheMark(ms, how);
    await attemptToSend(bench.deps, id, 0);
    expect(sends()).toBe(times);
    expect(bench.row(id).state).toBe(times === 1 ? 'succeeded' : 'not_sent');
  });

  it('that got too old to send again leaves it absent', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved');
    const worker = createWorker(bench.deps);
    stallAtTheMark(MINUTE);
    await worker.sendAgain(id, { staff: staff('manager-2') });
    await worker.drain();
    expect(sends()).toBe(0);
    expect(bench.row(id)).toMatchObject({ state: 'absent', cause: 'again-unsent' });
  });

  it('lets the settle time begin when the call is over, not before', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => {
      bench.clock.stall(20 * MINUTE);
      return { outcome: 'lost', failure: 'time-out' };
    };
    await attemptToSend(bench.deps, id, 0);
    await readAfter(5000, 10_000, 15_000, 14 * MINUTE);
    expect(bench.row(id).state).toBe('unknown');
    await readAfter(MINUTE);
    expect(bench.row(id).state).toBe('absent');
  });
});

describe('a read', () => {
  const standsStill = (ms: number, how: 'stall' | 'suspend' = 'stall') => {
    const { take } = bench.deps.budget;
    let turns = 0;
    bench.deps.budget = {
      ...bench.deps.budget,
      take: async (priority) => {
        await take(priority);
        turns += 1;
        // The first call is the read, the second one the money call.
        if (turns === 2) bench.clock[how](ms);
      },
    };
  };

  it.each([
    [59 * SECOND, 1, 'stall'],
    [61 * SECOND, 0, 'stall'],
    [61 * SECOND, 0, 'suspend'],
  ] as const)('of %i ms ago lets an operation go %i times (%s)', async (ms, times, how) => {
    const id = await recorded(bench, facts);
    standsStill(ms, how);
    const next = await attemptToSend(bench.deps, id, 0);
    expect(sends()).toBe(times);
    expect(next).toBe(times === 1 ? null : 0);
  });

  it('of four hours ago lets nothing be sent again', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed', 'answered-unclear', 'absence-proved');
    standsStill(4 * HOUR);
    const again = claimToSendAgain(bench.deps, id, { staff: staff('manager-2') }, () => false);
    await expect(again).rejects.toEqual(code('toss-unclear'));
    expect(bench.row(id)).toMatchObject({ state: 'absent', attempts: 1 });
  });
});

describe('what another process is sending', () => {
  it('is interrupted by nobody before its bytes can’t leave any more', async () => {
    const id = await recorded(bench, facts);
    await claimOperation(bench.storage, id, 'another boot', () => null);
    const worker = createWorker(bench.deps);
    const reconciler = createReconciler(bench.deps, worker);
    reconciler.start();
    await bench.clock.advance(44 * SECOND);
    expect(bench.row(id).state).toBe('sending');
    await bench.clock.advance(3 * SECOND);
    expect(bench.row(id)).toMatchObject({ cause: 'interrupted', verdict: null });
    await reconciler.stop();
  });

  it('is interrupted also when its claim was made by a clock in the future', async () => {
    bench.clock.set('2027-05-01T00:00:00.000Z');
    const id = await recorded(bench, facts);
    await claimOperation(bench.storage, id, 'another boot', () => null);
    bench.clock.set('2026-05-01T00:00:00.000Z');
    const reconciler = createReconciler(bench.deps, createWorker(bench.deps));
    reconciler.start();
    await bench.clock.advance(47 * SECOND);
    expect(bench.row(id).cause).not.toBe('claimed');
    await reconciler.stop();
  });
});

describe('a clock that was set', () => {
  const lost = () => {
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
  };

  it('back by a year leaves nothing unknown for that year', async () => {
    bench.clock.set('2027-05-01T00:00:00.000Z');
    const id = await recorded(bench, facts);
    lost();
    await attemptToSend(bench.deps, id, 0);
    bench.clock.set('2026-05-01T00:10:00.000Z');
    const reconciler = createReconciler(bench.deps, createWorker(bench.deps));
    reconciler.start();
    await bench.clock.advance(20 * MINUTE);
    expect(bench.row(id).state).toBe('absent');
    await reconciler.stop();
  });

  it('ahead by half an hour proves no absence', async () => {
    const id = await recorded(bench, facts);
    lost();
    await attemptToSend(bench.deps, id, 0);
    bench.clock.set('2026-05-01T00:30:00.000Z');
    await readAfter(SECOND, SECOND, SECOND);
    expect(bench.row(id).state).toBe('unknown');
  });

  it('back by an hour delays no refund', async () => {
    const id = await recorded(bench, facts);
    bench.clock.set('2026-04-30T23:00:00.000Z');
    expect(await attemptToSend(bench.deps, id, 0)).toBeNull();
    expect(bench.row(id).state).toBe('succeeded');
  });

  it('ahead, or a machine that slept, closes what waited for over five minutes', async () => {
    const id = await recorded(bench, facts);
    bench.clock.suspend(6 * MINUTE);
    expect(await attemptToSend(bench.deps, id, 0)).toBeNull();
    expect(sends()).toBe(0);
    expect(bench.row(id)).toMatchObject({ state: 'declined', cause: 'too-old-to-send' });
  });

  it('back by an hour makes no grace window longer, and ahead none shorter', async () => {
    bench.deps.rules = () => shopRules({ graceMs: { operator: 60_000, manager: 60_000 } });
    const worker = createWorker(bench.deps);
    const ask = (amount: number, seenRefunded: number) =>
      requestOperation(bench.deps, worker, {
        id: crypto.randomUUID(),
        payToken: facts.payToken,
        body: { kind: 'refund', amount, reason: '단순 변심', seenRefunded },
        requestedBy: staff('clerk', 'operator'),
        requireFreshFactor: () => undefined,
      });
    const first = await ask(1000, 0);
    bench.clock.set('2026-05-01T01:00:00.000Z');
    expect(await attemptToSend(bench.deps, first.id, 0)).toMatchObject({
      graceMs: expect.any(Number),
    });
    bench.clock.set('2026-04-30T23:00:00.000Z');
    await bench.clock.advance(61 * SECOND);
    expect(sends()).toBe(1);
    await worker.drain();
  });

  it('leaves no check that is due further ahead than any is planned', async () => {
    const id = await recorded(bench, facts);
    lost();
    await attemptToSend(bench.deps, id, 0);
    await bench.storage.transact(function* () {
      const far = "UPDATE operation SET next_check_at = '2030-01-01T00:00:00.000Z' WHERE id = ?";
      yield* prepare(far).run(id);
    });
    const reconciler = createReconciler(bench.deps, createWorker(bench.deps));
    const before = bench.calls.length;
    reconciler.start();
    await bench.clock.advance(SECOND);
    expect(bench.calls.length).toBeGreaterThan(before);
    await reconciler.stop();
  });
});

it('a refund whose answer was the last thing that the desk heard is read after its start', async () => {
  // A payment of long ago is no longer polled.
  const id = await recorded(bench, facts);
  const due = () => bench.db.value('SELECT next_poll_at FROM payment');
  expect(due()).toBeNull();
  await walk(bench, id, 'claimed', 'answered-ok');
  expect(due()).toBe(bench.clock.nowIso());
});

describe('the desk’s own time', () =>
  it('goes on from the newest number on disk, and gives each number once', async () => {
    const id = await recorded(bench, facts);
    bench.wire.refunds = () => ({ outcome: 'lost', failure: 'time-out' });
    await bench.clock.advance(MINUTE);
    await attemptToSend(bench.deps, id, 0);
    const newest = bench.row(id).unclear_no;
    expect(newest).toBeGreaterThan(MINUTE);
    const again = bench.openAgain(createFakeClock('2020-01-01T00:00:00.000Z'));
    expect(again.time.began).toBeGreaterThanOrEqual(newest);
    const numbers = [again.time.now(), again.time.now(), again.time.now()];
    expect(numbers).toEqual([1, 2, 3].map((n) => again.time.began + n));
    again.close();
  }));

describe('a refund whose wake-up was lost', () => {
  const ask = (worker: ReturnType<typeof createWorker>) =>
    requestOperation(bench.deps, worker, {
      id: crypto.randomUUID(),
      payToken: facts.payToken,
      body: { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 },
      requestedBy: staff('clerk'),
      requireFreshFactor: () => undefined,
    });

  it('is taken up by the reconciler within a tick, once', async () => {
    const worker = createWorker(bench.deps);
    const reconciler = createReconciler(bench.deps, worker);
    reconciler.start();
    await ask({ ...worker, enqueue: () => undefined });
    await bench.clock.advance(5 * SECOND);
    expect(sends()).toBe(1);
    await reconciler.stop();
    await worker.drain();
  });

  it('does not wait for that tick where it was not lost', async () => {
    const worker = createWorker(bench.deps);
    await ask(worker);
    await bench.clock.advance(1);
    expect(sends()).toBe(1);
    await worker.drain();
  });

  it('is not lost by a listener that fails', async () => {
    const worker = createWorker(bench.deps);
    const off = bench.storage.subscribe(() => {
      throw new Error('a listener that fails');
    });
    await expect(ask(worker)).resolves.toMatchObject({ state: 'ready' });
    off();
    await bench.clock.advance(1);
    expect(sends()).toBe(1);
    await worker.drain();
  });
});
