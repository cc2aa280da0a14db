/**
 * SIGSTOP in the middle of the staff's work, for just under and just over everything that the desk
 * waits for, while a second desk tries to take over the folder; then the desk goes on, and is
 * killed a moment later. Several desks stand still at once, as when a whole machine does.
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
/** Of a call to Toss, of what is settled, and of what nobody seems to be sending any more. */
const WAITS_MS = [1 * SECOND, 2.5 * SECOND, 6 * SECOND];
/** Of a claim to send, and of a read that permits it. */
const CLAIM_MS = 10 * SECOND;
const READ_MS = 60 * SECOND;
const AROUND_MS = 300;
/** Whatever woke up does what it had begun. */
const LONGEST_AWAKE_MS = 1500;

const around = (ms: number) => [ms - AROUND_MS, ms + AROUND_MS];
/** How long each stop lasts, in turns: the long ones are rare. */
const LENGTHS_MS = [
  ...WAITS_MS.flatMap(around),
  ...around(CLAIM_MS),
  ...WAITS_MS.flatMap(around),
  ...around(CLAIM_MS),
  ...around(READ_MS),
];

export interface StopLoopOptions {
  /** How many desks stand still at the same time. */
  desks: number;
  /** How often each does. */
  cycles: number;
  seed: string;
  faults?: readonly PlantedFault[];
}

export interface StopLoopResult {
  stops: number;
  results: CrashLoopResult[];
  /** What second desks did in the folder of one that stood still; empty: the lock refused all. */
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
    // The process may have ended before its last words were read.
    await sleep(SECOND);
    if (second.output().includes('Another desk is serving')) return null;
    return `a second desk went further: ${String(error)}`;
  }
  await second.kill();
  return `a second desk served ${second.dir}`;
}

/** One desk that stands still again and again. */
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
    // A desk that stood still while it read a request says that it took too long: nothing is done.
    const oddities = run.oddities.filter((oddity) => !/^GET of \S+: 408$/.test(oddity));
    return { ...run, oddities };
  });
  return { stops, results: [result], takenOver };
}

/** Runs every desk in a folder of its own; these are removed. */
export async function runStopLoop(options: StopLoopOptions): Promise<StopLoopResult> {
  const each = Array.from({ length: options.desks }, (_, index) => stopOne(options, index));
  const ended = await Promise.all(each);
  return {
    stops: ended.reduce((sum, { stops }) => sum + stops, 0),
    results: ended.flatMap(({ results }) => results),
    takenOver: ended.flatMap(({ takenOver }) => takenOver),
  };
}
