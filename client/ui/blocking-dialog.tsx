import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './blocking-dialog.module.css';

/**
 * A modal above everything, also above other dialogs and in print, which the user cannot close.
 * The page beneath stays mounted but inert. The initial focus goes to the element with
 * `data-autofocus`; on close the focus returns to where it was.
 */
export function BlockingDialog({ label, children }: { label: string; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const { dataset } = document.documentElement;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    dataset['covered'] = '';
    return () => {
      // Uncover first: an invisible element cannot take the focus back.
      delete dataset['covered'];
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // `showModal()` implies it; the single-key shortcuts query for the attribute.
      aria-modal="true"
      className={styles.cover}
      onCancel={(event) => event.preventDefault()}
      onClose={() => {
        // The back button of a phone closes a modal even where `cancel` was prevented: open it
        // again.
        const element = dialog.current;
        if (element?.isConnected === true && !element.open) element.showModal();
      }}
      // A dialog beneath blocks scrolling of the page, and would treat this dialog as part of the
      // page.
      onWheel={(event) => event.stopPropagation()}
      onTouchMove={(event) => event.stopPropagation()}
    >
      {children}
    </dialog>
  );
}

function guard(event: KeyboardEvent): void {
  const blocking = document.querySelector('dialog');
  if (blocking === null) return;
  const isInside = event.target instanceof Node && blocking.contains(event.target);
  if (event.key === 'Escape') {
    event.stopImmediatePropagation();
    event.preventDefault();
  } else if (!isInside || event.ctrlKey || event.metaKey) {
    event.stopImmediatePropagation();
  }
}

/**
 * Keeps keys pressed in a blocking dialog from handlers beneath it: Escape would close a form there
 * and Ctrl+Enter would confirm one. Mount once, before any other listener on `window`.
 */
export function useBlockingDialogKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', guard, { capture: true });
    return () => window.removeEventListener('keydown', guard, { capture: true });
  }, []);
}
