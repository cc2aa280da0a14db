/**
 * What Toss is like in one schedule, where its documents leave it open or its real service may do
 * otherwise than the sandbox. All of it is drawn by the schedule's seed.
 */
import type { Rng } from './rng.ts';

/**
 * Under which number a refund of ours is answered and listed: our own, our own in capitals, one
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
  /** Won in `refunds[]`, or everywhere, as text: "4000". */
  amountsAsText: 'none' | 'listed' | 'all';
  /** The chance that the entries of one read lack their numbers, or have a state nobody knows. */
  unnumbered: number;
  oddState: number;
  /** The chance that one money call is answered with code 0 and not carried out. */
  hollow: number;
  /** The chance that a refund is made with another amount. */
  otherAmount: number;
  /** The chance that a refund which is made is never listed. */
  unlisted: number;
  /** The chance that Toss calls something done already which was never done. */
  falselyDone: number;
  /** What Toss refuses, it refuses with any code of its list. */
  anyRefusal: boolean;
  /** What Toss may answer to a read instead of what was asked for. */
  readRefusals: readonly string[];
  /** Toss's word for a payment that it does not know; `null`: code -1 without any. */
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

/** Codes that no list has: a service that is being maintained, and one that is new. */
export const unlistedCodes = ['COMMON_SERVICE_CHECK_TIME', 'PAY_SYSTEM_MAINTENANCE', 'COMMON_NEW'];
/** Each stands somewhere for "there is no such payment"; so does code -1 without any. */
export const denials = ['TRANSACTION_NOT_FOUND', 'COMMON_PAY_NOT_FOUND', 'CORE_USER_ERROR', null];

/** Ways in which the answer and the status may name a refund, other than by our own number. */
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

/** Most schedules have none of these freedoms, some have one or two of them. */
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
