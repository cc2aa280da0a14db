/**
 * How many callbacks are written to the disk. Anybody can post them, and what is written of known
 * payments stays; a read of Toss, which is all that one leads to, needs no row of its own.
 */
import type { Clock } from '../clock.ts';

/** `keep` it as it came; leave one `mark` in its place; or `refuse` it, and Toss comes again. */
export type Admission = 'keep' | 'mark' | 'refuse';

export interface CallbackBudget {
  /** Decides about a callback of a payment that the desk knows. */
  ofKnown(payToken: string): Admission;
  /** Decides about one that names nothing known. @param address who sent it */
  ofUnknown(address: string): Exclude<Admission, 'mark'>;
  /** The same for one from the addresses that the operator has named as Toss's, all together. */
  ofUnknownFromNamed(): Exclude<Admission, 'mark'>;
}

const HOUR_MS = 60 * 60 * 1000;
const MARK_EVERY_MS = 60_000;
/** Toss sends one or two for each of a payment's few turns, and repeats each at most 4 times. */
const KNOWN_AN_HOUR = 20;
/** 16 MB an hour at the very most, and far more than one address of a shop's storefront makes. */
const UNKNOWN_AN_HOUR = 1000;
/** Half, so that no single address uses all of it up. */
const UNKNOWN_AN_HOUR_PER_ADDRESS = UNKNOWN_AN_HOUR / 2;

/**
 * So many payments' counts are held. Past that the one that was first heard of in the hour is
 * forgotten: its callbacks begin anew, and who would use that has to name as many real payments.
 */
const MOST_COUNTED = 5000;

function addOne(counts: Map<string, number>, key: string): void {
  const before = counts.get(key);
  if (before === undefined && counts.size >= MOST_COUNTED) {
    const [oldest] = counts.keys();
    if (oldest !== undefined) counts.delete(oldest);
  }
  counts.set(key, (before ?? 0) + 1);
}

/** The budget of one process; an hour's counts are forgotten together. */
export function createCallbackBudget(clock: Clock): CallbackBudget {
  const known = new Map<string, number>();
  const markedAtMs = new Map<string, number>();
  const unknownByAddress = new Map<string, number>();
  let unknown = 0;
  let fromNamed = 0;
  let hourStartMs = clock.nowMs();

  function forgetFormerHour(): void {
    const ageMs = clock.nowMs() - hourStartMs;
    // A clock that was set back must not make an hour longer.
    if (ageMs >= 0 && ageMs < HOUR_MS) return;
    hourStartMs = clock.nowMs();
    unknown = 0;
    fromNamed = 0;
    for (const counts of [known, markedAtMs, unknownByAddress]) counts.clear();
  }

  return {
    ofKnown: (payToken) => {
      forgetFormerHour();
      if ((known.get(payToken) ?? 0) < KNOWN_AN_HOUR) {
        addOne(known, payToken);
        return 'keep';
      }
      const nowMs = clock.nowMs();
      if (nowMs - (markedAtMs.get(payToken) ?? -MARK_EVERY_MS) < MARK_EVERY_MS) return 'refuse';
      markedAtMs.set(payToken, nowMs);
      return 'mark';
    },
    ofUnknown: (address) => {
      forgetFormerHour();
      const ofAddress = unknownByAddress.get(address) ?? 0;
      if (unknown >= UNKNOWN_AN_HOUR || ofAddress >= UNKNOWN_AN_HOUR_PER_ADDRESS) return 'refuse';
      unknown += 1;
      addOne(unknownByAddress, address);
      return 'keep';
    },
    ofUnknownFromNamed: () => {
      forgetFormerHour();
      if (fromNamed >= UNKNOWN_AN_HOUR) return 'refuse';
      fromNamed += 1;
      return 'keep';
    },
  };
}
