import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, type FocusEvent, type PointerEvent } from 'react';
import { paymentDetailOptions } from './payment-detail-options.ts';

/** Whoever only passes over a row, or steps through the list, has nothing read. */
const REST_MS = 100;
/** What was read so lately is not read ahead again. Opened, it is read anew as it always was. */
const FRESH_MS = 30_000;

function rowOf(target: EventTarget): string | null {
  if (!(target instanceof Element)) return null;
  return target.closest<HTMLElement>('[data-pay-token]')?.dataset['payToken'] ?? null;
}

/**
 * For the element around a list's rows: the payment on whose row a pointer or the keyboard's focus
 * comes to rest is read, so that its detail is there when it is opened. A finger rests on nothing.
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
        // Nobody has asked for it yet: whoever opens it is told what is wrong.
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
