/** The background parts, worker and reconciler, with a fake clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReconciler, type Reconciler } from '../../server/operations/reconciler.ts';
import { createWorker, type Worker } from '../../server/operations/worker.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import { known, openBench, recorded, statusJson, walk, type Bench } from './engine-bench.ts';
import { prepare } from '../../server/storage/statement.ts';

let bench: Bench;
let worker: Worker;
let reconciler: Reconciler;
let facts: PaymentFacts;
beforeEach(async () => {
  bench = openBench();
  worker = createWorker(bench.deps);
  reconciler = createReconciler(bench.deps, worker);
  facts = await known(bench);
  bench.wire.status = () => ({ json: statusJson(facts) });
  bench.wire.refunds = ({ refundNo }) => ({ json: { code: 0, refundNo } });
});
afterEach(async () => {
  await reconciler.stop();
  await worker.drain();
  bench.close();
});

/** Lets everything that is ready run. */
const settle = () => bench.clock.advance(0);
async function until(isIt: () => boolean): Promise<void> {
  for (let turns = 0; !isIt(); turns += 1) {
    if (turns === 100) throw new Error('never');
    await settle();
  }
}

describe('the worker', () => {
  it('starts an operation once, however many hints it gets', async () => {
    const id = await recorded(bench, facts);
    worker.enqueue(id);
    worker.enqueue(id);
    await until(() => bench.row(id).state === 'succeeded');
    await worker.drain();
    expect(bench.calls.filter((call) => call === 'refunds')).toHaveLength(1);
  });

  it('leaves on disk what its queue has no room for', async () => {
    for (let n = 0; n < 1000; n += 1) worker.enqueue(`made-up-${String(n)}`);
    const id = await recorded(bench, facts);
    worker.enqueue(id);
    await settle();
    expect(worker.line.length()).toBe(1000);
    expect(worker.line.refused()).toBe(1);
    expect(worker.isAtWork(id)).toBe(false);
    expect(bench.row(id).state).toBe('ready');
  });
});

describe('the reconciler', () => {
  /** Holds answers back until they are released. */
  function holdAnswers(): () => void {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    bench.wire.refunds = async ({ refundNo }) => {
      await held;
      return { json: { code: 0, refundNo } };
    };
    return release;
  }

  it('leaves alone what its own process is sending, however long that takes', async () => {
    const id = await recorded(bench, facts);
    const release = holdAnswers();
    reconciler.start();
    worker.enqueue(id);
    await until(() => bench.row(id).state === 'sending');
    await bench.clock.advance(60_000);
    expect(bench.row(id).state).toBe('sending');
    release();
    await until(() => bench.row(id).state === 'succeeded');
  });

  it('marks a send as unclear of which its process knows nothing', async () => {
    const id = await recorded(bench, facts);
    await walk(bench, id, 'claimed');
    reconciler.start();
    await bench.clock.advance(45_000);
    expect(bench.row(id).state).toBe('sending');
    await bench.clock.advance(2000);
    expect(bench.row(id)).toMatchObject({ state: 'unknown', cause: 'interrupted' });
  });

  it('reads eight payments at once, and the ninth as soon as one is done', async () => {
    const release: (() => void)[] = [];
    bench.wire.status = async () => {
      await new Promise<void>((resolve) => release.push(resolve));
      return { outcome: 'lost', failure: 'time-out' };
    };
    for (let n = 0; n < 9; n += 1) {
      const id = await recorded(bench, await known(bench));
      await walk(bench, id, 'claimed', 'answered-unclear');
    }
    await bench.storage.transact(function* () {
      const at = bench.clock.nowIso();
      yield* prepare("UPDATE operation SET next_check_at = ? WHERE state = 'unknown'").run(at);
    });
    reconciler.start();
    await bench.clock.advance(3500);
    expect(bench.calls).toHaveLength(8);
    // The others are still due, and no less overdue than the ninth.
    release[7]?.();
    await bench.clock.advance(1100);
    expect(bench.calls).toHaveLength(9);
    for (const go of release) go();
  });

  it('sends no read after it was stopped, not even from within a tick', async () => {
    const { storage } = bench;
    const stopped: Promise<void>[] = [];
    const reading = createReconciler(
      {
        ...bench.deps,
        storage: {
          ...storage,
          read: (unit) => {
            if (stopped.length === 0) stopped.push(reading.stop());
            return storage.read(unit);
          },
        },
      },
      worker,
    );
    reading.start();
    await bench.clock.advance(1000);
    expect(stopped).toHaveLength(1);
    expect(bench.clock.pending()).toBe(0);
  });
});
