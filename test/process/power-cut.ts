/**
 * Power cuts while staff work: after each one the desk finds what it had synced, and nothing that
 * it had only written. Every accepted act and every claim of a call that Toss received must be
 * there.
 */
import { join } from 'node:path';
import { runCrashLoop, type CrashLoopOptions, type CrashLoopResult } from './crash-loop.ts';
import { withDeskStand } from './desk-stand.ts';
import { LOOP_TIMES } from './kill-loop.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { makeShadowDisk } from './shadow-disk.ts';

export interface PowerCutOptions extends Pick<
  CrashLoopOptions,
  'cycles' | 'seed' | 'stopAtFirst' | 'onCycle'
> {
  faults?: readonly PlantedFault[];
}

/**
 * Runs the cuts in a temporary folder.
 * @throws Error where `whyNoShadowDisk` gives a reason
 */
export function runPowerCuts(options: PowerCutOptions): Promise<CrashLoopResult> {
  const { faults, ...rest } = options;
  const stand = { name: 'power-cut', env: LOOP_TIMES, faults };
  return withDeskStand(stand, ({ desk, sandbox, dir, env }) => {
    const disk = makeShadowDisk(desk.dir, dir);
    Object.assign(env, disk.env);
    const crash = async () => {
      await desk.kill();
      disk.cutPower();
    };
    const scratch = join(dir, 'copy.db');
    return runCrashLoop({ ...rest, desk, sandbox, scratch, crash, onSetUp: disk.sync });
  });
}
