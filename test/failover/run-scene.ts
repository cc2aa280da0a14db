/** Runs the rounds of a scene and judges them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Judgement } from '../process/judge-run.ts';
import { createLedger, type Ledger } from '../process/ledger.ts';
import type { Programs } from '../process/programs.ts';
import { seededRandom, type SeededRandom } from '../shared/seeded-random.ts';
import { startClerks } from './clerks.ts';
import { findLost, findStrayWrites, judgeStand } from './judge-stand.ts';
import type { Scene } from './scenes.ts';
import { withFailoverStand, type FailoverStand } from './stand.ts';

/** From the fault to the first refund that is recorded again. */
const LONGEST_TAKEOVER_MS = 10_000;

export interface SceneResult extends Judgement {
  rounds: number;
  /** Refunds that a desk confirmed. */
  acknowledged: number;
  /** Milliseconds of each takeover. */
  tookMs: number[];
  /** Other broken promises: late, written without the lead, an answer that no desk may give. */
  broken: string[];
}

export interface SceneOptions {
  scene: Scene;
  programs: Programs;
  seed: string;
  rounds: number;
  onRound?: (round: number) => void;
}

const WORKED_BEFORE = 10;
const LATEST_FAULT_MS = 500;
const WORKED_AFTER_MS = 1000;
/** Longer than any takeover; where data were lost some answers never come. */
const LAST_ANSWERS_MS = 40_000;
const LOSSY_ANSWERS_MS = 3000;
/** The log of Toss's side is short. */
const CALLS_EVERY_MS = 1000;

/** Toss's answers that come late, so that some are still to come when something dies. */
const lateAnswers = [
  { effect: 'before', ms: 400 },
  { effect: 'after', ms: 600 },
  { effect: 'after', ms: 3000 },
] as const;

async function playRound(
  { scene }: SceneOptions,
  stand: FailoverStand,
  at: { ledger: Ledger; random: SeededRandom; number: number; result: SceneResult },
): Promise<void> {
  const { ledger, random, number, result } = at;
  for (const late of lateAnswers) {
    await stand.sandbox.fault({ ...late, call: 'refunds', fault: 'delay', times: 3 });
  }
  const clerks = startClerks(stand, ledger, random);
  const watch = setInterval(() => {
    void stand.sandbox.calls().then((calls) => ledger.takeCalls(calls));
  }, CALLS_EVERY_MS);
  try {
    while (clerks.told.length < WORKED_BEFORE) await sleep(50);
    await sleep(random.below(LATEST_FAULT_MS));
    const { tookMs, broken } = await scene.play({ stand, clerks, random, number });
    result.broken.push(...broken);
    if (tookMs === null) result.broken.push('nobody served again');
    else result.tookMs.push(tookMs);
    await sleep(WORKED_AFTER_MS);
  } finally {
    await clerks.stop(scene.asynchronous === true ? LOSSY_ANSWERS_MS : LAST_ANSWERS_MS);
    clearInterval(watch);
  }
  result.acknowledged += new Set(clerks.told.map(({ id }) => id)).size;
  result.lost.push(...(await findLost(stand, ledger)));
}

async function playOnStand(options: SceneOptions, from: number, to: number, result: SceneResult) {
  const { scene, programs, seed } = options;
  const synchronous = scene.asynchronous !== true;
  await withFailoverStand({ programs, synchronous }, async (stand) => {
    const ledger = createLedger();
    for (let number = from; number < to; number += 1) {
      const random = seededRandom(`${seed}-${scene.name}-${String(number)}`);
      await playRound(options, stand, { ledger, random, number, result });
      result.rounds += 1;
      options.onRound?.(number + 1);
    }
    result.broken.push(...(await findStrayWrites(stand)));
    // Where records were lost, Toss's side and the database differ in every way.
    if (!synchronous) return;
    const { lost, doubled, untrue } = await judgeStand(stand, ledger);
    result.lost.push(...lost);
    result.doubled.push(...doubled);
    result.untrue.push(...untrue);
    result.broken.push(...ledger.oddities);
  });
}

/** Runs a scene. @throws Error where the shop could not be started */
export async function runScene(options: SceneOptions): Promise<SceneResult> {
  const { scene, rounds } = options;
  const result: SceneResult = {
    ...{ rounds: 0, acknowledged: 0, tookMs: [] },
    ...{ lost: [], doubled: [], untrue: [], broken: [] },
  };
  const perStand = scene.endsStand === true ? 1 : rounds;
  for (let from = 0; from < rounds; from += perStand) {
    await playOnStand(options, from, Math.min(rounds, from + perStand), result);
  }
  result.lost = [...new Set(result.lost)];
  const late = result.tookMs.filter((ms) => ms > LONGEST_TAKEOVER_MS);
  result.broken.push(...late.map((ms) => `it took ${String(Math.round(ms))} ms`));
  return result;
}

/** @returns broken promises, in sentences */
export function wrongWith({ asynchronous }: Scene, result: SceneResult): string[] {
  if (asynchronous !== true) {
    return [...result.lost, ...result.doubled, ...result.untrue, ...result.broken];
  }
  // A proof that can't tell a lossy database from a safe one shows nothing.
  return result.lost.length > 0 ? [] : ['nothing was lost where no commit waited for the standby'];
}
