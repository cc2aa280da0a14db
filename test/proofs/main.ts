/**
 * `npm run test:proofs`: runs the proofs in small sizes, except those that are green already. The
 * last line is `N passed, N failed`, with what was skipped where something was. Exits with 1 where
 * one failed, and with 2 for wrong arguments.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprintProofs, node } from './fingerprint.ts';
import { readGreen } from './green.ts';
import { proofPlans, type ProofPlan } from './plan.ts';
import { tellTally } from '../repo/tally.ts';
import { commandIn, runProofs, whyRun } from './run-proofs.ts';

const USAGE = `npm run test:proofs -- [--only PROOF]… [--all] [--list]

  --only  this proof alone; may be given several times
  --all   also those that are green already
  --list  runs nothing: says of each proof its size, and why it would run`;

const ROOT = join(import.meta.dirname, '../..');

interface Call {
  plans: readonly ProofPlan[];
  all: boolean;
  list: boolean;
}

/** @throws Error that says what is wrong with the arguments */
function readCall(): Call {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      all: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const names = proofPlans.map(({ name }) => name);
  const { only = names, ...rest } = values;
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(', ')}`);
  return { plans: proofPlans.filter(({ name }) => only.includes(name)), ...rest };
}

async function list(plans: readonly ProofPlan[]): Promise<void> {
  const fingerprints = await fingerprintProofs(ROOT, plans);
  for (const plan of plans) {
    const why = whyRun(ROOT, plan, fingerprints.get(plan.name) ?? {});
    const green = readGreen(ROOT, plan.name, node);
    const state = why === null ? `green since ${green?.at ?? ''}` : `would run: ${why}`;
    console.log(`${plan.name.padEnd(14)} ${plan.size}; ${state}`);
  }
}

async function main(): Promise<void> {
  let call: Call;
  try {
    call = readCall();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (call.list) {
    await list(call.plans);
    return;
  }
  const counts = await runProofs(call.plans, {
    root: ROOT,
    commandOf: commandIn(ROOT),
    say: (line) => console.log(line),
    all: call.all,
  });
  console.log(tellTally(counts));
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

try {
  await main();
} catch (error) {
  // Such as a source that does not compile.
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
