/** The sandbox as a child process: it keeps running and records what really happened. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxHelpers, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startChild } from './child.ts';

/** `close` ends the process and removes its folder. */
export type SandboxProcess = Omit<TestSandbox, 'dataDir'>;

/**
 * @param module the bundled sandbox @param dir for its storage; created here, removed at the end
 */
export async function startSandboxProcess(module: string, dir: string): Promise<SandboxProcess> {
  const dataDir = join(dir, 'toss');
  const child = startChild(module, { SANDBOX_PORT: '0', SANDBOX_DATA_DIR: dataDir }, dir);
  try {
    const [, url = ''] = await waitUntil(
      'the sandbox says where it is',
      () => {
        if (!child.isRunning()) throw new Error(`The sandbox ended:\n${child.output()}`);
        return /sandbox: (http:\S+) /.exec(child.output()) ?? [];
      },
      (found) => found.length > 0,
    );
    return {
      ...sandboxHelpers(url, TEST_API_KEY),
      url,
      close: async () => {
        await child.end('SIGKILL');
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await child.end('SIGKILL');
    throw error;
  }
}
