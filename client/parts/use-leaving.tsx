import { useState, type ReactNode } from 'react';
import { LeaveFoot, type LeaveWords } from '../ui/leave-foot.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';

/**
 * Asks on the first close of a dialog if something would be lost.
 * @param onLeave called when the user discards it; by default `onClose`
 * @param words of the question; by default about unsaved input
 * @returns `close` for the dialog and its head; `leave`: the question, which replaces the foot
 */
export function useLeaving(
  unsaved: boolean,
  onClose: () => void,
  { onLeave = onClose, words }: { onLeave?: () => void; words?: LeaveWords } = {},
): { close: () => void; leave: ReactNode } {
  const [asked, setAsked] = useState(false);
  useUnsavedWork(unsaved);
  if (asked && !unsaved) setAsked(false);
  const close = () => {
    if (unsaved && !asked) setAsked(true);
    else onClose();
  };
  const leave = asked ? (
    <LeaveFoot words={words} onStay={() => setAsked(false)} onLeave={onLeave} />
  ) : null;
  return { close, leave };
}
