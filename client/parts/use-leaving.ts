import { useState } from 'react';
import { useUnsavedWork } from '../unsaved-work.ts';

/**
 * Asks on the first close of a form with unsaved input.
 * @returns `close` for the dialog and its head, `foot` for its `LeavableFoot`
 */
export function useLeaving(unsaved: boolean, onClose: () => void) {
  const [leaving, setLeaving] = useState(false);
  useUnsavedWork(unsaved);
  const close = () => {
    if (unsaved && !leaving) setLeaving(true);
    else onClose();
  };
  const onStay = () => setLeaving(false);
  return { close, foot: { leaving, onStay, onLeave: onClose, onClose: close } };
}
