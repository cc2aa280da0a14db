import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { flushSync } from 'react-dom';

/** By then a browser that prints has told so; one that can't never does. */
const TOLD_MS = 1_000;

interface RecordedPrint {
  recording: boolean;
  error: Error | null;
  print: () => Promise<void>;
}

function isPrintKey(event: KeyboardEvent): boolean {
  const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  return command && event.key.toLowerCase() === 'p';
}

/**
 * Prints what is on the page and has the desk record it first; what can't be recorded does not come
 * out. What the browser's own menu prints can't be held back: it is recorded on the way.
 */
export function useRecordedPrint<Recorded>({
  record,
  onBefore,
  onAfter,
}: {
  record: () => Promise<Recorded>;
  /** Puts onto the page what has to stand on this very paper. */
  onBefore?: (recorded: Recorded) => void;
  onAfter?: (recorded: Recorded) => void;
}): RecordedPrint {
  const isRecorded = useRef(false);
  const recording = useMutation({ mutationFn: record });
  const print = async () => {
    if (recording.isPending) return;
    const told = await recording.mutateAsync().then(
      (recorded) => ({ recorded }),
      () => null,
    );
    if (told === null) return;
    // The paper has to be right before the browser takes it.
    flushSync(() => onBefore?.(told.recorded));
    isRecorded.current = true;
    window.print();
    setTimeout(() => {
      isRecorded.current = false;
      onAfter?.(told.recorded);
    }, TOLD_MS);
  };
  const onBeforePrint = useEffectEvent(() => {
    if (isRecorded.current) return;
    recording.mutate(undefined, {
      onSuccess: (recorded) => {
        onAfter?.(recorded);
      },
    });
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!isPrintKey(event)) return;
    event.preventDefault();
    if (!event.repeat) void print();
  });
  useEffect(() => {
    const before = () => onBeforePrint();
    const key = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('beforeprint', before);
    window.addEventListener('keydown', key);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('keydown', key);
    };
  }, []);
  return { recording: recording.isPending, error: recording.error, print };
}
