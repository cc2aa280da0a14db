/** Every interleaving of small worlds: with the product's engine, and with planted faults. */
import { beforeAll, describe, expect, it } from 'vitest';
import { checkModels, checkMutant, rowHits } from './check-models.ts';
import type { Explored } from './explore.ts';
import { models } from './model.ts';
import { mutants } from './mutants.ts';

/** Long enough for a machine that is busy with other tests as well. */
const LONGEST_MS = 480_000;

describe("the product's engine", () => {
  let explored: Explored[] = [];
  beforeAll(() => {
    explored = checkModels('quick');
  }, LONGEST_MS);

  it.each(models.map(({ name }, index) => [name, index] as const))('%s', (_name, index) =>
    expect(explored[index]?.violation).toBeNull(),
  );

  it('takes every row of the table', () =>
    expect(rowHits(explored).filter(({ hits }) => hits === 0)).toEqual([]));

  it('searches worlds of a size worth searching', () => {
    const states = explored.map((one) => one.states);
    expect(Math.min(...states)).toBeGreaterThan(5000);
  });
});

describe('a planted fault is noticed', () =>
  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    (_name, mutant) => expect(checkMutant(mutant).violation?.trace.length).toBeGreaterThan(0),
    LONGEST_MS,
  ));
