/** Samples the memory of the running desk. */
import { readFileSync } from 'node:fs';
import type { DeskProcess } from '../process/desk-process.ts';
import { connectInspector } from './inspector.ts';

const MB = 1024 * 1024;

/** One sample, in MB. */
export interface MemoryReading {
  /** Since the watch began. */
  atMs: number;
  /** JavaScript's heap after a full collection. */
  heap: number;
  /** Anonymous memory of the process; `null` where the system does not report it. */
  own: number | null;
  /** With its file mappings, which grow with the database. */
  resident: number | null;
}

export interface MemoryWatch {
  readings: MemoryReading[];
  /** @throws Error where a sample failed */
  stop(): Promise<void>;
}

/** For the environment of the desk: an inspector on a free port of this machine alone. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Reads lines such as `RssAnon:    84312 kB`, on Linux alone. */
function statusOf(pid: number): (name: string) => number | null {
  let text = '';
  try {
    text = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  } catch {
    // Another system: only the heap is reported there.
  }
  return (name) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return found === undefined ? null : Number(found) / 1024;
  };
}

/**
 * Watches a desk that was started with `INSPECTED`. Each sample collects the whole heap, which
 * takes some tens of milliseconds: rare enough not to show in the response times.
 * @throws Error where the desk has printed no inspector
 */
export async function watchMemory(
  desk: Pick<DeskProcess, 'pid' | 'output'>,
  everyMs: number,
): Promise<MemoryWatch> {
  const url = /Debugger listening on (ws:\S+)/.exec(desk.output())?.[1];
  if (url === undefined) throw new Error(`The desk told no inspector:\n${desk.output()}`);
  const inspector = await connectInspector(url);
  const startedMs = performance.now();
  const readings: MemoryReading[] = [];
  const look = async () => {
    const heap = (await inspector.heapAfterCollection()) / MB;
    const status = statusOf(desk.pid());
    const atMs = performance.now() - startedMs;
    readings.push({ atMs, heap, own: status('RssAnon'), resident: status('VmRSS') });
  };
  await look();
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
    // Thrown by `stop`; until then it counts as handled.
    looking.catch(() => undefined);
  }, everyMs);
  return {
    readings,
    stop: async () => {
      clearInterval(timer);
      try {
        await looking;
      } finally {
        inspector.close();
      }
    },
  };
}
