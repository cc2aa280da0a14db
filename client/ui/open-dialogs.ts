/** The open dialogs of this tab: which is on top, and where the focus was before. */
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

/** The topmost last. */
const openDialogs: OpenDialog[] = [];

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.isComposing) return;
  // Escape in a menu or a list of Mantine's closes only that.
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

/** Gives the focus back to an element that is still there. */
export function focusAgain(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus({ preventScroll: true });
}

/**
 * For as long as a dialog is mounted: Escape closes it while it is on top, those beneath it can be
 * neither reached nor read, and afterwards the focus goes back to where it was.
 * @returns ref of the dialog's element
 */
export function useOpenDialog(onClose: () => void): RefObject<HTMLDivElement | null> {
  const content = useRef<HTMLDivElement>(null);
  const [focusedBefore] = useState(() => document.activeElement);
  const onEscape = useEffectEvent(onClose);
  useLayoutEffect(() => {
    const dialog: OpenDialog = { content, close: () => onEscape() };
    // A dialog that closed in the same moment has given the focus back by now.
    const now = document.activeElement;
    const origin = content.current?.contains(now) === true ? focusedBefore : now;
    open(dialog);
    return () => {
      if (close(dialog)) focusAgain(origin);
    };
  }, [focusedBefore]);
  return content;
}

/** Not in TypeScript's library yet, and in Chromium alone. */
declare class CloseWatcher extends EventTarget {
  destroy: () => void;
}

/** A phone's way back closes the dialog, instead of leaving the page under it. */
export function useCloseOnBack(enabled: boolean, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (!enabled || !('CloseWatcher' in window)) return undefined;
    const watcher = new CloseWatcher();
    watcher.addEventListener('close', () => close());
    return () => watcher.destroy();
  }, [enabled]);
}
