/** Runs proofs on both cores, keeps the green ones and reports how each ended. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, rmSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { sumOf, tallyTests, tellTally, type Tally, type VitestReport } from '../repo/tally.ts';
import { differingParts, fingerprintProofs, node, whyUnkept, type Parts } from './fingerprint.ts';
import { keepGreen, readGreen } from './green.ts';
import type { ProofPlan } from './plan.ts';

/** The environment of a run. */
export interface Place {
  root: string;
  /** The command of a proof, run from the project's folder. */
  commandOf: (plan: ProofPlan) => readonly [string, ...string[]];
  /** Called with each line of the report. */
  say: (line: string) => void;
}

interface RunOptions extends Place {
  /** Also runs proofs that are green already. */
  all: boolean;
}

const CORES = 2;
const folderIn = (root: string) => join(root, '.cache/proofs');
const reportOf = (root: string, { name }: ProofPlan) => join(folderIn(root), `${name}.json`);
const outputOf = (root: string, { name }: ProofPlan) => join(folderIn(root), `${name}.log`);

/** The command of a proof in this project. */
export function commandIn(root: string): Place['commandOf'] {
  return (plan) => {
    if (plan.script !== undefined) return [process.execPath, '--import', 'tsx', plan.script];
    return [
      join(root, 'node_modules/.bin/vitest'),
      ...['run', '--project', plan.built === true ? 'proofs-built' : 'proofs'],
      ...['--reporter=default', '--reporter=json'],
      `--outputFile.json=${reportOf(root, plan)}`,
      ...plan.tests,
    ];
  };
}

function exitCodeOf(
  { root, commandOf }: Place,
  plan: ProofPlan,
  { lane, workers }: { lane: number; workers: number },
): Promise<number> {
  const [program, ...args] = commandOf(plan);
  const output = openSync(outputOf(root, plan), 'w');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', output, output],
      env: {
        ...process.env,
        ...plan.env,
        TEST_LANE: String(lane),
        // The projects of vite.config.ts ignore the command's own option.
        VITEST_MAX_WORKERS: String(workers),
      },
    });
    child.once('error', reject);
    // A program killed by a signal has no exit code; that is a failure as well.
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => closeSync(output)) as Promise<number>;
}

function readReport(file: string): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    // It ended before it could write a report, which is counted as a failure.
    return undefined;
  }
}

