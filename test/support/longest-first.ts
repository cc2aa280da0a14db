import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first: started last, they would leave one core idle. */
const longest = [
  'test/simulation/simulation.test.ts',
  'test/process/kill-loop.test.ts',
  'test/model/model.test.ts',
  'test/canary/canary-key.test.ts',
  'test/payments/forged-callbacks.test.ts',
  'test/mutants/mutants.test.ts',
  'test/client/operation-dialog.test.tsx',
  'test/client/decision-dialog.test.tsx',
  'test/e2e/screens.test.ts',
];

function rankOf({ moduleId }: TestSpecification): number {
  const rank = longest.findIndex((path) => moduleId.endsWith(path));
  return rank === -1 ? longest.length : rank;
}

/** The runner's own order, with the longest files first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}
