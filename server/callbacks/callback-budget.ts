/**
 * How many callbacks that name no payment of the desk's are written to the disk: anybody can post
 * them. What is kept of those that name one has a bound of its own, by payment.
 */
import type { Clock } from '../clock.ts';

export interface CallbackBudget {
  /** Whether one more is kept. @param address who sent it */
  admits(address: string): boolean;
  /** The same for one from the addresses that the operator has named as Toss's, all together. */
  admitsNamed(): boolean;
}

const HOUR_MS = 60 * 60 * 1000;
/** Far more than one address of a shop's storefront makes. */
const AN_HOUR = 1000;
/** Half, so that no single address uses all of it up. */
const AN_HOUR_PER_ADDRESS = AN_HOUR / 2;

/** The budget of one process; an hour's counts are forgotten together. */
export function createCallbackBudget(clock: Clock): CallbackBudget {
  const byAddress = new Map<string, number>();
  let fromAll = 0;
  let fromNamed = 0;
  let hourStartMs = clock.nowMs();

  function forgetFormerHour(): void {
    const ageMs = clock.nowMs() - hourStartMs;
    // A clock that was set back must not make an hour longer.
    if (ageMs >= 0 && ageMs < HOUR_MS) return;
    hourStartMs = clock.nowMs();
    fromAll = 0;
    fromNamed = 0;
    byAddress.clear();
  }

  return {
    admits: (address) => {
      forgetFormerHour();
      const fromAddress = byAddress.get(address) ?? 0;
      if (fromAll >= AN_HOUR || fromAddress >= AN_HOUR_PER_ADDRESS) return false;
      fromAll += 1;
      byAddress.set(address, fromAddress + 1);
      return true;
    },
    admitsNamed: () => {
      forgetFormerHour();
      if (fromNamed >= AN_HOUR) return false;
      fromNamed += 1;
      return true;
    },
  };
}
