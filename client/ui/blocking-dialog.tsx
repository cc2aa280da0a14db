import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './blocking-dialog.module.css';

interface TopDialogProps {
  /** Accessible name, for a dialog without a heading. */
  label: string;
  /** Hides the whole page, also in print; the user cannot close the dialog. */
  cover?: boolean;
  /** Called on Escape. */
  onCancel?: () => void;
  children: ReactNode;
}

/**
 * A modal above everything, also above other dialogs, which stay mounted but inert. The initial
 * focus goes to the element with `data-autofocus`; on close the focus returns to where it was.
 */
export function BlockingDialog({ label, cover = false, onCancel, children }: TopDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const root = document.documentElement;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    if (cover) root.dataset['covered'] = '';
    return () => {
      // Uncover first: an invisible element cannot take the focus back.
      if (cover) delete root.dataset['covered'];
      element.close();
    };
  }, [cover]);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // `showModal()` implies it; the single-key shortcuts query for the attribute.
      aria-modal="true"
      data-top={cover ? 'cover' : 'box'}
      className={cover ? styles.cover : styles.box}
      onCancel={(event) => {
        event.preventDefault();
        onCancel?.();
      }}
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
  const top = [...document.querySelectorAll<HTMLElement>('dialog[data-top]')].at(-1);
  if (top === undefined) return;
  const isInside = event.target instanceof Node && top.contains(event.target);
  if (event.key === 'Escape') {
    event.stopImmediatePropagation();
    if (top.dataset['top'] === 'cover') event.preventDefault();
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
