/**
 * Tells the desk that this user has a payment's refund form open, while the tab is visible. The
 * lease only warns colleagues and locks nothing, so errors are ignored.
 */
import type { Lease } from '../../shared/api.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';

/** Two renewals may get lost before the lease expires. */
export const RENEW_MS = LEASE_MS / 3;

export interface LeaseKeeper {
  /** Renews at once, because the lease seems to be gone. */
  again: () => void;
  stop: () => void;
}

const isLookedAt = () => document.visibilityState === 'visible';

/** @param onHolder who has the lease, by the desk's last answer; `null` while the tab is hidden */
export function keepLease(payToken: string, onHolder: (holder: Lease | null) => void): LeaseKeeper {
  const params = { payToken };
  let isOpen = true;
  let mayBeOurs = false;
  const isWanted = () => isOpen && isLookedAt();

  const giveBack = () => {
    if (!mayBeOurs) return;
    mayBeOurs = false;
    callApi('DELETE /api/payments/:payToken/lease', { params }, { keepalive: true }).catch(
      // It expires by itself.
      () => undefined,
    );
  };
  const take = async () => {
    // No refund is being filled in while the screen is locked.
    if (!isWanted() || deskAccess.read().standing !== 'open') return;
    mayBeOurs = true;
    try {
      const { mine, holder } = await callApi('POST /api/payments/:payToken/lease', { params });
      mayBeOurs = mine;
      // Closed or hidden during the request: the DELETE may have arrived first, so repeat it.
      if (isWanted()) onHolder(holder);
      else giveBack();
    } catch {
      // The form does not depend on the lease.
    }
  };
  const look = () => {
    if (isLookedAt()) {
      void take();
      return;
    }
    giveBack();
    onHolder(null);
  };
  void take();
  const timer = setInterval(() => void take(), RENEW_MS);
  document.addEventListener('visibilitychange', look);
  window.addEventListener('pagehide', giveBack);
  return {
    again: () => void take(),
    stop: () => {
      isOpen = false;
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('pagehide', giveBack);
      giveBack();
    },
  };
}
