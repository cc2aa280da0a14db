/**
 * Language, theme, row height, single-key shortcuts, the list's columns and notifications. Stored
 * at the desk for the user, and in this browser for its other tabs, the sign-in page and the first
 * paint.
 */
import { useSyncExternalStore } from 'react';
import type { MantineColorSchemeManager } from '@mantine/core';
import type { Answer } from '../../shared/api.ts';
import { callApi } from '../api-client.ts';
import { setLanguage, type Language } from '../copy/i18n.ts';

type ListColumn = NonNullable<Answer<'GET /api/me/preferences'>['listColumns']>[number];

export interface Preferences {
  language: Language;
  theme: 'light' | 'dark' | 'auto';
  density: 'dense' | 'normal' | 'roomy';
  shortcuts: boolean;
  /** How a new 승인 대기 is announced: by a browser notification, by a sound. */
  approvalNotice: boolean;
  approvalSound: boolean;
  /** The user's arrangement of the payment list's columns; `[]` for the default. */
  listColumns: readonly ListColumn[];
}

const STORAGE_KEY = 'changgu.preferences';

export const defaults: Preferences = {
  language: 'ko',
  theme: 'auto',
  density: 'normal',
  shortcuts: true,
  approvalNotice: false,
  approvalSound: false,
  listColumns: [],
};

/**
 * Before the user is known: stored preferences apply, but notifications of an earlier user don't.
 */
const notificationsOff = { approvalNotice: false, approvalSound: false } as const;

function readStored(): Preferences {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    return { ...defaults, ...(JSON.parse(text ?? '{}') as Partial<Preferences>) };
  } catch {
    // Storage may be blocked or contain invalid data.
    return defaults;
  }
}

let current: Preferences = { ...readStored(), ...notificationsOff };
/** Whether the user's preferences were loaded, so that a change overwrites none of them. */
let isKnown = false;
const listeners = new Set<() => void>();

/** Sets the preferences for the next render. */
export function showPreferences(next: Preferences): void {
  current = next;
}

function take(next: Preferences): void {
  showPreferences(next);
  // If English can't be loaded the screen stays Korean; the next change tries again.
  setLanguage(next.language).catch(() => undefined);
  document.documentElement.dataset['density'] = next.density;
  for (const listener of listeners) listener();
}

/** Applies preferences here and in the browser's other tabs. */
function apply(next: Preferences): void {
  take(next);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Without storage the change lasts as long as the page; the desk has it too.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Applies the stored preferences and follows the other tabs; call it once, at the start. */
export function startPreferences(): void {
  take(current);
  window.addEventListener('storage', ({ key }) => {
    // Don't store them again: two builds that both did would trigger each other forever.
    if (key === STORAGE_KEY) take(readStored());
  });
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => current,
  );
}

/** The user's stored preferences; those that they never set stay as in `before`. */
export function preferencesOf(
  kept: Answer<'GET /api/me/preferences'>,
  before: Preferences,
): Preferences {
  return {
    language: kept.language ?? before.language,
    theme: kept.theme ?? before.theme,
    density: kept.density ?? before.density,
    shortcuts: kept.shortcuts ?? before.shortcuts,
    // Not from `before`, which may be an earlier user's.
    listColumns: kept.listColumns ?? defaults.listColumns,
    // Notifications need the user's own choice, whatever an earlier user chose in this browser.
    approvalNotice: kept.approvalNotice ?? false,
    approvalSound: kept.approvalSound ?? false,
  };
}

/** Applies the user's preferences from the desk. */
export function takePreferences(kept: Answer<'GET /api/me/preferences'>): void {
  apply(preferencesOf(kept, current));
  isKnown = true;
}

/** Loads the user's preferences from the desk and applies them. */
export async function loadPreferences(): Promise<void> {
  isKnown = false;
  take({ ...current, ...notificationsOff });
  takePreferences(await callApi('GET /api/me/preferences', {}));
}

let writing: Promise<void> | null = null;

/** Writes sequentially, so that the newest change arrives last. */
async function writeNewest(): Promise<void> {
  try {
    for (let sent: Preferences | null = null; sent !== current;) {
      sent = current;
      const body = { ...sent, listColumns: [...sent.listColumns] };
      await callApi('PUT /api/me/preferences', { body }, { keepalive: true });
    }
  } finally {
    writing = null;
  }
}

/**
 * Changes preferences here at once, then at the desk.
 * @throws ProblemError, UnreachableError if the desk failed to save them; this browser keeps them
 */
export async function changePreferences(change: Partial<Preferences>): Promise<void> {
  apply({ ...current, ...change });
  if (!isKnown) {
    await loadPreferences();
    apply({ ...current, ...change });
  }
  writing ??= writeNewest();
  await writing;
}

/** Makes Mantine follow the theme preference instead of storing one of its own. */
export function preferenceColorScheme(): MantineColorSchemeManager {
  let stop: (() => void) | null = null;
  return {
    get: () => current.theme,
    set: () => undefined,
    subscribe: (onUpdate) => {
      stop = subscribe(() => onUpdate(current.theme));
    },
    unsubscribe: () => {
      stop?.();
      stop = null;
    },
    clear: () => undefined,
  };
}
