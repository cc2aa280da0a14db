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

const times = (count: number, admits: () => boolean) =>
  Array.from({ length: count }, admits).filter(Boolean).length;

describe('the budget of stored callbacks that name no payment of the desk, per hour', () => {
  it('is a thousand in all, at most half of them from one address', () => {
    expect(times(600, () => budget.admits('1.1.1.1'))).toBe(500);
    expect(times(600, () => budget.admits('2.2.2.2'))).toBe(500);
    expect(budget.admits('3.3.3.3')).toBe(false);
  });

  it('is a thousand more from the addresses configured as Toss’s', async () => {
    expect(times(1500, () => budget.admits('1.1.1.1'))).toBe(500);
    expect(times(1500, () => budget.admits('2.2.2.2'))).toBe(500);
    expect(times(1500, () => budget.admitsNamed())).toBe(1000);
    await clock.advance(60 * MINUTE_MS);
    expect(times(1500, () => budget.admitsNamed())).toBe(1000);
    expect(budget.admits('3.3.3.3')).toBe(true);
  });

  it('starts anew where the clock was set back', () => {
    expect(times(600, () => budget.admits('1.1.1.1'))).toBe(500);
    clock.set('2026-03-02T03:00:00.000Z');
    expect(budget.admits('1.1.1.1')).toBe(true);
  });
});
