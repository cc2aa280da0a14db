/**
 * The fuzz run at full length: `tsx test/fuzz/main.ts [--cases 100000] [--seed 1]`, so many of each
 * kind. Exits with 1 where something is wrong; each finding names its seed and its number.
 */
import { parseArgs } from 'node:util';
import { fuzzKinds, runFuzz } from './run-fuzz.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
if (!Number.isSafeInteger(cases) || !Number.isSafeInteger(seed)) {
  throw new Error('--cases and --seed are whole numbers');
}

/** The most per desk: its books and its log are read completely, and its people get used up. */
const ON_ONE_DESK = 5000;

let findings = 0;
for (const kind of fuzzKinds) {
  for (let from = 0; from < cases; from += ON_ONE_DESK) {
    const many = Math.min(ON_ONE_DESK, cases - from);
    const run = await runFuzz(kind, seed + from, many);
    for (const one of run.findings) console.error(one);
    findings += run.findings.length;
    const { byStatus, slowestMs, operations } = run;
    const told = { seed: seed + from, many, byStatus, slowestMs, operations };
    console.log(`${kind} ${JSON.stringify(told)}`);
  }
}
console.log(`${findings} findings`);
process.exitCode = findings === 0 ? 0 : 1;
