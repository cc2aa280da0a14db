/** Every edge of a quarter is found, and nothing else; every fee is explained, Σ = deposits. */
import { expect, it } from 'vitest';
import { runQuarter } from './quarter.ts';

it.each(['difference', 'full-refund-only'] as const)(
  'a generated quarter with fees back by %s has what was planted, and no more',
  async (rule) => {
    const { found, planted } = await runQuarter({ trades: 3, seed: 11, rule, faultsEvery: 12 });
    expect(found).toMatchObject({ ...planted, incompleteDays: 0, differingDays: 0 });
    expect(found.lines).toBeGreaterThan(300);
    expect(planted.missing).toBeGreaterThan(4);
  },
  120_000,
);
