/**
 * Who has a refund form of which payment open, so that a colleague sees it before starting the
 * same. Kept in memory, told to whoever looks, and promising nothing: what keeps two refunds apart
 * is the database.
 */
import type { Lease } from '../../shared/api.ts';
import type { StaffRef } from '../../shared/operation.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import type { Clock, Timer } from '../clock.ts';

/** Far above what one person has open; one more lets the one go that was renewed longest ago. */
const MOST_PER_PERSON = 20;
/** The same for the whole shop: whatever is asked for, it costs no more memory than this. */
const MOST = 1000;

interface Held {
  lease: Lease;
  untilMs: number;
  timer: Timer;
}

export interface RefundLeases {
  /**
   * Takes the payment's lease, or renews one's own; it then lasts `LEASE_MS`. Somebody else's
   * stays theirs.
   */
  take(payToken: string, staff: StaffRef): { mine: boolean; holder: Lease };
  /** Lets go of one's own; somebody else's stays. */
  release(payToken: string, staffId: string): void;
  /** Who holds it now. */
  of(payToken: string): Lease | null;
}

/** @param changed told of each payment whose lease has another holder, or none any more */
export function createRefundLeases(
  clock: Clock,
  changed: (payToken: string) => void,
): RefundLeases {
  // In the order in which they were taken or renewed: the first one is the nearest to its end.
  const held = new Map<string, Held>();

  const drop = (payToken: string) => {
    held.get(payToken)?.timer.cancel();
    if (held.delete(payToken)) changed(payToken);
  };
  /** A timer may be late, and a clock may be set: whichever comes first ends it. */
  const current = (payToken: string): Lease | null => {
    const found = held.get(payToken);
    return found !== undefined && clock.nowMs() < found.untilMs ? found.lease : null;
  };
  const makeRoom = (staffId: string) => {
    const own = [...held].filter(([, { lease }]) => lease.staff.id === staffId);
    const [oldestOwn] = own;
    if (own.length >= MOST_PER_PERSON && oldestOwn !== undefined) drop(oldestOwn[0]);
    const [oldest] = held.keys();
    if (held.size >= MOST && oldest !== undefined) drop(oldest);
  };
  const keep = (payToken: string, lease: Lease) => {
    held.get(payToken)?.timer.cancel();
    held.delete(payToken);
    const timer = clock.after(LEASE_MS, () => drop(payToken));
    held.set(payToken, { lease, untilMs: clock.nowMs() + LEASE_MS, timer });
  };

  return {
    take: (payToken, { id, name }) => {
      const found = current(payToken);
      if (found !== null && found.staff.id !== id) return { mine: false, holder: found };
      if (found !== null) {
        keep(payToken, found);
        return { mine: true, holder: found };
      }
      makeRoom(id);
      const lease: Lease = { staff: { id, name }, since: clock.nowIso() };
      keep(payToken, lease);
      changed(payToken);
      return { mine: true, holder: lease };
    },
    release: (payToken, staffId) => {
      if (held.get(payToken)?.lease.staff.id === staffId) drop(payToken);
    },
    of: current,
  };
}
