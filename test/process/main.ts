/**
 * Runs the proofs with real processes sequentially, all of them or the named ones:
 *
 *     npx tsx test/process/main.ts [kills] [power-cut] [disk]
 *       [--cycles N]  the number of kills, 30; a tenth as many power cuts, but at least 5
 *       [--seed S]    of what the staff and Toss do; when a crash comes depends on the machine, too
 *       [--keep]      keeps the results in test/results/
 *
 * Exits with 1 where a promise was broken. What this machine can't do is reported and not counted.
 */
import { parseArgs } from 'node:util';
import type { KillHits } from '../../shared/trust.ts';
import { writeProof, type ProofRun } from '../trust/write-proof.ts';
import type { CrashLoopResult } from './crash-loop.ts';
import { brokenPromises, runDiskTrouble } from './disk-run.ts';
import { diskTroubles } from './disk-trouble.ts';
import { LONGEST_START_MS, runKillLoop } from './kill-loop.ts';
import { commitsNotSynced } from './planted-faults.ts';
import { runPowerCuts } from './power-cut.ts';
import { whyNoShadowDisk } from './shadow-disk.ts';

const COMMAND = 'npx tsx test/process/main.ts';
const FEWEST_CUTS = 5;
/** Without syncs, one power cut nearly always loses something. */
const CUTS_NOT_SYNCED = 10;
/** Prints progress every so many cycles. */
const TOLD_EVERY = 25;

interface Finished {
  run: ProofRun;
  /** Broken promises, in sentences. */
  broken: string[];
}

/** Runs a proof; `null` where this machine can't do it, which was printed. */
type RunProof = (settings: { cycles: number; seed: string }) => Promise<Finished | null>;

function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

function tellCycle(what: string, cycles: number) {
  return (cycle: number, missing: number) => {
    if (cycle % TOLD_EVERY !== 0 && cycle !== cycles && missing === 0) return;
    console.log(`  ${String(cycle)} of ${String(cycles)} ${what}, ${String(missing)} missing`);
  };
}

function brokenIn(result: CrashLoopResult): string[] {
  const { lost, doubled, untrue, integrityErrors, oddities } = result;
  return [...lost, ...doubled, ...untrue, ...integrityErrors, ...oddities];
}

function momentsOf(result: CrashLoopResult): KillHits[] {
  return [...result.moments]
    .map(([point, hits]) => ({ point, hits }))
    .sort((a, b) => b.hits - a.hits);
}

const runKills: RunProof = async ({ cycles, seed }) => {
  const onCycle = tellCycle('kills', cycles);
  const result = await runKillLoop({ cycles, seed, onCycle });
  const serving = result.servingMs.toSorted((a, b) => a - b);
  const late = serving.filter((ms) => ms > LONGEST_START_MS);
  const broken = [
    ...brokenIn(result),
    ...late.map((ms) => `a start took ${String(Math.round(ms))} ms`),
  ];
  const run: ProofRun = {
    proof: 'kills',
    command: `${COMMAND} kills --cycles ${String(cycles)} --seed ${seed}`,
    seed,
    violations: broken.length,
    figures: {
      cycles: result.cycles,
      acts: result.acts,
      sends: result.sends,
      refunds: result.refunds,
      sentAgain: result.sentAgain,
      lost: result.lost.length,
      doubled: result.doubled.length,
      untrue: result.untrue.length,
      integrityErrors: result.integrityErrors.length,
      servingP50Ms: percentile(serving, 0.5),
      servingP99Ms: percentile(serving, 0.99),
      servingMaxMs: percentile(serving, 1),
      seconds: Math.round(result.seconds),
    },
    kills: momentsOf(result),
  };
  return { run, broken };
};

const runCuts: RunProof = async ({ cycles, seed }) => {
  const whyNot = whyNoShadowDisk();
  if (whyNot !== null) {
    console.log(`  not run: ${whyNot}`);
    return null;
  }
  const cuts = Math.max(FEWEST_CUTS, Math.round(cycles / 10));
  const result = await runPowerCuts({ cycles: cuts, seed, onCycle: tellCycle('power cuts', cuts) });
  const planted = await runPowerCuts({
    cycles: CUTS_NOT_SYNCED,
    seed,
    faults: commitsNotSynced,
    stopAtFirst: true,
  });
  const broken = brokenIn(result);
  // A proof that passes on a desk without syncs shows nothing.
  if (planted.lost.length === 0) broken.push('commits that are not synced survived the power cuts');
  const run: ProofRun = {
    proof: 'power-cut',
    command: `${COMMAND} power-cut --cycles ${String(cycles)} --seed ${seed}`,
    seed,
    violations: broken.length,
    figures: {
      cuts: result.cycles,
      acts: result.acts,
      sends: result.sends,
      refunds: result.refunds,
      sentAgain: result.sentAgain,
      lostWithFull: result.lost.length,
      doubled: result.doubled.length,
      untrue: result.untrue.length,
      integrityErrors: result.integrityErrors.length,
      cutsWithNormal: planted.cycles,
      lostWithNormal: planted.lost.length,
      seconds: Math.round(result.seconds + planted.seconds),
    },
    kills: momentsOf(result),
  };
  return { run, broken };
};

const runDisk: RunProof = async () => {
  const startedMs = performance.now();
  const broken: string[] = [];
  let run = 0;
  let notRun = 0;
  let recoveredMs = 0;
  for (const trouble of diskTroubles) {
    const whyNot = trouble.whyNot();
    console.log(`  ${trouble.name}${whyNot === null ? '' : `: not run, ${whyNot}`}`);
    if (whyNot !== null) {
      notRun += 1;
      continue;
    }
    const seen = await runDiskTrouble(trouble);
    run += 1;
    recoveredMs = Math.max(recoveredMs, seen.recoveredMs);
    broken.push(...brokenPromises(seen).map((sentence) => `${trouble.name}: ${sentence}`));
  }
  if (run === 0) return null;
  const figures = {
    troubles: run,
    notRun,
    longestRecoveryMs: Math.round(recoveredMs),
    seconds: Math.round((performance.now() - startedMs) / 1000),
  };
  const command = `${COMMAND} disk`;
  const violations = broken.length;
  return { run: { proof: 'disk', command, seed: null, violations, figures }, broken };
};

const proofs: Record<string, RunProof> = { kills: runKills, 'power-cut': runCuts, disk: runDisk };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      cycles: { type: 'string', default: '30' },
      seed: { type: 'string', default: new Date().toISOString().slice(0, 10) },
      keep: { type: 'boolean', default: false },
    },
  });
  const cycles = Number(values.cycles);
  if (!Number.isInteger(cycles) || cycles < 1) throw new Error('--cycles takes a whole number');
  for (const name of positionals.length === 0 ? Object.keys(proofs) : positionals) {
    const runProof = proofs[name];
    if (runProof === undefined) throw new Error(`There is no proof ${name}`);
    console.log(name);
    const finished = await runProof({ cycles, seed: values.seed });
    if (finished === null) continue;
    console.log(`  ${JSON.stringify(finished.run.figures)}`);
    for (const sentence of finished.broken) console.log(`  BROKEN: ${sentence}`);
    if (finished.broken.length > 0) process.exitCode = 1;
    if (values.keep) writeProof(finished.run);
  }
}

await main();
