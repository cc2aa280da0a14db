/**
 * Suspends the process, as by SIGSTOP or a suspended machine: between any two steps of its work,
 * for a little less or a little more than each of the engine's limits.
 */
import { unitName, type Work } from './crash.ts';
import type { Rng } from './rng.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Limits of a claim, a read, a call, an unsent operation, and the settle time. */
const LIMITS_MS = [10 * SECOND, 60 * SECOND, 45 * SECOND, 5 * MINUTE, 15 * MINUTE];

/** The steps at which it may be suspended, with weights. */
const steps = {
  'transact:claimOperation': 5,
  'transact:claimAgain': 3,
  'transact:settleOperation': 1,
  'transact:recordOperation': 1,
  'transact:observePayment': 2,
  'transact:decideOperation': 1,
  status: 4,
  budget: 4,
  'high-water': 4,
  'send:connecting': 4,
  send: 2,
} as const;
type Step = keyof typeof steps;

interface Aim {
  step: Step;
  left: number;
  ms: number;
}

function drawMs(rng: Rng): number {
  const way = rng.weighted({ limit: 70, any: 27, day: 3 });
  if (way === 'day') return 26 * 60 * MINUTE;
  if (way === 'any') return rng.spread(SECOND, 20 * MINUTE);
  return Math.round(rng.pick(LIMITS_MS) * rng.pick([0.95, 1.05, 1.3]));
}

export class StandStill {
  readonly #aims: Aim[] = [];
  readonly #begin: (ms: number, step: string) => void;

  constructor(begin: (ms: number, step: string) => void) {
    this.#begin = begin;
  }

  arm(rng: Rng): void {
    const step = rng.weighted(steps);
    const left = Number(rng.weighted({ 1: 6, 2: 3, 3: 1 }));
    this.#aims.push({ step, left, ms: drawMs(rng) });
  }

  disarm(): void {
    this.#aims.length = 0;
  }

  /** @returns how long the process is suspended from here, in ms */
  cross(step: string): number {
    const [aim] = this.#aims;
    if (aim?.step !== step) return 0;
    aim.left -= 1;
    if (aim.left > 0) return 0;
    this.#aims.shift();
    this.#begin(aim.ms, step);
    return aim.ms;
  }

  /** Called as a unit of work begins, while the stack still shows its caller. @returns its step */
  stepOf(work: Work): string | null {
    return this.#aims[0]?.step.startsWith('transact:') === true
      ? `transact:${unitName(work)}`
      : null;
  }
}
