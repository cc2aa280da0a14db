/**
 * Tells the desk that this person has a payment's refund form open, for as long as somebody looks
 * at it. It warns colleagues and promises nothing, so whatever goes wrong here is left at that.
 */
import type { Lease } from '../../shared/api.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';

/** Two signs of life may get lost before the desk stops believing in the form. */
export const RENEW_MS = LEASE_MS / 3;

export interface LeaseKeeper {
  /** Says it at once instead of at its time: the lease seems to be gone. */
  again: () => void;
  stop: () => void;
}

const isLookedAt = () => document.visibilityState === 'visible';

/** @param onHolder who has the lease by the desk's last answer; `null` while nobody looks here */
export function keepLease(payToken: string, onHolder: (holder: Lease | null) => void): LeaseKeeper {
  const params = { payToken };
  let isOpen = true;
  let mayBeOurs = false;
  const isWanted = () => isOpen && isLookedAt();

  const giveBack = () => {
    if (!mayBeOurs) return;
    mayBeOurs = false;
    callApi('DELETE /api/payments/:payToken/lease', { params }, { keepalive: true }).catch(
      // It lapses by itself.
      () => undefined,
    );
  };
  const take = async () => {
    // Behind a locked screen nobody is refunding anything.
    if (!isWanted() || deskAccess.read().standing !== 'open') return;
    mayBeOurs = true;
    try {
      const { mine, holder } = await callApi('POST /api/payments/:payToken/lease', { params });
      mayBeOurs = mine;
      // What was given back while this was on its way may have arrived before it.
      if (isWanted()) onHolder(holder);
      else giveBack();
    } catch {
      // The form does not depend on it.
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
