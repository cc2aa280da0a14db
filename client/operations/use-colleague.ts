import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Lease } from '../../shared/api.ts';
import { useOwnId } from '../me.ts';
import { paymentOptions } from '../payment-options.ts';
import { keepLease, type LeaseKeeper } from './keep-lease.ts';

interface Heard {
  holder: Lease | null;
  atMs: number;
}

/**
 * Holds the payment's lease while its refund form is `open`, and returns the colleague's lease if
 * one has it. The live stream refetches the payment when that changes.
 */
export function useColleague(payToken: string, open: boolean): Lease | null {
  const ownId = useOwnId();
  // The screen that shows the payment fetches it; here the cache is only observed.
  const read = useQuery({ ...paymentOptions(payToken), enabled: false });
  const [heard, setHeard] = useState<Heard | null>(null);
  const keeper = useRef<LeaseKeeper | null>(null);
  useEffect(() => {
    if (!open) return undefined;
    keeper.current = keepLease(payToken, (holder) => setHeard({ holder, atMs: Date.now() }));
    return () => {
      keeper.current?.stop();
      keeper.current = null;
      setHeard(null);
    };
  }, [payToken, open]);

  const isNewer = heard !== null && heard.atMs >= read.dataUpdatedAt;
  const lease = isNewer ? heard.holder : (read.data?.lease ?? null);
  const isFree = heard !== null && lease === null;
  useEffect(() => {
    // The lease is free: a colleague or another tab of this user has released it.
    if (isFree) keeper.current?.again();
  }, [isFree]);
  return open && lease !== null && lease.staff.id !== ownId ? lease : null;
}
