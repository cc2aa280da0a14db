import { useState, type ReactNode } from 'react';
import { LeaveFoot, type LeaveWords } from '../ui/leave-foot.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';

/**
 * For a dialog that loses something when it is closed: the first press on close only asks.
 * @param onLeave closes it all the same; `onClose` where nothing else has to be done
 * @param words of the question; without them those of a form that was filled in
 * @returns `close` for the dialog and its head; `leave`: the question, instead of the foot
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
