/** The stack of open dialogs: Escape closes the topmost, Tab stays in it, closing returns focus. */
import {
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
  type RefObject,
} from 'react';

interface OpenDialog {
  content: RefObject<HTMLDivElement | null>;
  close: () => void;
}

const STOPS_ESCAPE = '[data-mantine-stop-propagation="true"]';

/** The topmost is the last. */
const openDialogs: OpenDialog[] = [];

/**
 * A focused button that is disabled while it loads loses the focus to the page: Tab goes on in the
 * topmost dialog, and not on the page beneath it.
 */
function keepTab(): void {
  if (document.activeElement === document.body) openDialogs.at(-1)?.content.current?.focus();
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key === 'Tab') keepTab();
  // A held key must not answer the question that its first press opened.
  if (event.key !== 'Escape' || event.isComposing || event.repeat) return;
  // Escape in an open menu or list of Mantine closes only that.
  const { target } = event;
  const inner = target instanceof Element ? target.closest(STOPS_ESCAPE) : null;
  if (inner === null) openDialogs.at(-1)?.close();
}

function setInert(dialog: OpenDialog | undefined, inert: boolean): void {
  const element = dialog?.content.current ?? null;
  if (element !== null) element.inert = inert;
}

function open(dialog: OpenDialog): void {
  if (openDialogs.length === 0) window.addEventListener('keydown', onKeyDown, { capture: true });
  setInert(openDialogs.at(-1), true);
  openDialogs.push(dialog);
}

/** @returns whether it was on top */
function close(dialog: OpenDialog): boolean {
  const wasTop = openDialogs.at(-1) === dialog;
  openDialogs.splice(openDialogs.indexOf(dialog), 1);
  setInert(openDialogs.at(-1), false);
  if (openDialogs.length === 0) {
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  }
  return wasTop;
}

/** Focuses an element if it is still in the document. */
export function focusAgain(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
}

/**
 * Puts a dialog on the stack while it is mounted. The topmost closes on Escape, and those beneath
 * are inert. On close the focus returns to where it was.
 * @returns ref for the dialog's element
 */
export function useOpenDialog(onClose: () => void): RefObject<HTMLDivElement | null> {
  const content = useRef<HTMLDivElement>(null);
  const [focusedBefore] = useState(() => document.activeElement);
  const onEscape = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const dialog: OpenDialog = { content, close: () => onEscape() };
    // Read again: a dialog that closed in the same commit has just returned the focus.
    const now = document.activeElement;
    const origin = content.current?.contains(now) === true ? focusedBefore : now;
    open(dialog);
    return () => {
      if (close(dialog)) focusAgain(origin);
    };
  }, [focusedBefore]);
  return content;
}

/** Only Chromium has it, and TypeScript's library does not yet. */
declare class CloseWatcher extends EventTarget {
  destroy: () => void;
}

/** Lets a phone's back button close the dialog instead of leaving the page. */
export function useCloseOnBack(enabled: boolean, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (!enabled || !('CloseWatcher' in window)) return undefined;
    const watcher = new CloseWatcher();
    watcher.addEventListener('close', () => close());
    return () => watcher.destroy();
  }, [enabled]);
}
