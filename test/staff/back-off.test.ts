import { describe, expect, it } from 'vitest';
import { createBackOff, type BackOffRule } from '../../server/staff/back-off.ts';
import { createFakeClock } from '../support/fake-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const rule: BackOffRule = {
  key: 'person and address',
  free: 3,
  windowMs: HOUR_MS,
  longestWaitMs: 15 * MINUTE_MS,
  forgivesAll: true,
};
const shared: BackOffRule = { ...rule, key: 'address', free: 10, forgivesAll: false };

function open() {
  const clock = createFakeClock('2026-03-01T00:00:00.000Z');
  const backOff = createBackOff(clock);
  const begin = (...rules: BackOffRule[]) => backOff.begin(rules.length > 0 ? rules : [rule]);
  /** One failed attempt. @returns the wait that refuses it, in seconds; 0 where it is allowed */
  const fail = (...rules: BackOffRule[]) => {
    const begun = begin(...rules);
    return 'waitMs' in begun ? begun.waitMs / 1000 : 0;
  };
  return { clock, begin, fail };
}

describe('waits', () => {
  it('start after the free failures and double up to the longest', async () => {
    const { clock, fail } = open();
    for (let n = 0; n < 3; n += 1) expect(fail()).toBe(0);
    const waits = [];
    for (let n = 0; n < 10; n += 1) {
      const seconds = fail();
      waits.push(seconds);
      await clock.advance(seconds * 1000);
      // When the wait is over, one attempt is allowed.
      expect(fail()).toBe(0);
    }
    // Failures are also forgotten as time passes, one in 20 minutes.
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 640, 900]);
  });

  it('do not get longer by attempts meanwhile', async () => {
    const { clock, fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    for (let n = 0; n < 100; n += 1) expect(fail()).toBe(5);
    await clock.advance(4000);
    expect(fail()).toBe(1);
    await clock.advance(1000);
    expect(fail()).toBe(0);
  });

  it('end with a success, for a person at their address', async () => {
    const { clock, begin, fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    await clock.advance(5000);
    const begun = begin();
    if (!('succeeded' in begun)) throw new Error('not let in');
    begun.succeeded();
    for (let n = 0; n < 3; n += 1) expect(fail()).toBe(0);
    expect(fail()).toBe(5);
  });

  it('of a whole address do not end with a success: it only counts as no failure', async () => {
    const { begin, fail } = open();
    for (let n = 0; n < 9; n += 1) fail(shared);
    for (let n = 0; n < 50; n += 1) {
      const begun = begin(shared);
      if (!('succeeded' in begun)) throw new Error('not let in');
      begun.succeeded();
    }
    expect(fail(shared)).toBe(0);
    expect(fail(shared)).toBe(5);
  });

  it('of one rule prevent counting for another', async () => {
    const { clock, fail } = open();
    for (let n = 0; n < 3; n += 1) fail(rule);
    for (let n = 0; n < 50; n += 1) expect(fail(shared, rule)).toBe(5);
    await clock.advance(5000);
    expect(fail(shared, rule)).toBe(0);
    expect(fail(shared)).toBe(0);
  });

  it('are forgotten with time, as many failures an hour as are free', async () => {
    const { clock, fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    await clock.advance(20 * MINUTE_MS);
    expect(fail()).toBe(0);
    expect(fail()).toBe(5);
    await clock.advance(2 * HOUR_MS);
    for (let n = 0; n < 3; n += 1) expect(fail()).toBe(0);
    expect(fail()).toBe(5);
  });

  it('block nobody when the clock is set back', () => {
    const { clock, fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    clock.set('2025-03-01T00:00:00.000Z');
    expect(fail()).toBe(900);
    clock.set('2025-03-01T00:15:00.000Z');
    expect(fail()).toBe(0);
  });

  it('are separate for each key', () => {
    const { fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    expect(fail()).toBe(5);
    expect(fail({ ...rule, key: 'another person' })).toBe(0);
  });

  it('take a bounded memory: the least recent are forgotten', () => {
    const { fail } = open();
    for (let n = 0; n < 3; n += 1) fail();
    for (let n = 0; n < 19_999; n += 1) fail({ ...rule, key: `stranger ${String(n)}` });
    expect(fail()).toBe(5);
    fail({ ...rule, key: 'one more' });
    expect(fail()).toBe(0);
  });
});
