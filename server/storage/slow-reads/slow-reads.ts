/**
 * Runs slow reads in a worker thread: better-sqlite3 is synchronous, so on the main thread they
 * would block the event loop and with it everybody's refunds.
 */
import type { Worker } from 'node:worker_threads';
import { createLine, type LineState } from '../../waiting-line.ts';
import { isBuilt, startModule } from '../start-module.ts';
import type { TaskInput, TaskName, TaskOutput, Told } from './tasks.ts';

/** A SQLite file, or PostgreSQL. */
export type DatabasePlace = { file: string } | { url: string };

export interface SlowReads {
  /** Starts the thread of a built desk early, so that the first search doesn't wait for it. */
  warm(): void;
  /**
   * Runs one read in the thread, after those already queued.
   * @throws AppError desk-busy when the queue is full
   * @throws Error what the read threw, or that the thread has ended
   */
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>): Promise<TaskOutput<Name>>;
  line: LineState;
  /** Ends the thread; pending reads fail. */
  close(): Promise<void>;
}

const THREAD = new URL('./slow-reads-thread.ts', import.meta.url);

/** Queue limit: the slowest reads take most of a second at a million payments. */
const MOST_READS = 50;

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * The thread starts at the first read unless it was warmed, and restarts after it died.
 * @param place the desk's database, migrated
 */
export function openSlowReads(place: DatabasePlace): SlowReads {
  let thread: Worker | null = null;
  let asked = 0;
  const waiting = new Map<number, Waiting>();
  const line = createLine('slow-reads', MOST_READS);

  const failAll = (error: Error) => {
    thread = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const hear = (told: Told) => {
    const one = waiting.get(told.id);
    waiting.delete(told.id);
    if ('error' in told) one?.reject(new Error(told.error));
    else one?.resolve(told.output);
  };
  const running = (): Worker => {
    if (thread !== null) return thread;
    const started = startModule(THREAD, place);
    started.on('message', hear);
    started.once('error', failAll);
    started.once('exit', () => {
      if (thread === started) failAll(new Error('The thread of slow reads has ended'));
    });
    // `unref`, so that the thread doesn't keep a stopping process alive.
    started.unref();
    thread = started;
    return started;
  };

  return {
    warm: () => {
      // From source it takes a second to start, and most tests run no slow read.
      if (isBuilt) running();
    },
    line,
    run: <Name extends TaskName>(name: Name, input: TaskInput<Name>) =>
      line.hold(
        () =>
          new Promise<TaskOutput<Name>>((resolve, reject) => {
            const id = (asked += 1);
            waiting.set(id, {
              resolve: (output) => resolve(output as TaskOutput<Name>),
              reject,
            });
            running().postMessage({ id, name, input });
          }),
      ),
    close: async () => {
      const ending = thread;
      failAll(new Error('The desk has stopped'));
      await ending?.terminate();
    },
  };
}
