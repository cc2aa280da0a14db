import { useState } from 'react';
import { useUnsavedWork } from '../unsaved-work.ts';

/**
 * Of a form that loses something when it is closed: the first press on close only asks.
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
