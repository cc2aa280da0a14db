/** The command behind `npm run simulate -- --mutants`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MutantResult } from '../../shared/trust.ts';
import { writeProof } from '../trust/write-proof.ts';
import { Controls, judgeMutant, type GateSettings, type Verdict } from './judge-mutant.ts';
import type { Mutant } from './mutant.ts';
import { mutants } from './mutants.ts';

const USAGE = `npm run simulate -- --mutants [options]
  --only NAME     only this mutant; may be given several times
  --schedules N   schedules that a mutant may survive (default 4000)
  --control N     schedules that the unchanged engine must pass first (default 500)
  --seed S        any text (default "changgu")
  --keep          keep the result in test/results/mutants.json`;

/** Inside the project's folder, so that a bundle finds the packages. */
const FOLDER = join(import.meta.dirname, '../../.cache/mutants');

interface Judged {
  mutant: Mutant;
  verdict: Verdict;
  seconds: number;
}

interface Options {
  only: string[];
  schedules: number;
  control: number;
  seed: string;
  keep: boolean;
}

function wholeNumber(text: string, name: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`--${name} takes a number ≥ 1`);
  return number;
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      schedules: { type: 'string', default: '4000' },
      control: { type: 'string', default: '500' },
      seed: { type: 'string', default: 'changgu' },
      keep: { type: 'boolean', default: false },
    },
  });
  return {
    only: values.only,
    schedules: wholeNumber(values.schedules, 'schedules'),
    control: wholeNumber(values.control, 'control'),
    seed: values.seed,
    keep: values.keep,
  };
}

function chosen(only: readonly string[]): Mutant[] {
  const unknown = only.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) throw new Error(`There is no mutant ${unknown.join(', ')}`);
  return mutants.filter(({ name }) => only.length === 0 || only.includes(name));
}

function say(cells: readonly string[]): void {
  console.log(cells.join(' | '));
}

/** @returns `false` where the unchanged engine breaks a promise: then mutants prove nothing */
async function passesControl(
  wanted: readonly Mutant[],
  { control }: Options,
  controls: Controls,
): Promise<boolean> {
  const gates = new Set(wanted.map(({ gate }) => gate));
  let isSound = true;
  const files = wanted.flatMap(({ gate, only = [] }) => (gate === 'tests' ? only : []));
  const runs = {
    simulation: () => controls.simulate(0, control),
    wire: () => controls.drill('wire'),
    desk: () => controls.drill('desk'),
    tests: () => controls.tests([...new Set(files)]),
  };
  for (const gate of ['simulation', 'wire', 'desk', 'tests'] as const) {
    if (!gates.has(gate)) continue;
    const startedMs = performance.now();
    const { finding, count } = await runs[gate]();
    const end = finding === null ? 'passed' : `BROKEN at ${String(finding.at)}: ${finding.promise}`;
    say(['no mutant', gate, end, String(count), seconds(startedMs).toFixed(1)]);
    if (finding !== null) {
      console.log(`  ${finding.detail}`);
      isSound = false;
    }
  }
  return isSound;
}

function seconds(sinceMs: number): number {
  return (performance.now() - sinceMs) / 1000;
}

function tell({ mutant, verdict, seconds: took }: Judged): void {
  const { name, what, gate } = mutant;
  switch (verdict.verdict) {
    case 'killed':
      say([name, what, gate, String(verdict.after), took.toFixed(1)]);
      console.log(`  at ${String(verdict.finding.at)}: ${verdict.finding.promise}`);
      return;
    case 'survived':
      say([name, what, 'SURVIVED', String(verdict.after), took.toFixed(1)]);
      return;
    case 'not-run':
    case 'error':
      say([name, what, verdict.verdict === 'error' ? 'ERROR' : 'not run', '', took.toFixed(1)]);
      console.log(`  ${verdict.why}`);
  }
}

function resultOf({ mutant, verdict }: Judged): MutantResult {
  const { name, what, whatKo, gate } = mutant;
  const killed = verdict.verdict === 'killed';
  const [killedBy, after] = killed ? [gate, verdict.after] : [null, null];
  return { name, what, whatKo, killedBy, after };
}

function keep(judged: readonly Judged[], options: Options, took: number): void {
  const counted = judged.filter(({ verdict }) => verdict.verdict !== 'not-run');
  const killed = counted.filter(({ verdict }) => verdict.verdict === 'killed').length;
  const { schedules, seed } = options;
  writeProof({
    proof: 'mutants',
    command: `npm run simulate -- --mutants --schedules ${String(schedules)} --seed ${seed}`,
    seed,
    violations: counted.length - killed,
    figures: {
      mutants: counted.length,
      killed,
      notRun: judged.length - counted.length,
      seconds: Math.round(took),
    },
    mutants: counted.map(resultOf),
  });
}

async function judgeAll(
  wanted: readonly Mutant[],
  settings: GateSettings,
  controls: Controls,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  say(['mutant', 'what it does wrong', 'noticed by', 'after', 'seconds']);
  for (const mutant of wanted) {
    const startedMs = performance.now();
    const verdict = await judgeMutant(mutant, settings, controls);
    const one = { mutant, verdict, seconds: seconds(startedMs) };
    tell(one);
    judged.push(one);
  }
  return judged;
}

/**
 * Runs the mutants and prints what detected each.
 * @param args without the program's name
 * @returns the exit code: 1 when a mutant survived or the unchanged engine broke a promise
 */
export async function mutantsCommand(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = readOptions(args);
  const wanted = chosen(options.only);
  const startedMs = performance.now();
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(join(FOLDER, 'run-'));
  const settings = { seed: options.seed, schedules: options.schedules, folder };
  const controls = new Controls(settings);
  try {
    const isSound = await passesControl(wanted, options, controls);
    const judged = await judgeAll(wanted, settings, controls);
    const took = seconds(startedMs);
    const counted = judged.filter(({ verdict }) => verdict.verdict !== 'not-run');
    const killed = counted.filter(({ verdict }) => verdict.verdict === 'killed').length;
    console.log(
      `${String(counted.length)} mutants, ${String(killed)} killed, ${took.toFixed(0)} s`,
    );
    if (options.keep && isSound) keep(judged, options, took);
    return isSound && killed === counted.length ? 0 : 1;
  } finally {
    await controls.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
