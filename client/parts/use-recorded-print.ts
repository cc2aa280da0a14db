import { useMutation } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { flushSync } from 'react-dom';

/** Browsers that print fire `beforeprint` within this time; those that can't print never do. */
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
 * Prints the page after the desk has recorded it; if recording fails, nothing is printed. Printing
 * from the browser's menu can't be prevented, so it is recorded at the same time.
 */
export function useRecordedPrint<Recorded>({
  record,
  onBefore,
  onAfter,
}: {
  record: () => Promise<Recorded>;
  /** Adds to the page what this printout must contain. */
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
    // The page has to be updated before the browser prints it.
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
