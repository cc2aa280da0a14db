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
 * Keeps the payment's lease while its refund form is `open`, and tells which colleague has it
 * instead. The live stream has the payment read again when that changes.
 */
export function useColleague(payToken: string, open: boolean): Lease | null {
  const ownId = useOwnId();
  // Whoever shows the payment asks for it; here it is only followed.
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
    // A colleague let go of it, or another tab of this person did.
    if (isFree) keeper.current?.again();
  }, [isFree]);
  return open && lease !== null && lease.staff.id !== ownId ? lease : null;
}
