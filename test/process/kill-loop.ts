/**
 * `kill -9` while staff work, again and again, on the built desk with a real file: nothing is lost,
 * doubled or untrue, and the desk is ready again within five seconds.
 */
import { join } from 'node:path';
import { runCrashLoop, type CrashLoopOptions, type CrashLoopResult } from './crash-loop.ts';
import { withDeskStand } from './desk-stand.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';

/** A start that takes longer is a broken promise. */
export const LONGEST_START_MS = 5000;

/** Short, but far above the longest delay among the accidents. */
export const LOOP_TIMES = {
  TOSS_TIMEOUT_MS: '1000',
  SETTLE_MS: '2500',
  RECONCILE_SCALE: '0.02',
  POLL_SCALE: '0.2',
};

export interface KillLoopOptions extends Pick<
  CrashLoopOptions,
  'cycles' | 'seed' | 'stopAtFirst' | 'onCycle'
> {
  faults?: readonly PlantedFault[];
}

/** Runs the loop in a temporary folder. */
export function runKillLoop(options: KillLoopOptions): Promise<CrashLoopResult> {
  const { faults, ...rest } = options;
  const stand = { name: 'kill-loop', env: LOOP_TIMES, faults };
  return withDeskStand(stand, ({ desk, sandbox, dir }) => {
    const scratch = join(dir, 'copy.db');
    return runCrashLoop({ ...rest, desk, sandbox, scratch, crash: () => desk.kill() });
  });
}
