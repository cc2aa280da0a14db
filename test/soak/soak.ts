/** What all parts of a running soak share. */
import { setTimeout } from 'node:timers/promises';
import type { Problem } from '../../shared/problem.ts';
import type { Ledger } from '../process/ledger.ts';
import type { SandboxProcess } from '../process/sandbox-process.ts';
import type { SeededRandom } from '../shared/seeded-random.ts';
import { callDesk, type DeskAnswer } from '../support/start-desk.ts';
import type { FormerPayments } from './former-payments.ts';
import { inTime } from './in-time.ts';
import type { Tills } from './tills.ts';
import type { Weather } from './weather.ts';

/** Session cookies, by role. */
export interface Crew {
  viewers: readonly string[];
  operators: readonly string[];
  managers: readonly string[];
}

export interface Soak {
  url: string;
  sandbox: SandboxProcess;
  random: SeededRandom;
  former: FormerPayments;
  ledger: Ledger;
  weather: Weather;
  crew: Crew;
  tills: Tills;
  tally: Tally;
  /** Adds new calls from Toss's log, which drops the oldest. */
  takeCalls(): Promise<void>;
}

export interface Tally {
  /** Milliseconds from requesting an operation until the 202 was read. */
  acceptedMs: number[];
  /** Requested operations, and turns without a free payment. */
  asked: number;
  idleTurns: number;
  /** What else was done, and refusals and failures by request and code. */
  counts: Map<string, number>;
  errors: Map<string, number>;
}

export function createTally(): Tally {
  return { acceptedMs: [], asked: 0, idleTurns: 0, counts: new Map(), errors: new Map() };
}

export function countOne(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

export function everybody({ viewers, operators, managers }: Crew): string[] {
  return [...viewers, ...operators, ...managers];
}

/** The problem in a response; `null` where it has none. */
export function problemIn(answer: DeskAnswer): Problem | null {
  const type = answer.headers.get('content-type') ?? '';
  return type.startsWith('application/problem+json') ? (answer.body as Problem) : null;
}

/**
 * Calls the desk; refusals are counted under `name`.
 * @throws Error where it does not answer at all
 */
export async function ask(
  { url, tally }: Soak,
  name: string,
  cookie: string,
  request: Parameters<typeof callDesk>[2],
): Promise<DeskAnswer> {
  const answer = await inTime(name, callDesk(url, cookie, request));
  if (answer.status >= 300) {
    const code = problemIn(answer)?.code ?? 'no problem';
    countOne(tally.errors, `${name}: ${String(answer.status)} ${code}`);
  }
  return answer;
}

/** @param over ends it early */
export async function sleep(ms: number, over?: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, over === undefined ? {} : { signal: over });
  } catch (error) {
    if (over?.aborted !== true) throw error;
  }
}

/** Repeats the work every `everyMs`, counted from start to start, until `over`. */
export async function repeat(
  everyMs: number,
  over: AbortSignal,
  work: () => Promise<void> | void,
): Promise<void> {
  const isOver = () => over.aborted;
  while (!isOver()) {
    const startedMs = performance.now();
    await work();
    await sleep(Math.max(1, startedMs + everyMs - performance.now()), over);
  }
}
