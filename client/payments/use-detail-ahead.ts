import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type FocusEvent, type PointerEvent } from 'react';
import { paymentDetailOptions } from './payment-detail-options.ts';

/** A row that the pointer or focus leaves sooner is not prefetched. */
const REST_MS = 100;
/** A payment read more recently is not prefetched again; opening it refetches as usual. */
const FRESH_MS = 30_000;

function rowOf(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>('[data-pay-token]')?.dataset['payToken'] ?? null;
}

/**
 * Handlers for the element around a list's rows. Prefetches the payment of the row that the mouse
 * or the keyboard focus rests on. Touch has no hover.
 */
export function useDetailAhead() {
  const client = useQueryClient();
  const resting = useRef<{ payToken: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  const handlers = useMemo(() => {
    const leave = () => {
      clearTimeout(resting.current?.timer);
      resting.current = null;
    };
    const rest = (payToken: string | null) => {
      if (payToken !== null && payToken === resting.current?.payToken) return;
      leave();
      if (payToken === null) return;
      const read = () => {
        const wanted = { ...paymentDetailOptions(payToken), staleTime: FRESH_MS };
        // Errors are ignored here: opening the payment shows them.
        client.query(wanted).catch(() => undefined);
      };
      resting.current = { payToken, timer: setTimeout(read, REST_MS) };
    };
    return {
      onPointerOver: ({ target, pointerType }: PointerEvent) => {
        if (pointerType !== 'touch') rest(rowOf(target));
      },
      onPointerLeave: leave,
      onFocus: ({ target }: FocusEvent) => {
        if (target.matches(':focus-visible')) rest(rowOf(target));
      },
    };
  }, [client]);
  useEffect(() => handlers.onPointerLeave, [handlers]);
  return handlers;
}
