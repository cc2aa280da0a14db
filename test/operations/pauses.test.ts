import { expect, it } from 'vitest';
import { createPauses } from '../../server/operations/pauses.ts';
import { systemClock, type Timer } from '../../server/clock.ts';

/** Timers that fire when the test says so. */
function heldClock() {
  const timers = new Map<Timer, () => void>();
  const after = (_delayMs: number, call: () => void): Timer => {
    const timer: Timer = {
      cancel: () => {
        timers.delete(timer);
      },
    };
    timers.set(timer, call);
    return timer;
  };
  return { clock: { ...systemClock, after }, timers };
}

it('lasts until its time has passed', async () => {
  const { clock, timers } = heldClock();
  let isOver = false;
  const pause = createPauses(clock)
    .pause(1000)
    .then(() => {
      isOver = true;
    });
  await Promise.resolve();
  expect(isOver).toBe(false);
  for (const goOff of timers.values()) goOff();
  await pause;
  expect(timers.size).toBe(0);
});

it('ends early with all others, and leaves no timer behind', async () => {
  const { clock, timers } = heldClock();
  const { pause, endAll } = createPauses(clock);
  const both = Promise.all([pause(1000), pause(2000)]);
  expect(timers.size).toBe(2);
  endAll();
  await both;
  expect(timers.size).toBe(0);
  await pause(3000);
  expect(timers.size).toBe(0);
});
