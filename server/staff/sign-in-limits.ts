/** Limits wrong passwords and codes, by person and by address. */
import type { Request, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { DAY_MS } from '../../shared/kst.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { addressOf } from '../http/rate-limits.ts';
import { prepared, db } from '../storage/statement.ts';
import { createBackOff, type Attempt, type BackOffRule } from './back-off.ts';
import type { Unit } from '../storage/unit.ts';

/** Failures per window without a wait; after them waits double. */
export interface SignInLimits {
  windowMs: number;
  /** One account from one address. */
  perPersonAndAddress: number;
  /** One address, for all accounts. */
  perAddress: number;
  /** One account from all addresses, to limit distributed guessing. */
  perPerson: number;
}

export const defaultSignInLimits: SignInLimits = {
  windowMs: 60 * 60_000,
  perPersonAndAddress: 10,
  perAddress: 60,
  perPerson: 100,
};

/** At any time three of a million codes are valid, so these limits are low. */
const WRONG_CODES = { perPersonAndAddress: 5, perPerson: 20 };

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Shorter, because it may also affect people other than the one who guesses. */
const LONGEST_SHARED_WAIT_MS = 2 * MINUTE_MS;

/** How long an address counts as known after a sign-in. */
const KNOWN_FOR_MS = 30 * DAY_MS;
const MOST_KNOWN = 10_000;

/** Each method throws AppError too-many-requests with `Retry-After` set. */
export interface AttemptLimits {
  /** @param email as typed, in lower case; it needn't exist */
  signIn(email: string, request: Request, response: Response): Attempt;
  /** A code or a recovery code. */
  code(email: string, request: Request, response: Response): Attempt;
  /** The password of a person who has a session. */
  password(email: string, request: Request, response: Response): Attempt;
  /**
   * Refuses an attempt because the queue of password checks is full. Counts as a failure of the
   * address alone, and not at all if this person has signed in from it lately.
   * @throws AppError desk-busy, unless the address has to wait anyway
   */
  turnAway(email: string, request: Request, response: Response): never;
  /**
   * Marks the address as known after a sign-in, so that strangers' failures don't affect the person
   * there.
   */
  know(email: string, request: Request): void;
  /** Whether this person has signed in from this address lately. */
  isKnown(email: string, request: Request): boolean;
}

const signInsSince = prepared((given: { since: string }) =>
  db
    .selectFrom('audit')
    .innerJoin('user', 'user.id', 'audit.actor_id')
    .select(['user.email', 'audit.address'])
    .distinct()
    .where('audit.action', '=', 'signed-in')
    .where('audit.at', '>=', given.since)
    .limit(MOST_KNOWN),
);

/** JSON, so that different parts never give the same key. */
const keyOf = (...parts: string[]) => JSON.stringify(parts);

function* knownAddresses(clock: Clock) {
  const known = new Set<string>();
  const since = new Date(clock.nowMs() - KNOWN_FOR_MS).toISOString();
  for (const { email, address } of yield* signInsSince.all({ since })) {
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

/** In memory: a restart resets the failures; known addresses are read from the audit log again. */
export function* attemptLimits(clock: Clock, limits: SignInLimits): Unit<AttemptLimits> {
  const backOff = createBackOff(clock);
  const known = yield* knownAddresses(clock);
  const rules = rulesFor(limits);
  const { perPersonAndAddress, perPerson } = limits;
  const begin = (response: Response, given: readonly BackOffRule[]): Attempt => {
    const begun = backOff.begin(given);
    if (!('waitMs' in begun)) return begun;
    response.setHeader('Retry-After', String(Math.ceil(begun.waitMs / 1000)));
    throw new AppError('too-many-requests');
  };
  /**
   * A known address ignores other people's failures: those of the account elsewhere, and those of
   * other accounts from this address, which a shop's guests may share.
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
