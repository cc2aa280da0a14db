/**
 * How Toss behaves in one schedule, where its documents leave that open or its real service may
 * differ from the sandbox. Drawn by the schedule's seed.
 */
import type { Rng } from './rng.ts';

/**
 * The number under which a refund of ours is answered and listed: our own, our own in capitals, one
 * that Toss makes, or another one that Toss makes.
 */
export interface Numbers {
  answered: NumberedAs;
  listed: NumberedAs;
}
export type NumberedAs = 'own' | 'capitals' | 'made' | 'made-otherwise' | 'none';

export interface Temper {
  numbers: Numbers;
  /** A number that was used before makes a second refund. */
  takesNumbersTwice: boolean;
  /** Amounts as text ("4000"): in `refunds[]` only, or everywhere. */
  amountsAsText: 'none' | 'listed' | 'all';
  /** The chance that the entries of a read lack their numbers, or have an undocumented state. */
  unnumbered: number;
  oddState: number;
  /** The chance that a money call is answered with code 0 and not carried out. */
  hollow: number;
  /** The chance that a refund is made with another amount. */
  otherAmount: number;
  /** The chance that a refund that was made is never listed. */
  unlisted: number;
  /** The chance that Toss reports as already done what was never done. */
  falselyDone: number;
  /** Toss refuses with any code of its list. */
  anyRefusal: boolean;
  /** Refusals that Toss may give to a read. */
  readRefusals: readonly string[];
  /** The code for a payment that Toss does not know; `null`: code -1 without any. */
  denial: string | null;
}

export const plainTemper: Temper = {
  numbers: { answered: 'own', listed: 'own' },
  takesNumbersTwice: false,
  amountsAsText: 'none',
  unnumbered: 0,
  oddState: 0,
  hollow: 0,
  otherAmount: 0,
  unlisted: 0,
  falselyDone: 0,
  anyRefusal: false,
  readRefusals: [
    'COMMON_TIMEOUT',
    'COMMON_SYSTEM_ERROR',
    'COMMON_INVALID_API_KEY',
    'COMMON_EXCEED_LIMIT',
    'COMMON_BREAK_TIME_OF_BANK',
  ],
  denial: 'TRANSACTION_NOT_FOUND',
};

/** Codes that are not in Toss's list, as for maintenance or a new service. */
export const unlistedCodes = ['COMMON_SERVICE_CHECK_TIME', 'PAY_SYSTEM_MAINTENANCE', 'COMMON_NEW'];
/**
 * Each stands somewhere in the documents for "there is no such payment"; so does code -1 without
 * any.
 */
export const denials = ['TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR', null];

/** How the answer and the status may name a refund, other than by our own number. */
export const otherNumbers: readonly Numbers[] = [
  { answered: 'own', listed: 'capitals' },
  { answered: 'capitals', listed: 'own' },
  { answered: 'capitals', listed: 'capitals' },
  { answered: 'own', listed: 'made' },
  { answered: 'made', listed: 'own' },
  { answered: 'made', listed: 'made' },
  { answered: 'made', listed: 'made-otherwise' },
  { answered: 'none', listed: 'made' },
];

/** Most schedules have none of these deviations, some have one or two of them. */
export function drawTemper(rng: Rng): Temper {
  const has = (chance: number) => rng.chance(chance);
  return {
    ...plainTemper,
    numbers: has(0.03) ? rng.pick(otherNumbers) : plainTemper.numbers,
    amountsAsText: has(0.04) ? rng.pick(['listed', 'all']) : 'none',
    hollow: has(0.02) ? 0.5 : 0,
    otherAmount: has(0.01) ? 0.5 : 0,
    anyRefusal: has(0.1),
    readRefusals: has(0.1)
      ? [...plainTemper.readRefusals, ...unlistedCodes]
      : plainTemper.readRefusals,
    denial: has(0.2) ? rng.pick(denials) : plainTemper.denial,
  };
}
