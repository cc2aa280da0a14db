/**
 * The product as `npm start` runs it: the built server in its own process with its embedded
 * sandbox, and a browser.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxHelpers } from './start-sandbox.ts';

const ROOT = join(import.meta.dirname, '../..');
/** The embedded sandbox's key; it is valid nowhere else. */
const EMBEDDED_KEY = 'sk_test_changgu_embedded';
const DEMO_PASSWORD = 'demo-shop-123456';

export interface Product {
  url: string;
  toss: ReturnType<typeof sandboxHelpers> & { url: string };
  output(): string;
  /** Restarts on the same files; `signal` ends the old process, `env` is set from now on. */
  restart(signal?: 'SIGTERM' | 'SIGKILL', env?: Record<string, string>): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function waitUntilReady(url: string, child: ChildProcess, output: () => string) {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`The desk exited:\n${output()}`);
    try {
      const answer = await fetch(`${url}/readyz`);
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The desk did not get ready:\n${output()}`);
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
  });
}

/** @param env settings on top of shortened timings and no demo shop */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const dir = await mkdtemp(join(tmpdir(), 'changgu-product-'));
  const port = await freePort();
  const sandboxPort = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const sandboxUrl = `http://127.0.0.1:${String(sandboxPort)}`;
  let printed = '';
  const output = () => printed;

  const set = { ...env };
  const start = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [join(ROOT, 'dist/server/main.js')], {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        PORT: String(port),
        SANDBOX_PORT: String(sandboxPort),
        DATA_DIR: join(dir, 'data'),
        SHOP_NAME: '모퉁이 상점',
        DEMO: '0',
        POLL_SCALE: '0.2',
        RECONCILE_SCALE: '0.2',
        SETTLE_MS: '4000',
        TOSS_TIMEOUT_MS: '4000',
        ...set,
      },
    });
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await waitUntilReady(url, child, output);
    return child;
  };

  let child = await start();
  const stop = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await ended(child);
  };
  return {
    url,
    toss: { ...sandboxHelpers(sandboxUrl, EMBEDDED_KEY), url: sandboxUrl },
    output,
    restart: async (signal = 'SIGTERM', more = {}) => {
      await stop(signal);
      Object.assign(set, more);
      child = await start();
    },
    kill: () => stop('SIGKILL'),
    close: async () => {
      await stop('SIGTERM');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Signs in to the product's API. @returns a caller with that session */
export async function signInToApi(url: string, name = 'operator') {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email: `${name}@demo.shop`, password: DEMO_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-in: ${String(answer.status)}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
  const call = async (method: string, path: string, body?: unknown, wait = 0) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        'content-type': 'application/json',
        ...(wait > 0 ? { prefer: `wait=${String(wait)}` } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? null : JSON.parse(text)) as Record<string, unknown>,
    };
  };
  return { cookie, call };
}
