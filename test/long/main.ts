/**
 * `npm run test:long`: runs every proof at its full length, keeps its result, and generates
 * docs/trust.md. Exits with 1 where one failed or broke a promise, and with 2 for wrong arguments.
 */
import { parseArgs } from 'node:util';
import { writeTrustPage } from '../trust/trust-page.ts';
import { longRuns, type LongRun } from './plan.ts';
import { runLong } from './run-long.ts';

const USAGE = `npm run test:long -- [--only PROOF]… [--scale 0.01]

  --only   runs this proof alone; may be given several times
  --scale  runs a part of whatever is counted; of less than 1 nothing is kept`;

interface Call {
  runs: LongRun[];
  keep: boolean;
}

/** @throws Error that says what is wrong with the arguments */
function readCall(): Call {
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, scale: { type: 'string' } },
  });
  const scale = Number(values.scale ?? '1');
  if (!(scale > 0 && scale <= 1)) throw new Error('--scale must be above 0 and at most 1');
  const all = longRuns(scale);
  const only = values.only ?? all.map(({ proof }) => proof);
  const names = all.map(({ proof }): string => proof);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(', ')}`);
  return { runs: all.filter(({ proof }) => only.includes(proof)), keep: scale === 1 };
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
  // After each, because one of them runs the tests, and they compare the page with the results.
  const ends = await runLong(call.runs, { keep: call.keep, onKept: writeTrustPage });
  console.log(`\n── all ${'─'.repeat(60)}`);
  for (const { proof, seconds, wrong } of ends) {
    console.log(`${proof.padEnd(12)} ${seconds.toFixed(0).padStart(7)} s  ${wrong ?? 'ok'}`);
  }
  process.exitCode = ends.every(({ wrong }) => wrong === null) ? 0 : 1;
}

await main();
