/** Anybody can post callbacks: a flood of unknown ones must neither fill memory nor be dropped. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCallbackConfirmer } from '../../server/callbacks/confirm-callbacks.ts';
import { prepare } from '../../server/storage/statement.ts';
import { systemClock, systemRandom } from '../../server/clock.ts';
import type { Deps } from '../../server/deps.ts';
import { createLogger } from '../../server/log.ts';
import { createStatusReads } from '../../server/operations/status-reads.ts';
import { keepCallbacks } from '../../server/storage/callbacks.ts';
import { openHighWater } from '../../server/storage/high-water.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createOutboundBudget } from '../../server/toss/outbound-budget.ts';
import { createToss } from '../../server/toss/toss.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';
import { shopRules } from '../support/shop-rules.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { unitOf } from '../../server/storage/unit.ts';

let toss: TestSandbox;
let kept: TestStorage;
let deps: Deps;
beforeAll(async () => {
  toss = await startTestSandbox();
  kept = openTestStorage();
  deps = {
    storage: kept.storage,
    clock: systemClock,
    random: systemRandom,
    log: createLogger('silent'),
    toss: createToss({
      baseUrl: toss.url,
      apiKey: ApiKey.parse(TEST_API_KEY),
      timeoutMs: 1500,
      clock: systemClock,
    }),
    budget: createOutboundBudget({
      clock: systemClock,
      perSecond: 100,
      burst: 100,
      keptForMoney: 2,
    }),
    limits: { settleMs: 600, tossTimeoutMs: 1500, reconcileScale: 0.02, pollScale: 0.02 },
    rules: () => shopRules(),
    activeManagerIds: () => unitOf([]),
    findStaff: () => unitOf(undefined),
    tokenRefunds: false,
    highWater: openHighWater(kept.dir, 'test.db'),
    statusReads: createStatusReads(),
    bootId: systemRandom.uuid(),
  };
});
afterAll(async () => {
  await deps.toss.close();
  kept.close();
  await toss.close();
});

it('reads from disk what the queue had no room for, once the rest is done', async () => {
  const confirmer = createCallbackConfirmer(deps, true, 3);
  const forged = Array.from({ length: 8 }, (_, n) => `forged-${String(n)}`);
  for (const payToken of forged) {
    await keepCallbacks(deps.storage, [
      { contentType: 'x', body: payToken, payToken, named: false },
    ]);
    confirmer.enqueue(payToken);
  }
  const outcomes = () =>
    deps.storage.read(prepare('SELECT outcome FROM callback ORDER BY id').values()) as (
      | string
      | null
    )[];
  expect(outcomes()).toContain(null);
  const ended = await waitUntil(
    'confirmed',
    () => Promise.resolve(outcomes()),
    (all) => all.every((outcome) => outcome !== null),
  );
  expect(ended).toEqual(forged.map(() => 'not-found'));
  await confirmer.stop();
});

it('sends no database query once it is stopped, whatever is still queued', async () => {
  const closed = openTestStorage();
  const clock = createFakeClock('2026-03-02T04:05:06.000Z');
  const confirmer = createCallbackConfirmer({ ...deps, storage: closed.storage, clock }, true, 3);
  // More than the queue holds, so that the rest is left on disk.
  for (let n = 0; n < 5; n += 1) confirmer.enqueue(`forged-${String(n)}`);
  await confirmer.stop();
  closed.close();
  const failed: unknown[] = [];
  const note = (error: unknown) => failed.push(error);
  process.on('unhandledRejection', note);
  await clock.advance(60_000);
  process.off('unhandledRejection', note);
  expect(failed).toEqual([]);
});
