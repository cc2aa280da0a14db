/** Runs its part of a simulation in a process of its own, asked and answered by a message. */
import { runSchedules, type SchedulesRun, type SchedulesToRun } from './run-schedules.ts';
import type { Violation } from './stage.ts';

/** What a part is asked for. */
export interface PartToRun extends Pick<
  SchedulesToRun,
  'seed' | 'from' | 'count' | 'step' | 'focuses'
> {
  /** Also every schedule's log. */
  wantsLogs: boolean;
  /** Ends after so many broken promises. */
  mostViolations: number;
}

/** What a part has run. */
export interface Part extends SchedulesRun {
  /** Of each schedule that broke a promise, the first. */
  found: Violation[];
  logs: [index: number, log: string][];
  /** Time on the processor: what a busy machine can't falsify. */
  cpuSeconds: number;
}

/** What a part tells: now and then how many schedules it has run, and at its end its results. */
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
