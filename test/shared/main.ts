/**
 * The proof `tax-series`: the tax split's promises over random series of refunds and over every
 * refund of small payments. `tsx test/shared/main.ts [--series 1000000] [--exhaust 60] [--seed
 * text] [--keep]`. Exits with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { allocate } from '../../shared/tax-split.ts';
import { writeProof, type ProofRun } from '../trust/write-proof.ts';
import { exhaust, runTaxSeries, tellViolation } from './tax-series.ts';

const { values } = parseArgs({
  options: {
    series: { type: 'string', default: '1000000' },
    exhaust: { type: 'string', default: '60' },
    seed: { type: 'string', default: new Date().toISOString() },
    keep: { type: 'boolean', default: false },
  },
});
const { seed } = values;
const [series, mostWon] = [Number(values.series), Number(values.exhaust)];
if (!Number.isSafeInteger(series) || !Number.isSafeInteger(mostWon)) {
  throw new Error('--series and --exhaust are whole numbers');
}

const startedMs = performance.now();
const random = runTaxSeries(seed, series, () => allocate);
const small = exhaust(mostWon, 'every', allocate);
const seconds = Math.round((performance.now() - startedMs) / 100) / 10;

for (const first of [random.first, small.first]) {
  if (first !== null) console.error(tellViolation(first));
}
const run: ProofRun = {
  proof: 'tax-series',
  command: `npx tsx test/shared/main.ts --series ${series} --exhaust ${mostWon} --seed ${seed}`,
  seed,
  violations: random.violations + small.violations,
  figures: {
    series: random.series,
    refunds: random.refunds,
    exhaustedUpToWon: mostWon,
    splits: small.splits,
    allocations: small.steps,
    seconds,
  },
};
console.log(JSON.stringify(run, null, 2));
if (values.keep) writeProof(run);
process.exitCode = run.violations === 0 ? 0 : 1;
