import { beforeEach, describe, expect, it } from 'vitest';
import {
  createCallbackBudget,
  type CallbackBudget,
} from '../../server/callbacks/callback-budget.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';

const MINUTE_MS = 60_000;

let clock: FakeClock;
let budget: CallbackBudget;
beforeEach(() => {
  clock = createFakeClock('2026-03-02T04:05:06.000Z');
  budget = createCallbackBudget(clock);
});

const times = (count: number, decide: () => string) =>
  Array.from({ length: count }, decide).filter((one) => one === 'keep').length;

describe('what is kept of callbacks', () => {
  it('is twenty of a payment in an hour, and then a mark a minute', async () => {
    expect(times(20, () => budget.ofKnown('a'))).toBe(20);
    expect(budget.ofKnown('a')).toBe('mark');
    expect(budget.ofKnown('a')).toBe('refuse');
    expect(budget.ofKnown('b')).toBe('keep');
    await clock.advance(MINUTE_MS);
    expect(budget.ofKnown('a')).toBe('mark');
    await clock.advance(59 * MINUTE_MS);
    expect(budget.ofKnown('a')).toBe('keep');
  });

  it('begins anew where the clock was set back', () => {
    expect(times(21, () => budget.ofKnown('a'))).toBe(20);
    clock.set('2026-03-02T03:00:00.000Z');
    expect(budget.ofKnown('a')).toBe('keep');
  });

  it('is counted for five thousand payments at most, the latest ones', () => {
    expect(times(21, () => budget.ofKnown('first'))).toBe(20);
    for (let n = 0; n < 4999; n += 1) budget.ofKnown(String(n));
    expect(budget.ofKnown('first')).not.toBe('keep');
    budget.ofKnown('one more');
    expect(budget.ofKnown('first')).toBe('keep');
    expect(times(20, () => budget.ofKnown('4998'))).toBe(19);
  });

  it('is a thousand of unknown payments in all, half of them from one address', () => {
    expect(times(600, () => budget.ofUnknown('1.1.1.1'))).toBe(500);
    expect(times(600, () => budget.ofUnknown('2.2.2.2'))).toBe(500);
    expect(budget.ofUnknown('3.3.3.3')).toBe('refuse');
  });

  it('is a thousand more from the addresses that are named as Toss’s', async () => {
    expect(times(1500, () => budget.ofUnknown('1.1.1.1'))).toBe(500);
    expect(times(1500, () => budget.ofUnknown('2.2.2.2'))).toBe(500);
    expect(times(1500, () => budget.ofUnknownFromNamed())).toBe(1000);
    await clock.advance(60 * MINUTE_MS);
    expect(times(1500, () => budget.ofUnknownFromNamed())).toBe(1000);
    expect(budget.ofUnknown('3.3.3.3')).toBe('keep');
  });
});
