/** How much memory the running desk takes, again and again. */
import { readFileSync } from 'node:fs';
import type { DeskProcess } from '../process/desk-process.ts';
import { connectInspector } from './inspector.ts';

const MB = 1024 * 1024;

/** One look, in MB. */
export interface MemoryReading {
  /** Since the watch began. */
  atMs: number;
  /** JavaScript's heap after a full collection. */
  heap: number;
  /** Memory of the process alone; `null` where the system does not tell. */
  own: number | null;
  /** The same with what it maps of its files: the database is mapped as it grows. */
  resident: number | null;
}

export interface MemoryWatch {
  readings: MemoryReading[];
  /** @throws Error where a look failed */
  stop(): Promise<void>;
}

/** For the environment of the desk: a port that the system chooses, on this machine alone. */
export const INSPECTED = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Lines such as `RssAnon:    84312 kB`, on Linux alone. */
function statusOf(pid: number): (name: string) => number | null {
  let text = '';
  try {
    text = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  } catch {
    // Another system: there the heap alone is told.
  }
  return (name) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return found === undefined ? null : Number(found) / 1024;
  };
}

/**
 * Watches a desk that was started with `INSPECTED`. Each look collects the whole heap, which takes
 * some tens of milliseconds: seldom enough, it does not show in the answers' times.
 * @throws Error where the desk told no inspector
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
    // Thrown when it is stopped; until then it is nobody's.
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
