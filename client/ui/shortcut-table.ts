/**
 * Every keyboard shortcut of the desk. The handlers use these names and the help lists them, so
 * neither can have a key that the other lacks.
 */

export type ShortcutGroup = 'anywhere' | 'go' | 'list' | 'payment' | 'dialog';

interface Shortcut {
  /** `'j'`, `'?'`, `'Escape'`, or a sequence such as `'g t'`. */
  keys: string;
  group: ShortcutGroup;
}

/** Keys without Ctrl, ⌘ or Alt. A setting switches all of them off except Escape. */
export const shortcuts = {
  search: { keys: '/', group: 'list' },
  next: { keys: 'j', group: 'list' },
  previous: { keys: 'k', group: 'list' },
  filter: { keys: 'f', group: 'list' },
  pick: { keys: 'x', group: 'list' },
  refund: { keys: 'r', group: 'payment' },
  execute: { keys: 'e', group: 'payment' },
  back: { keys: 'Escape', group: 'payment' },
  review: { keys: 'g t', group: 'go' },
  payments: { keys: 'g p', group: 'go' },
  overview: { keys: 'g o', group: 'go' },
  'day-close': { keys: 'g d', group: 'go' },
  create: { keys: 'g n', group: 'go' },
  settings: { keys: 'g s', group: 'go' },
  account: { keys: 'g a', group: 'go' },
  lock: { keys: 'g l', group: 'anywhere' },
  help: { keys: '?', group: 'anywhere' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

/** Shortcuts that repeat while the key is held down; for all others a repeat is ignored. */
export const heldOn: readonly ShortcutName[] = ['next', 'previous'];

/** Keys with Ctrl (⌘ on a Mac); never switched off. `Enter` is what the browser does on a link. */
export const chords = {
  palette: { keys: 'mod k', group: 'anywhere' },
  confirm: { keys: 'mod Enter', group: 'dialog' },
  open: { keys: 'Enter', group: 'list' },
} as const satisfies Record<string, Shortcut>;

const names = new Map<string, ShortcutName>(
  Object.entries(shortcuts).map(([name, { keys }]) => [keys, name as ShortcutName]),
);

export function shortcutOf(keys: string): ShortcutName | undefined {
  return names.get(keys);
}
