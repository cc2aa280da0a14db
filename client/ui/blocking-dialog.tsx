import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './blocking-dialog.module.css';

/**
 * Lies over everything, also over dialogs and on paper, and can't be closed by the person. What is
 * beneath stays mounted and can be neither reached nor read; whatever had the focus gets it back.
 * A native dialog: nothing in the page can come to lie above it. An element with `data-autofocus`
 * has the focus first.
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
      // First, because nothing invisible can take the focus back.
      delete dataset['covered'];
      element.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // The browser knows it without; single-key shortcuts look for it.
      aria-modal="true"
      className={styles.cover}
      onCancel={(event) => event.preventDefault()}
      onClose={() => {
        // A phone's way back closes what Escape could not: not this one.
        const element = dialog.current;
        if (element?.isConnected === true && !element.open) element.showModal();
      }}
      // A dialog beneath keeps its page from scrolling, and would take this one for the page.
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
 * Keeps the keys of a blocking dialog from what is beneath it: Escape would close a form there, and
 * Ctrl+Enter confirm one. To be mounted once, before anything else listens on the window.
 */
export function useBlockingDialogKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', guard, { capture: true });
    return () => window.removeEventListener('keydown', guard, { capture: true });
  }, []);
}
