/** Work in batches: until none is left, again after its interval, and stopped between two. */
import { expect, it } from 'vitest';
import { createBatches } from '../../server/batches.ts';
import { createLogger } from '../../server/log.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const HOUR_MS = 60 * 60 * 1000;

function open(batch: (n: number) => boolean, everyMs: number | null = HOUR_MS) {
  const clock = createFakeClock('2026-05-01T00:00:00.000Z');
  const log: string[] = [];
  let done = 0;
  const batches = createBatches(
    { clock, log: createLogger('debug', (line) => log.push(line)) },
    { batch: () => batch((done += 1)), failed: 'could not be done', everyMs },
  );
  return { clock, log, batches, done: () => done };
}

it('runs until a batch has none left, and again after the interval', async () => {
  const { clock, batches, done } = open((n) => n % 3 !== 0);
  batches.start();
  await expect.poll(done).toBe(3);
  await clock.advance(HOUR_MS);
  await expect.poll(done).toBe(6);
  await batches.stop();
  expect(clock.pending()).toBe(0);
});

it('without an interval runs once', async () => {
  const { clock, batches, done } = open(() => false, null);
  batches.start();
  await expect.poll(done).toBe(1);
  expect(clock.pending()).toBe(0);
});

it('says that a batch failed, and tries again at its time', async () => {
  const { clock, log, batches, done } = open((n) => {
    if (n === 1) throw new Error('the disk is full');
    return false;
  });
  batches.start();
  await expect.poll(() => log.join()).toContain('could not be done');
  await clock.advance(HOUR_MS);
  await expect.poll(done).toBe(2);
  await batches.stop();
});

it('stops after the current batch, and starts no more', async () => {
  const { batches, done } = open(() => true);
  batches.start();
  await batches.stop();
  const atStop = done();
  batches.start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done()).toBe(atStop);
});
