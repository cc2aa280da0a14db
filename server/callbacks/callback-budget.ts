/**
 * Limits how many callbacks for unknown payments are written to disk, because anybody can post
 * them. Callbacks for known payments have a limit of their own, per payment.
 */
import type { Clock } from '../clock.ts';

export interface CallbackBudget {
  /** Whether one more is stored. @param address the sender's */
  admits(address: string): boolean;
  /** The same for senders that the operator configured as Toss's, counted together. */
  admitsNamed(): boolean;
}

const HOUR_MS = 60 * 60 * 1000;
/** Far more than a shop's storefront causes. */
const AN_HOUR = 1000;
/** Half, so that no single address can use up everything. */
const AN_HOUR_PER_ADDRESS = AN_HOUR / 2;

/** The budget of one process; all counts are reset every hour. */
export function createCallbackBudget(clock: Clock): CallbackBudget {
  const byAddress = new Map<string, number>();
  let fromAll = 0;
  let fromNamed = 0;
  let hourStartMs = clock.nowMs();

  function resetEachHour(): void {
    const ageMs = clock.nowMs() - hourStartMs;
    // Also resets when the clock was set back.
    if (ageMs >= 0 && ageMs < HOUR_MS) return;
    hourStartMs = clock.nowMs();
    fromAll = 0;
    fromNamed = 0;
    byAddress.clear();
  }

  return {
    admits: (address) => {
      resetEachHour();
      const fromAddress = byAddress.get(address) ?? 0;
      if (fromAll >= AN_HOUR || fromAddress >= AN_HOUR_PER_ADDRESS) return false;
      fromAll += 1;
      byAddress.set(address, fromAddress + 1);
      return true;
    },
    admitsNamed: () => {
      resetEachHour();
      if (fromNamed >= AN_HOUR) return false;
      fromNamed += 1;
      return true;
    },
  };
}
