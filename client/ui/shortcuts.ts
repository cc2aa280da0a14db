/** Single-key shortcuts, silent while somebody types, chooses in a menu or is in a dialog. */
import { useEffect, useEffectEvent } from 'react';
import { heldOn, shortcutOf, type ShortcutName } from './shortcut-table.ts';

/** What each key of the table does here; `undefined` is nothing. */
type ShortcutMap = Readonly<
  Partial<Record<ShortcutName, ((event: KeyboardEvent) => void) | undefined>>
>;

/** The longest pause inside a sequence; the usual second of such keyboards. */
const SEQUENCE_MS = 1000;

/**
 * The key as a Latin letter: with a Korean input method on, J comes as `ㅓ`, and people should not
 * have to switch it off.
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

/** Listens while `enabled`. Enter on something that has its own meaning for it is left alone. */
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
