import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTossSkew } from '../../server/toss/toss-skew.ts';

const START_MS = Date.parse('2026-03-02T00:00:00.000Z');

/** Toss's Date header at that time, in whole seconds. */
const headerAt = (ms: number) => new Date(ms).toUTCString();

describe('createTossSkew', () => {
  it('is unknown before the first answer with a date', () => {
    const skew = createTossSkew();
    expect(skew.ms()).toBeNull();
    for (const text of ['', 'yesterday', '2026-03-02T00:00:00Z', 'Mon, 99 Mar 2026 00:00:00 GMT']) {
      skew.observe(text, START_MS, START_MS);
    }
    skew.observe(headerAt(START_MS), START_MS, START_MS - 1);
    expect(skew.ms()).toBeNull();
  });

  it('is within half a second and half a round trip after one answer, whatever the skew', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.nat(5000),
        fc.nat(1000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (trueMs, offsetMs, tripMs, part) => {
          const startMs = START_MS + offsetMs;
          const writtenMs = startMs + Math.round(tripMs * part);
          const skew = createTossSkew();
          skew.observe(headerAt(writtenMs + trueMs), startMs, startMs + tripMs);
          expect(Math.abs((skew.ms() ?? NaN) - trueMs)).toBeLessThanOrEqual(501 + tripMs / 2);
        },
      ),
    ));

  it('gets more exact with more answers', () => {
    const skew = createTossSkew();
    for (let call = 0; call < 40; call += 1) {
      const atMs = START_MS + call * 1037;
      skew.observe(headerAt(atMs + 10 - 90_250), atMs, atMs + 20);
    }
    expect(Math.abs((skew.ms() ?? NaN) + 90_250)).toBeLessThan(50);
  });

  it('starts over when a clock was set', () => {
    const skew = createTossSkew();
    skew.observe(headerAt(START_MS), START_MS, START_MS);
    skew.observe(headerAt(START_MS + 120_000), START_MS, START_MS);
    expect(skew.ms()).toBe(120_500);
  });
});
