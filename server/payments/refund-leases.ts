/**
 * Leases: who has a refund form of a payment open, so that colleagues see it before they start the
 * same. In memory and without any guarantee; the database prevents double refunds.
 */
import type { Lease } from '../../shared/api.ts';
import type { StaffRef } from '../../shared/operation.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import type { Clock, Timer } from '../clock.ts';

/** Far above what one person has open; beyond it the lease renewed longest ago is dropped. */
const MOST_PER_PERSON = 20;
/** The limit for the whole shop, which bounds the memory. */
const MOST = 1000;

interface Held {
  lease: Lease;
  untilMs: number;
  timer: Timer;
}

export interface RefundLeases {
  /**
   * Takes the payment's lease for `LEASE_MS`, or renews one's own; another person's stays theirs.
   */
  take(payToken: string, staff: StaffRef): { mine: boolean; holder: Lease };
  /** Releases one's own lease; another person's stays. */
  release(payToken: string, staffId: string): void;
  /** The present lease. */
  of(payToken: string): Lease | null;
}

/** @param changed called with each payment whose lease got another holder or ended */
export function createRefundLeases(
  clock: Clock,
  changed: (payToken: string) => void,
): RefundLeases {
  // Ordered by take or renewal, so the first one ends first.
  const held = new Map<string, Held>();

  const drop = (payToken: string) => {
    held.get(payToken)?.timer.cancel();
    if (held.delete(payToken)) changed(payToken);
  };
  /** Checks the time too, since a timer may be late. */
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
