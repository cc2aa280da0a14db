/** Runs a part of a simulation in a child process, which talks to its parent by messages. */
import { runSchedules, type SchedulesRun, type SchedulesToRun } from './run-schedules.ts';
import type { Violation } from './stage.ts';

export interface PartToRun extends Pick<
  SchedulesToRun,
  'seed' | 'from' | 'count' | 'step' | 'api' | 'wantsRows' | 'postgres' | 'focuses'
> {
  /** Whether to send the log of every schedule, too. */
  wantsLogs: boolean;
  /** Stops after so many violations. */
  mostViolations: number;
}

export interface Part extends SchedulesRun {
  /** The first violation of each schedule that had one. */
  found: Violation[];
  logs: [index: number, log: string][];
  /** CPU time, which a busy machine does not distort. */
  cpuSeconds: number;
}

/** What the child sends: its progress now and then, and its results at the end. */
export type PartMessage = { ran: number } | Part;

const TELLS_EVERY_MS = 1000;

/** @returns to be called after each schedule */
function countSchedules(): () => void {
  let ran = 0;
  let toldAt = performance.now();
  return () => {
    ran += 1;
    const now = performance.now();
    if (now - toldAt < TELLS_EVERY_MS) return;
    toldAt = now;
    process.send?.({ ran } satisfies PartMessage);
  };
}

async function runPart(asked: PartToRun): Promise<Part> {
  const found = new Map<number, Violation>();
  const count = countSchedules();
  const logs: Part['logs'] = [];
  const before = process.cpuUsage();
  const run = await runSchedules({
    ...asked,
    onViolation: (violation) => {
      if (!found.has(violation.schedule)) found.set(violation.schedule, violation);
    },
    isEnough: () => {
      count();
      return found.size >= asked.mostViolations;
    },
    ...(asked.wantsLogs && {
      onLog: (index, log) => {
        logs.push([index, log]);
      },
    }),
  });
  const { user, system } = process.cpuUsage(before);
  return { ...run, found: [...found.values()], logs, cpuSeconds: (user + system) / 1e6 };
}

process.once('message', (asked) => {
  void runPart(asked as PartToRun).then((part) => {
    process.send?.(part, () => process.disconnect());
  });
});
