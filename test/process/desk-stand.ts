/** A bundled desk beside a Toss of its own, in a folder that is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { prepareDesk, type DeskProcess } from './desk-process.ts';
import { bundlePrograms } from './programs.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';

export interface DeskStand {
  /** Has not been started yet; whatever runs in the end is killed. */
  desk: DeskProcess;
  sandbox: SandboxProcess;
  /** For whatever else is needed beside the data folder. */
  dir: string;
  /** The desk's environment: what is added to it is there from the next start on. */
  env: Record<string, string>;
  /** Another desk over the same folder, on a port of its own. It has not been started either. */
  secondDesk(): Promise<DeskProcess>;
}

export interface StandOptions {
  /** Part of the folder's name. */
  name: string;
  env: Readonly<Record<string, string>>;
  faults?: readonly PlantedFault[] | undefined;
}

/** Runs on a stand of its own. @throws whatever `run` throws; everything is cleared away first */
export async function withDeskStand<T>(
  options: StandOptions,
  run: (stand: DeskStand) => Promise<T>,
): Promise<T> {
  const programs = await bundlePrograms(options.faults);
  const dir = mkdtempSync(join(tmpdir(), `changgu-${options.name}-`));
  try {
    const sandbox = await startSandboxProcess(programs.sandbox, dir);
    const env = { ...options.env };
    const prepare = () => prepareDesk({ module: programs.desk, dir, sandboxUrl: sandbox.url, env });
    const desk = await prepare();
    try {
      return await run({ desk, sandbox, dir, env, secondDesk: prepare });
    } finally {
      await desk.kill();
      await sandbox.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
    programs.remove();
  }
}
