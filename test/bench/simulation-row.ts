/** Row 15: how many schedules of the simulated money engine one core runs in a second. */
import { buildRunner } from '../simulation/build-runner.ts';
import { runParts } from '../simulation/run-parts.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchContext } from './context.ts';
import { median, shown } from './figures.ts';

const ASKED = { seed: 'bench', step: 1, wantsLogs: false, mostViolations: 1 };

/** @throws Error where a promise did not hold: speed is irrelevant then */
async function simulate({ size }: BenchContext): Promise<Figure[]> {
  const runner = await buildRunner('bench');
  const perSecond: number[] = [];
  for (let n = 0; n < size.repetitions; n += 1) {
    const part = { ...ASKED, from: n * size.requests, count: size.requests };
    const run = await runParts(runner, part, 1);
    if (run.violations > 0) throw new Error('The simulation has found a broken promise');
    perSecond.push(run.schedules / run.cpuSeconds);
  }
  const ratio = median(perSecond);
  const bound = { is: 'at least', than: 90 } as const;
  return [{ part: '', product: shown(ratio, 'a second'), floor: '', ratio, bound }];
}

export const simulationRow: Bench = {
  row: 15,
  name: 'simulation',
  what: 'Schedules of the simulation, by the time that one core takes for them',
  goal: '≥ 90 a second',
  run: simulate,
};
