import { useEffect, useRef, useState } from 'react';

/** The progress of a run over many items, and its counts. */
export type SequentialRun<Counts> = Counts & {
  phase: 'idle' | 'running' | 'over' | 'stopped';
  total: number;
  /** The error that ended the run early. */
  error: Error | null;
};

/** The counts after an item; an `error` ends the run. */
type Step<Counts> = Partial<Counts> & { error?: Error };

/**
 * Runs a step over items sequentially, because the desk limits the rate of calls to Toss.
 * Unmounting stops the run.
 * @param none the counts before the first item
 * @param step handles one item; an error that it throws or returns ends the run
 * @param onEnd called once when the run is over, for whatever reason
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
