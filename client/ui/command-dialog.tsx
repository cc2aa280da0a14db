import { useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import styles from './command-dialog.module.css';

interface SpotDialogProps {
  label: string;
  /** Escape, or a press beside it. */
  onClose: () => void;
  children: ReactNode;
}

/**
 * A box near the window's top that is there for a moment: nothing in it is lost when it closes.
 * The browser keeps the focus inside; whatever had it gets it back.
 */
export function CommandDialog({ label, onClose, children }: SpotDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before anything inside can take the focus.
  const [before] = useState(() => document.activeElement);
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    const closed = () => {
      // A phone's way back closes it past React. What was opened again meanwhile stays.
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
      // The browser knows it without; single-key shortcuts look for it.
      aria-modal="true"
      className={styles.box}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        // The dialog's own ground is what lies beside the box: inside, children cover it.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.inside}>{children}</div>
    </dialog>
  );
}
