/** The plan of the long run: one command for each proof, at its full length or a part of it. */
import type { Proof } from '../../shared/trust.ts';

/** Runs that are not about the engine, and keep no result. */
export const withoutResult = [
  'v2',
  'stops',
  'webhooks',
  'fuzz',
  'month',
  'screens',
  'slow-line',
  'desk-kills',
  'desk-pauses',
  'failovers',
] as const;

export interface LongRun {
  proof: Proof | (typeof withoutResult)[number];
  /** A script and its arguments, relative to the project's folder. */
  command: readonly [script: string, ...args: string[]];
}

const MILLION = 1_000_000;

/** @param scale 1 is the full length; 0.01 a hundredth of what is counted, but at least one */
export function longRuns(scale: number): LongRun[] {
  const times = (full: number) => String(Math.max(1, Math.round(full * scale)));
  const process = 'test/process/main.ts';
  const failover = 'test/failover/main.ts';
  return [
    { proof: 'simulation', command: ['test/simulation/main.ts', '--schedules', times(MILLION)] },
    { proof: 'mutants', command: ['test/simulation/main.ts', '--mutants'] },
    { proof: 'model', command: ['test/model/main.ts'] },
    { proof: 'kills', command: [process, 'kills', '--cycles', times(1000)] },
    // A tenth as many power cuts as cycles.
    { proof: 'power-cut', command: [process, 'power-cut', '--cycles', times(1000)] },
    { proof: 'disk', command: [process, 'disk'] },
    { proof: 'answers', command: ['test/toss/main.ts', '--answers', times(MILLION)] },
    {
      proof: 'tax-series',
      // The promise covers up to 60 won, so it is never less; takes some minutes.
      command: ['test/shared/main.ts', '--series', times(MILLION), '--exhaust', '60'],
    },
    { proof: 'branches', command: ['test/long/branches.ts'] },
    {
      proof: 'v2',
      command: ['test/simulation/main.ts', '--api', 'v2', '--schedules', times(MILLION / 10)],
    },
    { proof: 'stops', command: ['test/long/stops.ts', '--stops', times(108)] },
    {
      proof: 'webhooks',
      command: ['test/long/webhooks.ts', '--kills', times(100), '--events', times(100_000)],
    },
    // Of each of its three kinds, twenty times as many as in the tests.
    { proof: 'fuzz', command: ['test/fuzz/main.ts', '--cases', times(100_000)] },
    // The sheet of a month, its files, the list, 개요 and the tables: the same won. Of these
    // payments more than 100,000 are paid in the month, the others around it or never.
    { proof: 'month', command: ['test/long/month.ts', '--payments', times(140_000)] },
    { proof: 'screens', command: ['test/long/browser-tests.ts', '--every-look'] },
    { proof: 'slow-line', command: ['test/long/browser-tests.ts', '--slow-line'] },
    // Three desks on PostgreSQL; a pause is just shorter and just longer than each limit in turn.
    {
      proof: 'desk-kills',
      command: [failover, '--scenes', 'desk-killed', '--rounds', times(1000)],
    },
    {
      proof: 'desk-pauses',
      command: [failover, '--scenes', 'desk-paused', '--rounds', times(100)],
    },
    {
      proof: 'failovers',
      command: [
        failover,
        ...['--scenes', 'desk-cut,standby-cut,primary-killed,asynchronous'],
        ...['--rounds', times(30)],
      ],
    },
  ];
}
