/**
 * `npm run dev`: the desk under `tsx watch`, with vite's server in front. The browser uses vite's
 * address only, so it is also the desk's PUBLIC_URL.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createServer } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

const vite = await createServer({ configFile: join(ROOT, 'vite.config.ts') });
await vite.listen();
const address = vite.resolvedUrls?.local[0] ?? 'http://127.0.0.1:5173/';

const desk = spawn(
  process.execPath,
  [
    join(ROOT, 'node_modules/tsx/dist/cli.mjs'),
    ...['watch', '--clear-screen=false', 'server/commands/dev-desk.ts'],
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PUBLIC_URL: process.env.PUBLIC_URL ?? address.replace(/\/$/, '') },
  },
);

async function stop(): Promise<void> {
  desk.kill('SIGTERM');
  await vite.close();
}

desk.once('exit', (code) => {
  process.exitCode = code ?? 0;
  void vite.close();
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void stop();
  });
}
console.log(`The desk, with reload: ${address}`);
