import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { Receipt } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';

/** By then a browser that prints has told so; one that can't never does. */
const TOLD_MS = 1_000;

export interface Print {
  /** How often it was printed before the paper that would come out now. */
  prints: number;
  counting: boolean;
  error: Error | null;
  print: () => Promise<void>;
}

function isPrintKey(event: KeyboardEvent): boolean {
  const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return command && event.key.toLowerCase() === 'p';
}

/**
 * Prints what is on the page and has the desk count it first, so that the paper says which print it
 * is. What the browser's own menu prints can't be held back: it is counted on the way.
 */
export function usePrint({ operation, prints: known }: Receipt): Print {
  const [told, setTold] = useState<number | null>(null);
  const isCounted = useRef(false);
  const count = useMutation({
    mutationFn: () =>
      callApi('POST /api/operations/:id/receipt/prints', { params: { id: operation.id } }),
  });
  const print = async () => {
    if (count.isPending) return;
    const counted = await count.mutateAsync().catch(() => null);
    if (counted === null) return;
    // The paper has to be right before the browser takes it.
    flushSync(() => {
      setTold(counted.prints - 1);
    });
    isCounted.current = true;
    window.print();
    setTimeout(() => {
      isCounted.current = false;
      setTold(counted.prints);
    }, TOLD_MS);
  };
  const onBeforePrint = useEffectEvent(() => {
    if (isCounted.current) return;
    count.mutate(undefined, {
      onSuccess: ({ prints }) => {
        setTold(prints);
      },
    });
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isPrintKey(event)) return;
    event.preventDefault();
    if (!event.repeat) void print();
  });
  useEffect(() => {
    const before = () => {
      onBeforePrint();
    };
    const key = (event: KeyboardEvent) => {
      onKey(event);
    };
    window.addEventListener('beforeprint', before);
    window.addEventListener('keydown', key);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('keydown', key);
    };
  }, []);
  return {
    prints: told ?? known,
    counting: count.isPending,
    error: count.error,
    print,
  };
}
