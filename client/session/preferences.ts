/**
 * Language, theme, row height, single-key shortcuts, the list's columns and what calls the person.
 * Kept with the person at the desk, and in this browser for its other tabs, the sign-in page and
 * the first paint.
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
  /** A new 승인 대기 calls: by the browser's notification, by a sound. */
  approvalNotice: boolean;
  approvalSound: boolean;
  /** How the person arranged the columns of the payment list; `[]`: as they come. */
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

/** What was chosen by whoever was here before colours the page, but calls nobody else. */
const callsNobody = { approvalNotice: false, approvalSound: false } as const;

function readStored(): Preferences {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    return { ...defaults, ...(JSON.parse(text ?? '{}') as Partial<Preferences>) };
  } catch {
    // Storage may be blocked or hold something old; the defaults work everywhere.
    return defaults;
  }
}

let current: Preferences = { ...readStored(), ...callsNobody };
/** What the desk keeps for this person is in force here: a change overwrites nothing unseen. */
let isKnown = false;
const listeners = new Set<() => void>();

/** What is drawn from now on is drawn by them. */
export function showPreferences(next: Preferences): void {
  current = next;
}

function take(next: Preferences): void {
  showPreferences(next);
  // When English can't be fetched the screen stays Korean, and the next change tries again.
  setLanguage(next.language).catch(() => undefined);
  document.documentElement.dataset['density'] = next.density;
  for (const listener of listeners) listener();
}

/** Puts them into force here, and in the browser's other tabs. */
function apply(next: Preferences): void {
  take(next);
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Without storage the choice lasts as long as the page, and the desk still has it.
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Puts what this browser remembers into force, and follows its other tabs; once, at the start. */
export function startPreferences(): void {
  take(current);
  window.addEventListener('storage', ({ key }) => {
    // Taken only: two builds that both wrote would answer each other for ever.
    if (key === STORAGE_KEY) take(readStored());
  });
}

/** The preferences in force. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => current,
  );
}

/** What the desk keeps for the signed-in person; what they never chose stays as it was `before`. */
export function preferencesOf(
  kept: Answer<'GET /api/me/preferences'>,
  before: Preferences,
): Preferences {
  return {
    language: kept.language ?? before.language,
    theme: kept.theme ?? before.theme,
    density: kept.density ?? before.density,
    shortcuts: kept.shortcuts ?? before.shortcuts,
    // Whoever never chose has none: what this browser knows may be the person's before.
    listColumns: kept.listColumns ?? defaults.listColumns,
    // Nobody is called who did not ask for it, whoever did so before in this browser.
    approvalNotice: kept.approvalNotice ?? false,
    approvalSound: kept.approvalSound ?? false,
  };
}

/** Takes over what the desk keeps for the signed-in person. */
export function takePreferences(kept: Answer<'GET /api/me/preferences'>): void {
  apply(preferencesOf(kept, current));
  isKnown = true;
}

/** Asks the desk what it keeps for the signed-in person, and takes it over. */
export async function loadPreferences(): Promise<void> {
  isKnown = false;
  take({ ...current, ...callsNobody });
  takePreferences(await callApi('GET /api/me/preferences', {}));
}

let writing: Promise<void> | null = null;

/** One write at a time, so that the newest choice is also the last to arrive. */
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
 * Changes preferences here at once and at the desk afterwards.
 * @throws ProblemError, UnreachableError when the desk didn't keep them; this browser still does
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

/** Lets Mantine follow the theme preference instead of keeping one of its own. */
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
