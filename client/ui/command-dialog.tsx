import { useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import styles from './command-dialog.module.css';

interface SpotDialogProps {
  label: string;
  /** Called on Escape and on a click outside the box. */
  onClose: () => void;
  children: ReactNode;
}

/**
 * A box near the top of the window for a short task; closing it loses nothing. The browser keeps
 * the focus inside; on close it returns to where it was.
 */
export function CommandDialog({ label, onClose, children }: SpotDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Read before anything inside can take the focus.
  const [before] = useState(() => document.activeElement);
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    const closed = () => {
      // A phone's back button closes it without React. Ignore the event if it was opened again
      // since.
      if (element.isConnected && !element.open) close();
    };
    element.addEventListener('close', closed);
    return () => {
      element.removeEventListener('close', closed);
      element.close();
      if (before instanceof HTMLElement && before.isConnected)
        before.focus({ preventScroll: true });
    };
  }, [before]);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // `showModal()` implies it; the single-key shortcuts query for the attribute.
      aria-modal="true"
      className={styles.box}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The box covers the dialog element, so a click on the element itself is outside the box.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.inside}>{children}</div>
    </dialog>
  );
}
