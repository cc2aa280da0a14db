/**
 * Reads beside the event loop: better-sqlite3 holds its thread for as long as a query takes, and
 * meanwhile nobody's refund would go on.
 */
import { Worker } from 'node:worker_threads';
import { createLine, type LineState } from '../../waiting-line.ts';
import type { TaskInput, TaskName, TaskOutput, Told } from './tasks.ts';

export interface SlowReads {
  /** Starts the thread of a built desk, so that nobody's first search waits for it. */
  warm(): void;
  /**
   * Runs one read in the thread, after those that were asked before.
   * @throws AppError desk-busy where too many wait
   * @throws Error what the read threw, or that the thread has ended
   */
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>): Promise<TaskOutput<Name>>;
  line: LineState;
  /** Ends the thread; what is still being read fails. */
  close(): Promise<void>;
}

/** The slowest take most of a second at a million payments: nobody waits for more than these. */
const MOST_READS = 50;

interface Waiting {
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

const isBuilt = !import.meta.url.endsWith('.ts');

/** Beside the one bundle of the server when it is built; from its source where that runs. */
function startThread(file: string): Worker {
  const workerData = { file };
  if (isBuilt) {
    return new Worker(new URL('./slow-reads-thread.js', import.meta.url), { workerData });
  }
  // Whatever reads TypeScript in this thread doesn't in another.
  const thread = new URL('./slow-reads-thread.ts', import.meta.url).href;
  const program = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(thread)});
  });`;
  return new Worker(program, { eval: true, workerData });
}

/**
 * The thread starts with the first read, unless it was warmed, and anew should it ever die.
 * @param file the desk's database, migrated
 */
export function openSlowReads(file: string): SlowReads {
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
    const started = startThread(file);
    started.on('message', hear);
    started.once('error', failAll);
    started.once('exit', () => {
      if (thread === started) failAll(new Error('The thread of slow reads has ended'));
    });
    // It keeps nothing alive: a desk that stops doesn't wait for it.
    started.unref();
    thread = started;
    return started;
  };

  return {
    warm: () => {
      // From its source it takes a second to start, and most tests read nothing slow.
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
