/**
 * The proof `answers`: spoilt answers of Toss, read as the desk reads them, compared with an
 * oracle. `tsx test/toss/main.ts [--answers 1000000] [--seed text] [--keep]`. Exits with 1 where an
 * answer was taken for more, or for something else, than the closed list says.
 */
import { parseArgs } from 'node:util';
import { writeProof, type ProofRun } from '../trust/write-proof.ts';
import { fuzzAnswers, fuzzSystematically, realReaders } from './answer-fuzz.ts';

const { values } = parseArgs({
  options: {
    answers: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: new Date().toISOString() },
    keep: { type: 'boolean', default: false },
  },
});
const { seed } = values;
const answers = Number(values.answers);
if (!Number.isSafeInteger(answers)) throw new Error('--answers is a whole number');

const startedMs = performance.now();
const random = fuzzAnswers(seed, answers, realReaders);
const listed = fuzzSystematically(realReaders);
const seconds = Math.round((performance.now() - startedMs) / 100) / 10;

for (const { first } of [random, listed]) {
  if (first !== null) console.error(JSON.stringify(first, null, 2));
}
const run: ProofRun = {
  proof: 'answers',
  command: `npx tsx test/toss/main.ts --answers ${answers} --seed ${seed}`,
  seed,
  violations: random.violations + listed.violations,
  figures: {
    answers: random.answers + listed.answers,
    random: random.answers,
    systematic: listed.answers,
    readings: random.readings + listed.readings,
    seconds,
  },
};
console.log(JSON.stringify(run, null, 2));
if (values.keep) writeProof(run);
process.exitCode = run.violations === 0 ? 0 : 1;
