/** Compares a soak's figures with the promises. */
import { readFigures, type Figures } from '../operating/figures-text.ts';
import { percentile, slopePerHour } from './figures.ts';
import type { MemoryReading } from './memory-watch.ts';
import type { SoakOptions, SoakResult } from './run-soak.ts';

/** Short runs show nothing about times, and still shorter ones nothing about growth. */
const TIMES_FROM_SECONDS = 600;
const GROWTH_FROM_SECONDS = 1800;

const ACCEPTED_P99_MS = 150;
/** The share of the planned operations that must have been requested. */
const PACE_KEPT = 0.9;
const GROWTH_MB_AN_HOUR = 1;
/** The share of a run after which caches and compiled code have reached their size. */
const WARM_UP = 0.25;

export type Verdict = 'met' | 'not met' | 'not judged';

/** A line of the table. */
export interface Row {
  what: string;
  measured: string;
  goal: string;
  verdict: Verdict;
}

/** MB an hour after the warm-up. */
export interface Growth {
  heap: number;
  /** `null` where the system does not report it. */
  own: number | null;
  resident: number | null;
}

export interface Summary {
  seconds: number;
  /** Planned operations a second. */
  perSecond: number;
  asked: number;
  accepted: number;
  refundsAtToss: number;
  moneyCalls: number;
  /** All calls to Toss, and those that were spoiled. */
  tossCalls: number;
  spoiledCalls: number;
  idleTurns: number;
  acceptedP50Ms: number;
  acceptedP99Ms: number;
  acceptedMaxMs: number;
  growth: Growth;
  /** CPU seconds of the desk, since its start. */
  deskCpuSeconds: number;
  heapMb: number;
  residentMb: number | null;
  /** Samples, in MB. */
  memory: MemoryReading[];
  counts: Record<string, number>;
  errors: Record<string, number>;
  /** Every broken promise, in a sentence. */
  broken: string[];
}

const round = (value: number) => Math.round(value * 100) / 100;

function inShort({ atMs, heap, own, resident }: MemoryReading): MemoryReading {
  const short = (value: number | null) => (value === null ? null : round(value));
  return { atMs: Math.round(atMs), heap: round(heap), own: short(own), resident: short(resident) };
}

/** @param from the share of the run that is left out */
export function growthOf(readings: readonly MemoryReading[], from = WARM_UP): Growth {
  const fromMs = (readings.at(-1)?.atMs ?? 0) * from;
  const warm = readings.filter((reading) => reading.atMs >= fromMs);
  const slopeOf = (read: (reading: MemoryReading) => number | null) => {
    const points = warm.flatMap((reading) => {
      const value = read(reading);
      return value === null ? [] : [{ atMs: reading.atMs, value }];
    });
    return points.length === 0 ? null : round(slopePerHour(points));
  };
  return {
    heap: slopeOf(({ heap }) => heap) ?? 0,
    own: slopeOf(({ own }) => own),
    resident: slopeOf(({ resident }) => resident),
  };
}

function brokenIn({ settled, ledger }: Pick<SoakResult, 'settled' | 'ledger'>): string[] {
  const { lost, doubled, untrue } = settled.judgement;
  const { integrity } = settled.journal;
  const damage = integrity === 'ok' ? [] : [`integrity_check: ${integrity}`];
  return [...lost, ...doubled, ...untrue, ...damage, ...ledger.oddities];
}

/** Responses that the desk never gives on purpose. */
function bareFaults(errors: ReadonlyMap<string, number>): string[] {
  return [...errors]
    .filter(([what]) => what.includes(': 500 '))
    .map(([what, count]) => `${what}, ${String(count)} times`);
}

function tossCallsIn(figures: Figures): number {
  return figures
    .seriesOf('changgu_toss_call_seconds_count')
    .reduce((sum, series) => sum + (figures.get(series) ?? 0), 0);
}

const sorted = (counts: ReadonlyMap<string, number>) =>
  Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));

export function summarize(
  result: SoakResult,
  { seconds, perSecond }: Pick<SoakOptions, 'seconds' | 'perSecond'>,
): Summary {
  const { settled, ledger, tally, memory } = result;
  const figures = readFigures(result.metrics);
  const asks = [...ledger.asks.values()];
  const last = memory.at(-1);
  const ms = (share: number) => round(percentile(tally.acceptedMs, share));
  return {
    seconds,
    perSecond,
    asked: tally.asked,
    accepted: asks.filter((one) => one.answer === 'accepted').length,
    refundsAtToss: settled.books.refunds.length,
    moneyCalls: ledger.arrived.length,
    tossCalls: tossCallsIn(figures),
    spoiledCalls: result.spoiledCalls,
    idleTurns: tally.idleTurns,
    acceptedP50Ms: ms(0.5),
    acceptedP99Ms: ms(0.99),
    acceptedMaxMs: ms(1),
    growth: growthOf(memory),
    deskCpuSeconds: round(figures.get('process_cpu_seconds_total') ?? 0),
    heapMb: round(last?.heap ?? 0),
    residentMb: last?.resident === null || last === undefined ? null : round(last.resident),
    memory: memory.map(inShort),
    counts: sorted(tally.counts),
    errors: sorted(tally.errors),
    broken: [...brokenIn(result), ...bareFaults(tally.errors)],
  };
}

function judged(isMet: boolean, seconds: number, fromSeconds: number): Verdict {
  if (seconds < fromSeconds) return 'not judged';
  return isMet ? 'met' : 'not met';
}

function growthRow(what: string, mbAnHour: number | null, seconds: number): Row {
  return {
    what,
    measured: mbAnHour === null ? 'not told here' : `${mbAnHour} MB/h`,
    goal: `at most ${GROWTH_MB_AN_HOUR} MB/h`,
    verdict:
      mbAnHour === null
        ? 'not judged'
        : judged(mbAnHour <= GROWTH_MB_AN_HOUR, seconds, GROWTH_FROM_SECONDS),
  };
}

/** The table: each promise, and whether it was kept. */
export function rowsOf(summary: Summary): Row[] {
  const { seconds, perSecond, broken, acceptedP50Ms, acceptedP99Ms, growth } = summary;
  const pace = round(summary.asked / seconds);
  return [
    {
      what: 'money: nothing lost, doubled or untrue; the file whole; no bare 500',
      measured: broken.length === 0 ? `${summary.accepted} operations` : `${broken.length} broken`,
      goal: 'none broken',
      verdict: broken.length === 0 ? 'met' : 'not met',
    },
    {
      what: 'operations a second',
      measured: String(pace),
      goal: `at least ${round(PACE_KEPT * perSecond)}`,
      verdict: judged(pace >= PACE_KEPT * perSecond, seconds, TIMES_FROM_SECONDS),
    },
    {
      what: 'the 202 of a PUT, p99',
      measured: `${acceptedP99Ms} ms (p50 ${acceptedP50Ms} ms)`,
      goal: `at most ${ACCEPTED_P99_MS} ms`,
      verdict: judged(acceptedP99Ms <= ACCEPTED_P99_MS, seconds, TIMES_FROM_SECONDS),
    },
    growthRow("the desk's heap", growth.heap, seconds),
    growthRow("the process's own memory", growth.own, seconds),
  ];
}
