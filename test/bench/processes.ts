/** Child processes, each pinned to a core where the system can do that. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { ask } from './load.ts';

const SERVER_CORE = 0;
const LOAD_CORE = 1;

/** A container may have fewer cores than the machine, or other ones. */
const canPin = [SERVER_CORE, LOAD_CORE].every(
  (core) => spawnSync('taskset', ['-c', String(core), 'true'], { stdio: 'ignore' }).status === 0,
);

/** Keeps this process, which generates the load, off the server's core. */
export function pinLoad(): void {
  if (!canPin) return;
  spawnSync('taskset', ['-acp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
}

export interface Program {
  pid: number;
  /** Stops it and waits for its exit. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface ProgramStart {
  module: string;
  args?: readonly string[];
  env: Record<string, string>;
  cwd: string;
  /** The file of its output, as for a service. */
  log: string;
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function lastWords(log: string): string {
  return readFileSync(log, 'utf8').split('\n').slice(-20).join('\n');
}

/**
 * Starts a module under Node on the server's core.
 * @param isReady called repeatedly until it returns `true`
 * @throws Error with its last output where it exits before that, or is not ready in a minute
 */
export async function startProgram(
  { module, args = [], env, cwd, log }: ProgramStart,
  isReady: () => Promise<boolean>,
): Promise<Program> {
  const node = [process.execPath, module, ...args];
  const [command = '', ...rest] = canPin ? ['taskset', '-c', String(SERVER_CORE), ...node] : node;
  const output = openSync(log, 'a');
  const child = spawn(command, rest, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const stop: Program['stop'] = async (signal = 'SIGTERM') => {
    if (!isRunning(child)) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const until = performance.now() + 60_000;
  while (!(await isReady())) {
    if (!isRunning(child)) throw new Error(`${module} ended:\n${lastWords(log)}`);
    if (performance.now() > until) {
      await stop('SIGKILL');
      throw new Error(`${module} did not get ready:\n${lastWords(log)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  if (child.pid === undefined) throw new Error(`${module} has no process`);
  // taskset execs the program, so the process id is the program's own.
  return { pid: child.pid, stop };
}

/** `true` once somebody listens there and answers, whatever it is. */
export async function answersWell(url: string): Promise<boolean> {
  const agent = new Agent();
  try {
    return (await ask(agent, { url })).status < 500;
  } catch {
    // Not listening yet.
    return false;
  } finally {
    agent.destroy();
  }
}

/** KiB of a process's file-backed mappings of data files, which the system may reclaim. */
function mappedDataKib(smaps: string): number {
  let isData = false;
  let sum = 0;
  for (const line of smaps.split('\n')) {
    const kib = /^Rss:\s+(\d+) kB$/.exec(line)?.[1];
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isData = line.endsWith('.db');
    else if (kib !== undefined && isData) sum += Number(kib);
  }
  return sum;
}

/**
 * A process's memory in MB, without its mappings of data files: those are pages of the system's
 * cache. NaN where the system doesn't report it.
 */
export function memoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    const mapped = mappedDataKib(readFileSync(`/proc/${String(pid)}/smaps`, 'utf8'));
    return ((kib - mapped) * 1024) / 1_000_000;
  } catch {
    return Number.NaN;
  }
}
