/** A bundled desk with its own Toss, in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantedFault } from '../support/bundle-with-faults.ts';
import { prepareDesk, type DeskProcess } from './desk-process.ts';
import { bundlePrograms } from './programs.ts';
import { startSandboxProcess, type SandboxProcess } from './sandbox-process.ts';

export interface DeskStand {
  /** Not started yet; whatever still runs at the end is killed. */
  desk: DeskProcess;
  sandbox: SandboxProcess;
  /** For other files beside the data folder. */
  dir: string;
  /** The desk's environment; changes apply from the next start on. */
  env: Record<string, string>;
  /** Another desk over the same folder, on its own port, not started yet. */
  secondDesk(): Promise<DeskProcess>;
}

export interface StandOptions {
  /** Part of the folder's name. */
  name: string;
  env: Readonly<Record<string, string>>;
  faults?: readonly PlantedFault[] | undefined;
}

/** Runs with a desk of its own. @throws whatever `run` throws, after cleaning up */
export async function withDeskStand<T>(
  options: StandOptions,
  run: (stand: DeskStand) => Promise<T>,
): Promise<T> {
  const programs = await bundlePrograms(options.faults);
  const dir = mkdtempSync(join(tmpdir(), `changgu-${options.name}-`));
  try {
    const sandbox = await startSandboxProcess(programs.sandbox, dir);
    const env = { ...options.env };
    const desks: DeskProcess[] = [];
    const prepare = async () => {
      const options = { module: programs.desk, dir, sandboxUrl: sandbox.url, env };
      const desk = await prepareDesk(options);
      desks.push(desk);
      return desk;
    };
    const desk = await prepare();
    try {
      return await run({ desk, sandbox, dir, env, secondDesk: prepare });
    } finally {
      await Promise.all(desks.map((one) => one.kill()));
      await sandbox.close();
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
    programs.remove();
  }
}
