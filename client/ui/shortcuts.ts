/** Single-key shortcuts; ignored while the focus is in an input, a menu or a dialog. */
import { useEffect, useEffectEvent } from 'react';
import { heldOn, shortcutOf, type ShortcutName } from './shortcut-table.ts';

/** The handler of each shortcut; `undefined` for none. */
type ShortcutMap = Readonly<
  Partial<Record<ShortcutName, ((event: KeyboardEvent) => void) | undefined>>
>;

/** The longest pause inside a sequence; one second is usual. */
const SEQUENCE_MS = 1000;

/**
 * The key as a Latin letter: with a Korean input method active J arrives as `ㅓ`, and the shortcuts
 * should work all the same.
 */
export function latinKey(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (/^[\x21-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  return letter === undefined ? event.key : letter.toLowerCase();
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof Element)) return false;
  const typing = 'input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]';
  if (target.closest(`${typing}, [role=dialog], [role=menu], [role=listbox]`) !== null) return true;
  return document.querySelector('[aria-modal="true"]') !== null;
}

/** Listens while `enabled`. Ignores Enter on an element that handles it itself. */
export function useShortcuts(map: ShortcutMap, enabled: boolean): void {
  const handle = useEffectEvent((event: KeyboardEvent, keys: string) => {
    const name = shortcutOf(keys);
    const act = name === undefined ? undefined : map[name];
    if (name === undefined || act === undefined) return false;
    if (event.repeat && !heldOn.includes(name)) return false;
    act(event);
    return true;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    let first = '';
    let firstAtMs = 0;
    const listen = (event: KeyboardEvent) => {
      if (isBusy(event)) return;
      const pressable = event.target instanceof Element && event.target.closest('a, button');
      if (event.key === 'Enter' && pressable !== null && pressable !== false) return;
      const key = latinKey(event);
      const inTime = event.timeStamp - firstAtMs < SEQUENCE_MS;
      const done = first !== '' && inTime && handle(event, `${first} ${key}`);
      if (!done) handle(event, key);
      first = done ? '' : key;
      firstAtMs = event.timeStamp;
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [enabled]);
}