/** A script counts as one test. */
function countsOf(root: string, plan: ProofPlan, exitCode: number): Tally {
  if (plan.script !== undefined) {
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  }
  const tally = tallyTests(readReport(reportOf(root, plan)), exitCode);
  // A proof that runs nothing proves nothing.
  return tally.passed + tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** Why a proof has to run; `null` where its last green run had the same parts. */
export function whyRun(root: string, plan: ProofPlan, now: Parts): string | null {
  const green = readGreen(root, plan.name, node);
  if (green === undefined) return `no green run on ${node} is kept`;
  const differing = differingParts(green.parts, now);
  return differing.length === 0 ? null : `changed: ${differing.join(', ')}`;
}

/** Keeps a run without a failure. @returns why it is not kept; `null` where it is */
async function keepRun(
  root: string,
  plan: ProofPlan,
  { parts, counts, seconds }: { parts: Parts; counts: Tally; seconds: number },
): Promise<string | null> {
  if (counts.skipped > 0) return 'it left something out';
  const unkept = whyUnkept(parts);
  if (unkept !== null) return unkept;
  const after = (await fingerprintProofs(root, [plan])).get(plan.name) ?? {};
  const meanwhile = differingParts(parts, after);
  if (meanwhile.length > 0) return `${meanwhile.join(', ')} changed`;
  const { passed } = counts;
  keepGreen(root, plan.name, node, { at: new Date().toISOString(), seconds, passed, parts });
  return null;
}

/**
 * For a command that also covers a proof.
 * @returns to be called when it has found nothing wrong; returns why it is not kept, or `null`
 */
export async function beginProof(
  root: string,
  plan: ProofPlan,
): Promise<() => Promise<string | null>> {
  const parts = (await fingerprintProofs(root, [plan])).get(plan.name) ?? {};
  const startedMs = performance.now();
  return async () => {
    // An entry with the same parts is not rewritten: a green run of the tests changes no file in
    // git.
    if (whyRun(root, plan, parts) === null) return null;
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    return keepRun(root, plan, { parts, counts: { passed: 1, failed: 0, skipped: 0 }, seconds });
  };
}

/** Runs a proof, whether or not it is green. */
async function runProof(
  place: Place,
  plan: ProofPlan,
  parts: Parts,
  at: { lane: number; workers: number },
): Promise<Tally> {
  const { root, say } = place;
  // The report of an earlier run must not be taken for this one's.
  rmSync(reportOf(root, plan), { force: true });
  if (whyRun(root, plan, parts) === null) keepGreen(root, plan.name, node, null);
  const startedMs = performance.now();
  const counts = countsOf(root, plan, await exitCodeOf(place, plan, at));
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  const end = `${plan.name.padEnd(14)} ${tellTally(counts)} in ${seconds} s`;
  if (counts.failed > 0) {
    say(`${end}: FAILED`);
    say(readFileSync(outputOf(root, plan), 'utf8').trimEnd());
    return counts;
  }
  const whyNot = await keepRun(root, plan, { parts, counts, seconds });
  say(whyNot === null ? end : `${end}: not kept, for ${whyNot}`);
  return counts;
}

/** Runs plans in so many lanes: each lane takes the next plan when one ends. */
async function inLanes(
  plans: ProofPlan[],
  lanes: readonly number[],
  run: (plan: ProofPlan, lane: number) => Promise<void>,
): Promise<void> {
  const left = [...plans];
  const follow = async (lane: number) => {
    for (let plan = left.shift(); plan !== undefined; plan = left.shift()) await run(plan, lane);
  };
  await Promise.all(lanes.map(follow));
}

/**
 * Runs the proofs whose present parts have no green run: two at a time with those that wait beside
 * them, then two of processes at a time, then alone those that must be.
 * @returns the counts; the tests of a green proof are skipped
 */
export async function runProofs(plans: readonly ProofPlan[], options: RunOptions): Promise<Tally> {
  const { root, say, all } = options;
  mkdirSync(folderIn(root), { recursive: true });
  const fingerprints = await fingerprintProofs(root, plans);
  const partsOf = ({ name }: ProofPlan) => fingerprints.get(name) ?? {};
  const ends: Tally[] = [];
  const waiting: ProofPlan[] = [];
  for (const plan of plans) {
    const green = readGreen(root, plan.name, node);
    const why = whyRun(root, plan, partsOf(plan));
    if (why !== null || all || green === undefined) {
      say(`${plan.name.padEnd(14)} runs: ${plan.size} (${why ?? 'asked for'})`);
      waiting.push(plan);
      continue;
    }
    say(`${plan.name.padEnd(14)} skipped: ${green.passed} passed at ${green.at}`);
    ends.push({ passed: 0, failed: 0, skipped: green.passed });
  }
  const run = async (plan: ProofPlan, lane: number, workers: number) => {
    ends.push(await runProof(options, plan, partsOf(plan), { lane, workers }));
  };
  const those = (runs: ProofPlan['runs']) => waiting.filter((plan) => plan.runs === runs);
  const one = (plan: ProofPlan, lane: number) => run(plan, lane, 1);
  await Promise.all([inLanes(those(undefined), [0, 1], one), inLanes(those('waits'), [2], one)]);
  await inLanes(those('processes'), [0, 1], one);
  await inLanes(those('alone'), [0], (plan) => run(plan, 0, CORES));
  return sumOf(ends);
}
