/**
 * SIGSTOP while staff work, for slightly less and slightly more than each time limit of the desk,
 * while a second desk tries to take over the folder; then the desk is resumed, and killed a moment
 * later. Several desks are suspended at once, as when a whole machine is.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../shared/seeded-random.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { runCrashLoop, type CrashLoopResult } from './crash-loop.ts';
import type { DeskProcess } from './desk-process.ts';
import { withDeskStand } from './desk-stand.ts';
import { LOOP_TIMES } from './kill-loop.ts';

const SECOND = 1000;
/** The time-out of a call to Toss, the settle time, and when a send counts as abandoned. */
const WAITS_MS = [1 * SECOND, 2.5 * SECOND, 6 * SECOND];
/** How long a claim to send is valid, and a read that permits it. */
const CLAIM_MS = 10 * SECOND;
const READ_MS = 60 * SECOND;
const AROUND_MS = 300;
/** How long the desk may run on after it was resumed. */
const LONGEST_AWAKE_MS = 1500;

const around = (ms: number) => [ms - AROUND_MS, ms + AROUND_MS];
/** The lengths of the stops, in turn: the long ones are rare. */
const LENGTHS_MS = [
  ...WAITS_MS.flatMap(around),
  ...around(CLAIM_MS),
  ...WAITS_MS.flatMap(around),
  ...around(CLAIM_MS),
  ...around(READ_MS),
];

export interface StopLoopOptions {
  /** How many desks are suspended at the same time. */
  desks: number;
  /** How often each is. */
  cycles: number;
  seed: string;
  faults?: readonly PlantedFault[];
}

export interface StopLoopResult {
  stops: number;
  results: CrashLoopResult[];
  /** What second desks did in the folder of a suspended one; empty: the lock refused all. */
  takenOver: string[];
}

const sleep = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

/** @returns what a second desk over the same folder did; `null`: the lock refused it */
async function tryTakeOver(second: DeskProcess): Promise<string | null> {
  try {
    await second.start();
  } catch (error) {
    // The process may have ended before its last output was read.
    await sleep(SECOND);
    if (second.output().includes('Another desk is serving')) return null;
    return `a second desk went further: ${String(error)}`;
  }
  await second.kill();
  return `a second desk served ${second.dir}`;
}

/** Runs one desk that is suspended again and again. */
async function stopOne(options: StopLoopOptions, index: number): Promise<StopLoopResult> {
  const seed = `${options.seed}-${String(index)}`;
  const random = seededRandom(`${seed}-awake`);
  const takenOver: string[] = [];
  let stops = 0;
  const stand = { name: 'stop-loop', env: LOOP_TIMES, faults: options.faults };
  const result = await withDeskStand(stand, async ({ desk, sandbox, dir, secondDesk }) => {
    const second = await secondDesk();
    mkdirSync(join(dir, 'copies'), { recursive: true });
    const crash = async () => {
      const ms = LENGTHS_MS[(index + stops * options.desks) % LENGTHS_MS.length] ?? SECOND;
      stops += 1;
      process.kill(desk.pid(), 'SIGSTOP');
      const [found] = await Promise.all([tryTakeOver(second), sleep(ms)]);
      if (found !== null) takenOver.push(found);
      process.kill(desk.pid(), 'SIGCONT');
      await sleep(random.below(LONGEST_AWAKE_MS));
      await desk.kill();
    };
    const scratch = join(dir, 'copies', 'copy.db');
    const run = await runCrashLoop({ desk, sandbox, scratch, crash, seed, cycles: options.cycles });
    // A desk that was suspended while it read a request answers that it took too long: nothing was
    // done.
    const oddities = run.oddities.filter((oddity) => !/^GET of \S+: 408$/.test(oddity));
    return { ...run, oddities };
  });
  return { stops, results: [result], takenOver };
}

/** Runs each desk in a temporary folder. */
export async function runStopLoop(options: StopLoopOptions): Promise<StopLoopResult> {
  const each = Array.from({ length: options.desks }, (_, index) => stopOne(options, index));
  const ended = await Promise.all(each);
  return {
    stops: ended.reduce((sum, { stops }) => sum + stops, 0),
    results: ended.flatMap(({ results }) => results),
    takenOver: ended.flatMap(({ takenOver }) => takenOver),
  };
}
