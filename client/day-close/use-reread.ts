import { useEffect, useRef, useState } from 'react';
import { callApi } from '../api-client.ts';
import { ProblemError } from '../problem-error.ts';
import { withPatience } from '../with-patience.ts';

/** How far a run has come that reads payments at Toss again, one after the other. */
export interface Reread {
  phase: 'idle' | 'running' | 'finished' | 'stopped';
  total: number;
  /** Read. */
  done: number;
  /** Toss was asked and gave no answer that could be used. */
  failed: number;
  /** What ended the run before its time. */
  error: Error | null;
}

const idle: Reread = { phase: 'idle', total: 0, done: 0, failed: 0, error: null };

/** After so many in a row there is no point in asking about the next one. */
const MOST_FAILURES_IN_A_ROW = 3;

/** `true`: of this payment alone; what else goes wrong would go wrong with the next one too. */
function isAboutOne(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return false;
  return ['payment-not-found', 'toss-unclear'].includes(error.problem.code);
}

/** Reads one. @returns why it could not be read */
async function readOne(payToken: string, signal: AbortSignal): Promise<Error | null> {
  try {
    await withPatience(signal, () =>
      callApi('POST /api/payments/:payToken/refresh', { params: { payToken } }),
    );
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error('unknown');
  }
}

/**
 * Reads payments at Toss again, each after the one before it: the desk's budget towards Toss gives
 * every read its turn.
 * @param onEnd is called once a run is over, however it ended
 */
export function useReread(onEnd: (end: Reread) => void) {
  const [state, setState] = useState(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const start = async (payTokens: readonly string[]) => {
    if (running.current?.signal.aborted === false) return;
    const control = new AbortController();
    running.current = control;
    let now: Reread = { ...idle, phase: 'running', total: payTokens.length };
    setState(now);
    let inARow = 0;
    for (const payToken of payTokens) {
      if (control.signal.aborted) break;
      const error = await readOne(payToken, control.signal);
      inARow = error === null ? 0 : inARow + 1;
      const counts =
        error === null
          ? { done: now.done + 1 }
          : isAboutOne(error)
            ? { failed: now.failed + 1 }
            : { error };
      now = { ...now, ...counts };
      if (error !== null && inARow >= MOST_FAILURES_IN_A_ROW) now = { ...now, error };
      setState(now);
      if (now.error !== null) break;
    }
    const wasStopped = control.signal.aborted || now.error !== null;
    const end: Reread = { ...now, phase: wasStopped ? 'stopped' : 'finished' };
    control.abort();
    setState(end);
    onEnd(end);
  };
  const stop = () => {
    running.current?.abort();
  };
  return { state, start, stop };
}
