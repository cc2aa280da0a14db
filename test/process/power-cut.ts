/**
 * Power cuts in the middle of the staff's work: after each one the desk finds what it had synced,
 * and nothing that it had only written. Every accepted act and every claim of a call that arrived
 * at Toss must be there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCrashLoop, type CrashLoopOptions, type CrashLoopResult } from './crash-loop.ts';
import { prepareDesk } from './desk-process.ts';
import { LOOP_TIMES } from './kill-loop.ts';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { bundlePrograms } from './programs.ts';
import { startSandboxProcess } from './sandbox-process.ts';
import { makeShadowDisk } from './shadow-disk.ts';

export interface PowerCutOptions extends Pick<
  CrashLoopOptions,
  'cycles' | 'seed' | 'stopAtFirst' | 'onCycle'
> {
  faults?: readonly PlantedFault[];
}

/**
 * Runs the cuts in a folder of its own, which is removed.
 * @throws Error where `whyNoShadowDisk` says why
 */
export async function runPowerCuts(options: PowerCutOptions): Promise<CrashLoopResult> {
  const { faults = [], ...rest } = options;
  const programs = await bundlePrograms(faults);
  const dir = mkdtempSync(join(tmpdir(), 'changgu-power-cut-'));
  try {
    const sandbox = await startSandboxProcess(programs.sandbox, dir);
    const env = { ...LOOP_TIMES };
    const desk = await prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
    const disk = makeShadowDisk(desk.dir, dir);
    Object.assign(env, disk.env);
    const crash = async () => {
      await desk.kill();
      disk.cutPower();
    };
    try {
      const scratch = join(dir, 'copy.db');
      return await runCrashLoop({ ...rest, desk, sandbox, scratch, crash, onSetUp: disk.sync });
    } finally {
      await desk.kill();
      await sandbox.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
    programs.remove();
  }
}
