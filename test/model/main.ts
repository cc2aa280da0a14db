/**
 * The proof `model`: every interleaving of small worlds around one payment, by the product's own
 * transition table and pure functions. `tsx test/model/main.ts [--quick] [--keep]`. Prints each
 * model's result and its bounds. Exits with 1 where a promise was broken, a row of the table was
 * never taken, or a planted fault was not detected.
 */
import { parseArgs } from 'node:util';
import type { ProofResult } from '../../shared/trust.ts';
import { writeProof } from '../trust/write-proof.ts';
import { checkModels, checkMutants, rowHits } from './check-models.ts';
import type { Explored, Violation } from './explore.ts';
import type { Model } from './model.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const depth = values.quick ? 'quick' : 'deep';

const listed = (trace: readonly string[]) =>
  trace.map((step, index) => `    ${index + 1}. ${step}`).join('\n');

function tellViolation({ what, trace }: Violation): void {
  console.error(`  BROKEN: ${what}\n${listed(trace)}`);
}

function tellModel(model: Model, explored: Explored): void {
  const { faults, heldReads } = model.bounds[depth];
  console.log(`${model.name}: ${model.what}`);
  console.log(`  bounds: ${faults} faults, ${heldReads} overtaken reads`);
  const { states, edges, seconds } = explored;
  console.log(`  ${states} states, ${edges} edges, ${seconds.toFixed(1)} s`);
  for (const [exception, { worlds, trace }] of explored.exceptions) {
    console.log(`  beyond the evidence (${exception}): ${worlds} states, first after`);
    console.log(listed(trace));
  }
  if (explored.violation !== null) tellViolation(explored.violation);
}

const explored = checkModels(depth, tellModel);
const rows = rowHits(explored);
const unreached = rows.filter(({ hits }) => hits === 0);
for (const { from, cause, to } of unreached) {
  console.error(`never taken: ${from} by ${cause} to ${to}`);
}
const mutants = checkMutants();
for (const { name, what, killedBy, after } of mutants) {
  console.log(`${killedBy === null ? 'NOT NOTICED' : 'noticed'} after ${after} states: ${name}`);
  if (killedBy === null) console.error(`  ${what}`);
}
const survivors = mutants.filter(({ killedBy }) => killedBy === null).length;

const sum = (of: (one: Explored) => number) => explored.reduce((total, one) => total + of(one), 0);
const run = {
  proof: 'model',
  command: `npm run model${values.quick ? ' -- --quick' : ''}`,
  seed: null,
  violations: explored.filter(({ violation }) => violation !== null).length,
  figures: {
    models: explored.length,
    states: sum(({ states }) => states),
    edges: sum(({ edges }) => edges),
    rows: rows.length,
    rowsReached: rows.length - unreached.length,
    mutants: mutants.length,
    mutantsNoticed: mutants.length - survivors,
    seconds: Math.round(sum(({ seconds }) => seconds)),
  },
  rows,
  mutants,
} satisfies Omit<ProofResult, 'at' | 'machine' | 'engine'>;
console.log(JSON.stringify(run.figures));
if (values.keep) writeProof(run);
process.exitCode = run.violations + unreached.length + survivors === 0 ? 0 : 1;
