/** Splits a run over processes, one per core, and merges their results. */
import { fork } from 'node:child_process';
import { addCoverage, createCoverage } from './coverage.ts';
import type { Part, PartMessage, PartToRun } from './part.ts';

/** Most objects are short-lived: a larger young generation means fewer collections. */
const NODE_OPTIONS = ['--max-semi-space-size=64'];

/** @param runner the bundle that `buildRunner` has made */
function runPart(
  runner: string,
  asked: PartToRun,
  onRan: (schedules: number) => void,
): Promise<Part> {
  return new Promise((resolve, reject) => {
    const child = fork(runner, [], { serialization: 'advanced', execArgv: NODE_OPTIONS });
    let part: Part | undefined;
    child.on('message', (sent) => {
      const message = sent as PartMessage;
      if ('ran' in message) onRan(message.ran);
      else part = message;
    });
    child.once('exit', (code) => {
      if (part !== undefined) resolve(part);
      else reject(new Error(`A part of the simulation ended with ${String(code)}`));
    });
    child.send(asked);
  });
}

/**
 * Runs schedules in `jobs` processes; the result does not depend on their number.
 * @param onRan called about every second with the number of schedules run
 * @throws Error where the simulation itself fails
 */
export async function runParts(
  runner: string,
  asked: PartToRun,
  jobs: number,
  onRan: (schedules: number) => void = () => undefined,
): Promise<Part> {
  const shares = Math.max(1, Math.min(jobs, asked.count));
  const ran = Array.from({ length: shares }, () => 0);
  const parts = await Promise.all(
    Array.from({ length: shares }, (_, job) =>
      runPart(
        runner,
        { ...asked, from: asked.from + job, count: asked.count - job, step: shares },
        (schedules) => {
          ran[job] = schedules;
          onRan(ran.reduce((sum, one) => sum + one, 0));
        },
      ),
    ),
  );
  const coverage = createCoverage();
  for (const part of parts) addCoverage(coverage, part.coverage);
  const sum = (pick: (part: Part) => number) => parts.reduce((all, part) => all + pick(part), 0);
  return {
    schedules: sum((part) => part.schedules),
    violations: sum((part) => part.violations),
    seconds: Math.max(...parts.map((part) => part.seconds)),
    cpuSeconds: sum((part) => part.cpuSeconds),
    coverage,
    digests: parts.flatMap((part) => part.digests),
    found: parts.flatMap((part) => part.found).toSorted((a, b) => a.schedule - b.schedule),
    logs: parts.flatMap((part) => part.logs).toSorted(([a], [b]) => a - b),
  };
}
