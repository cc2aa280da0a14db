import { useEffect, useRef, useState } from 'react';

/** How far a run over many has come, and what it has counted. */
export type SequentialRun<Counts> = Counts & {
  phase: 'idle' | 'running' | 'over' | 'stopped';
  total: number;
  /** What ended it before its time. */
  error: Error | null;
};

/** What the next one brought; with an `error` the run ends. */
type Step<Counts> = Partial<Counts> & { error?: Error };

/**
 * Does something with many, each after the one before it: the desk's budget towards Toss gives
 * every call its turn. It ends with the screen that began it.
 * @param none what has been counted before the first
 * @param step does the next one; may throw what ends the run
 * @param onEnd is called once it is over, however it ended
 */
export function useSequentialRun<Counts extends object>(
  none: Counts,
  step: (item: string, now: Counts, signal: AbortSignal) => Promise<Step<Counts>>,
  onEnd: (end: SequentialRun<Counts>) => void,
) {
  const idle: SequentialRun<Counts> = { ...none, phase: 'idle', total: 0, error: null };
  const [state, setState] = useState(idle);
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const start = async (items: readonly string[]) => {
    if (running.current?.signal.aborted === false) return;
    const control = new AbortController();
    running.current = control;
    let now: SequentialRun<Counts> = { ...idle, phase: 'running', total: items.length };
    setState(now);
    for (const item of items) {
      if (control.signal.aborted) break;
      try {
        now = { ...now, ...(await step(item, now, control.signal)) };
      } catch (error) {
        now = { ...now, error: error instanceof Error ? error : new Error('unknown') };
      }
      if (now.error !== null) break;
      setState(now);
    }
    const end: SequentialRun<Counts> = {
      ...now,
      phase: control.signal.aborted ? 'stopped' : 'over',
    };
    control.abort();
    setState(end);
    onEnd(end);
  };
  const stop = () => {
    running.current?.abort();
  };
  return { state, start, stop };
}
