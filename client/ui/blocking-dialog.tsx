import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import styles from './blocking-dialog.module.css';

interface TopDialogProps {
  /** Its name, where no heading inside names it. */
  label: string;
  /** Hides everything else, also from print, and can't be closed by the person. */
  cover?: boolean;
  /** Escape. */
  onCancel?: () => void;
  children: ReactNode;
}

/**
 * A dialog above everything, also above other dialogs, which stay mounted beneath it and can be
 * neither reached nor read. Whatever had the focus gets it back. An element with `data-autofocus`
 * has it first.
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
      // First, because nothing invisible can take the focus back.
      if (cover) delete root.dataset['covered'];
      element.close();
    };
  }, [cover]);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      // The browser knows it without; single-key shortcuts look for it.
      aria-modal="true"
      data-top={cover ? 'cover' : 'box'}
      className={cover ? styles.cover : styles.box}
      onCancel={(event) => {
        event.preventDefault();
        onCancel?.();
      }}
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
 * Keeps the keys of a top dialog from what is beneath it: Escape would close a form there, and
 * Ctrl+Enter confirm one. To be mounted once, before anything else listens on the window.
 */
export function useBlockingDialogKeys(): void {
  useEffect(() => {
    window.addEventListener('keydown', guard, { capture: true });
    return () => window.removeEventListener('keydown', guard, { capture: true });
  }, []);
}
