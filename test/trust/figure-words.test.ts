import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trustEn } from '../../client/copy/en/trust.ts';
import { trustKo } from '../../client/copy/ko/trust.ts';
import type { ProofResult } from '../../shared/trust.ts';
import type { BranchCoverage } from '../repo/untaken-branches.ts';

const RESULTS = join(import.meta.dirname, '../results');

/** The figures of the only proof that need not be kept. */
const ofBranches: (keyof BranchCoverage)[] = ['branches', 'covered', 'files'];

function namesOfFigures(): string[] {
  const kept = readdirSync(RESULTS).map(
    (file) => JSON.parse(readFileSync(join(RESULTS, file), 'utf8')) as ProofResult,
  );
  const names = [...ofBranches, ...kept.flatMap(({ figures }) => Object.keys(figures))];
  return [...new Set(names)].toSorted();
}

it.each([
  ['Korean', trustKo],
  ['English', trustEn],
])('every figure of a kept result has a word in %s, and no word is left over', (_name, copy) =>
  expect(Object.keys(copy.figures).toSorted()).toEqual(namesOfFigures()),
);
