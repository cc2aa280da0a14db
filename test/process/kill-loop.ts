/**
 * `kill -9` in the middle of the staff's work, again and again, on the built desk with its real
 * file: nothing lost, nothing doubled, nothing untrue, serving again within five seconds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCrashLoop, type CrashLoopOptions, type CrashLoopResult } from './crash-loop.ts';
import { prepareDesk } from './desk-process.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { bundlePrograms } from './programs.ts';
import { startSandboxProcess } from './sandbox-process.ts';

/** Serving again takes longer than this: a broken promise. */
export const LONGEST_START_MS = 5000;

/** Short, but far above the longest delay of the staff's accidents. */
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

/** Runs the loop in a folder of its own, which is removed. */
export async function runKillLoop(options: KillLoopOptions): Promise<CrashLoopResult> {
  const { faults = [], ...rest } = options;
  const programs = await bundlePrograms(faults);
  const dir = mkdtempSync(join(tmpdir(), 'changgu-kill-loop-'));
  try {
    const sandbox = await startSandboxProcess(programs.sandbox, dir);
    const desk = await prepareDesk({
      module: programs.desk,
      dir,
      sandboxUrl: sandbox.url,
      env: LOOP_TIMES,
    });
    try {
      const scratch = join(dir, 'copy.db');
      return await runCrashLoop({ ...rest, desk, sandbox, scratch, crash: () => desk.kill() });
    } finally {
      await desk.kill();
      await sandbox.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
    programs.remove();
  }
}
