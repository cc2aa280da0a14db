/** How often passwords and codes may be wrong, by person and by address. */
import type { Request, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { DAY_MS } from '../../shared/kst.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../http/rate-limits.ts';
import type { Connection } from '../storage/connection.ts';
import { prepared, sqlFor } from '../storage/statement.ts';
import { createBackOff, type Attempt, type BackOffRule } from './back-off.ts';

/** Failures that cost nothing in a window; after them come waits that double. */
export interface SignInLimits {
  windowMs: number;
  /** One person's account from one address. */
  perPersonAndAddress: number;
  /** One address, whoever it tries to be. */
  perAddress: number;
  /** One person's account, from wherever: bounds guessing from many addresses. */
  perPerson: number;
}

export const defaultSignInLimits: SignInLimits = {
  windowMs: 60 * 60_000,
  perPersonAndAddress: 10,
  perAddress: 60,
  perPerson: 100,
};

/** Three of a million codes fit at any time, so whoever has the password gets few tries. */
const WRONG_CODES = { perPersonAndAddress: 5, perPerson: 20 };

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Shorter where it may hit others than the one who guesses. */
const LONGEST_SHARED_WAIT_MS = 2 * MINUTE_MS;

/** An address from which somebody signed in lately is theirs for so long. */
const KNOWN_FOR_MS = 30 * DAY_MS;
const MOST_KNOWN = 10_000;

/** Each throws AppError too-many-requests, having set `Retry-After`. */
export interface AttemptLimits {
  /** @param email as it was typed, in lower case: nobody need have it */
  signIn(email: string, request: Request, response: Response): Attempt;
  /** A code, or a recovery code. */
  code(email: string, request: Request, response: Response): Attempt;
  /** The password of somebody who has a session. */
  password(email: string, request: Request, response: Response): Attempt;
  /**
   * No password was looked at, because too many wait. It counts as a failure of the address alone,
   * and of nobody where this person has signed in from there lately.
   * @throws AppError desk-busy, where the address need not wait anyway
   */
  turnAway(email: string, request: Request, response: Response): never;
  /** Somebody signed in from here: strangers can't keep them out, elsewhere or here. */
  know(email: string, request: Request): void;
  /** Whether this person has signed in from this address lately. */
  isKnown(email: string, request: Request): boolean;
}

const signInsSince = prepared((given: { since: string }) =>
  sqlFor
    .selectFrom('audit')
    .innerJoin('user', 'user.id', 'audit.actor_id')
    .select(['user.email', 'audit.address'])
    .distinct()
    .where('audit.action', '=', 'signed-in')
    .where('audit.at', '>=', given.since)
    .limit(MOST_KNOWN),
);

/** No e-mail address that somebody types makes one key out of two. */
const keyOf = (...parts: string[]) => JSON.stringify(parts);

function knownAddresses(connection: Connection, clock: Clock) {
  const known = new Set<string>();
  const since = new Date(clock.nowMs() - KNOWN_FOR_MS).toISOString();
  for (const { email, address } of signInsSince.all(connection, { since })) {
    if (address !== null) known.add(keyOf(email, ipKeyGenerator(address)));
  }
  return {
    has: (email: string, address: string) => known.has(keyOf(email, address)),
    add: (email: string, address: string) => {
      if (known.size < MOST_KNOWN) known.add(keyOf(email, address));
    },
  };
}

function rulesFor({ windowMs, perAddress }: SignInLimits) {
  const rule = (key: string, free: number, longestWaitMs: number): BackOffRule => ({
    key,
    free,
    windowMs,
    longestWaitMs,
    forgivesAll: false,
  });
  return {
    address: (address: string) =>
      rule(keyOf('address', address), perAddress, LONGEST_SHARED_WAIT_MS),
    person: (purpose: string, email: string, free: number, longestWaitMs: number) =>
      rule(keyOf(purpose, email), free, longestWaitMs),
    both: (purpose: string, email: string, address: string, free: number): BackOffRule => ({
      ...rule(keyOf(purpose, email, address), free, LONGEST_WAIT_MS),
      forgivesAll: true,
    }),
  };
}

/** Kept in memory: a restart forgets the failures, and reads from the log who is known. */
export function attemptLimits(
  connection: Connection,
  clock: Clock,
  limits: SignInLimits,
): AttemptLimits {
  const backOff = createBackOff(clock);
  const known = knownAddresses(connection, clock);
  const rules = rulesFor(limits);
  const { perPersonAndAddress, perPerson } = limits;
  const begin = (response: Response, given: readonly BackOffRule[]): Attempt => {
    const begun = backOff.begin(given);
    if (!('waitMs' in begun)) return begun;
    response.setHeader('Retry-After', String(Math.ceil(begun.waitMs / 1000)));
    throw new AppError('too-many-requests');
  };
  /**
   * Whoever knows the way in from here is kept out by nobody else's failures: of their account from
   * elsewhere, or of other names from here, as a shop's guests share its address.
   */
  const unlessKnown = (email: string, address: string, given: readonly BackOffRule[]) =>
    known.has(email, address) ? [] : given;
  return {
    signIn: (email, request, response) => {
      const address = addressOf(request);
      const person = rules.person('sign-in', email, perPerson, LONGEST_SHARED_WAIT_MS);
      return begin(response, [
        rules.both('sign-in', email, address, perPersonAndAddress),
        ...unlessKnown(email, address, [rules.address(address), person]),
      ]);
    },
    code: (email, request, response) => {
      const address = addressOf(request);
      const person = rules.person('code', email, WRONG_CODES.perPerson, LONGEST_WAIT_MS);
      return begin(response, [
        rules.both('code', email, address, WRONG_CODES.perPersonAndAddress),
        ...unlessKnown(email, address, [person]),
      ]);
    },
    password: (email, request, response) => {
      const person = rules.person('password', email, perPerson, LONGEST_WAIT_MS);
      const address = addressOf(request);
      const both = rules.both('password', email, address, perPersonAndAddress);
      return begin(response, [both, person]);
    },
    turnAway: (email, request, response) => {
      const address = addressOf(request);
      begin(response, unlessKnown(email, address, [rules.address(address)]));
      throw new AppError('desk-busy', 'Too many sign-ins are being checked; try again in a moment');
    },
    know: (email, request) => known.add(email, addressOf(request)),
    isKnown: (email, request) => known.has(email, addressOf(request)),
  };
}
