/** What a desk tells of itself at /metrics. */
import type { BenchDesk } from './bench-desk.ts';

/** Node measures the delay of a timer of this period, which is included in what it reports. */
const TIMER_MS = 10;

export interface DeskMetrics {
  /** Units of work since the desk's start, and the milliseconds that they took together. */
  units: number;
  unitsMs: number;
  /** How long the event loop stood still since the previous call: the 99th percentile, the most. */
  stillP99Ms: number;
  stillMostMs: number;
}

export async function deskMetrics(desk: BenchDesk): Promise<DeskMetrics> {
  const text = await (await fetch(`${desk.url}/metrics`)).text();
  const valueOf = (name: string) =>
    Number(new RegExp(`^${name}(?:\\{\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const stillMs = (name: string) => Math.max(0, valueOf(name) * 1000 - TIMER_MS);
  return {
    units: valueOf('changgu_commit_seconds_count'),
    unitsMs: valueOf('changgu_commit_seconds_sum') * 1000,
    stillP99Ms: stillMs('nodejs_eventloop_lag_p99_seconds'),
    stillMostMs: stillMs('nodejs_eventloop_lag_max_seconds'),
  };
}
