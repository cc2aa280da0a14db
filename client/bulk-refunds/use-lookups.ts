import { useEffect, useRef, useState } from 'react';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { withPatience } from '../with-patience.ts';

/** How far a run has come that looks order numbers up at Toss, one after the other. */
export interface Lookups {
  phase: 'idle' | 'running' | 'over' | 'stopped';
  total: number;
  /** Asked for. */
  done: number;
  found: number;
  /** What ended it before its time. */
  error: Error | null;
}

const idle: Lookups = { phase: 'idle', total: 0, done: 0, found: 0, error: null };

/** Of this order alone: the next one may well be answered. */
function isAboutOne(error: unknown): boolean {
  return ['payment-not-found', 'toss-unclear', 'toss-rejected'].some(
    (code) => error instanceof ProblemError && error.problem.code === code,
  );
}

/** Asks Toss for one. @returns whether it was found */
async function lookUp(orderNo: string, signal: AbortSignal): Promise<boolean> {
  try {
    await withPatience(signal, () => callApi('POST /api/payments/lookup', { body: { orderNo } }));
    return true;
  } catch (error) {
    if (isAboutOne(error)) return false;
    throw error;
  }
}

/**
 * Looks order numbers up, each after the one before it: the desk's budget towards Toss gives every
 * call its turn.
 * @param onEnd is called once it is over, however it ended
 */
export function useLookups(onEnd: (end: Lookups) => void) {
  const [state, setState] = useState(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const start = async (orderNos: readonly string[]) => {
    if (running.current?.signal.aborted === false) return;
    const control = new AbortController();
    running.current = control;
    let now: Lookups = { ...idle, phase: 'running', total: orderNos.length };
    setState(now);
    for (const orderNo of orderNos) {
      if (control.signal.aborted) break;
      try {
        const isFound = await lookUp(orderNo, control.signal);
        now = { ...now, done: now.done + 1, found: now.found + (isFound ? 1 : 0) };
      } catch (error) {
        now = { ...now, error: error instanceof Error ? error : new Error('unknown') };
        break;
      }
      setState(now);
    }
    const end: Lookups = { ...now, phase: control.signal.aborted ? 'stopped' : 'over' };
    control.abort();
    setState(end);
    onEnd(end);
  };
  const stop = () => {
    running.current?.abort();
  };
  return { state, start, stop };
}
