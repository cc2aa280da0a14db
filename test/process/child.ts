/** A child process, its output and its exit. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Enough output to tell why a program failed. */
const KEPT_OUTPUT = 20_000;

export interface Child {
  pid: number;
  /** The end of its output. */
  output(): string;
  isRunning(): boolean;
  /** Sends the signal and waits until the process has exited. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/**
 * Starts a module under Node, with only PATH and the given variables in its environment.
 * @param module preceded by Node's own options, where there are any
 */
export function startChild(
  module: string | readonly string[],
  env: Record<string, string>,
  cwd: string,
): Child {
  const child = spawn(process.execPath, [module].flat(), {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error(`${String(module)} could not be started`);
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return {
    pid: child.pid,
    output: () => printed,
    isRunning: () => isRunning(child),
    end: async (signal) => {
      if (!isRunning(child)) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

const PORTS = 100;
/**
 * The range lies below the ephemeral ports, from which an outgoing connection could take a port
 * while its program is stopped. Each process of a test runner has its own part of it, and so has
 * each of two test runners that run at once (test/proofs/run-proofs.ts).
 */
const FIRST_PORT =
  5200 +
  PORTS * Number(process.env['VITEST_POOL_ID'] ?? '0') +
  10 * PORTS * Number(process.env['TEST_LANE'] ?? '0');

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => resolve(true));
    });
  });
}

let lastOffset = process.pid;

/** A port for a program that is stopped and started again on it. */
export async function findRestPort(): Promise<number> {
  for (let tries = 0; tries < PORTS; tries += 1) {
    lastOffset += 7;
    const port = FIRST_PORT + (lastOffset % PORTS);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port is free from ${String(FIRST_PORT)} on`);
}
