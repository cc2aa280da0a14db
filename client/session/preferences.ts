/**
 * Language, theme, row height and single-key shortcuts. Kept with the person at the desk, and in
 * this browser for the sign-in page and the first paint.
 */
import { useSyncExternalStore } from 'react';
import type { MantineColorSchemeManager } from '@mantine/core';
import { callApi } from '../api-client.ts';
import { speak, type Language } from '../copy/i18n.ts';

export interface Preferences {
  language: Language;
  theme: 'light' | 'dark' | 'auto';
  density: 'dense' | 'normal' | 'roomy';
  shortcuts: boolean;
}

const STORAGE_KEY = 'changgu.preferences';

const defaults: Preferences = {
  language: 'ko',
  theme: 'auto',
  density: 'normal',
  shortcuts: true,
};

function readStored(): Preferences {
  try {
    const text = localStorage.getItem(STORAGE_KEY);
    return { ...defaults, ...(JSON.parse(text ?? '{}') as Partial<Preferences>) };
  } catch {
    // Storage may be blocked or hold something old; the defaults work everywhere.
    return defaults;
  }
}

let current = readStored();
const listeners = new Set<() => void>();

function apply(next: Preferences): void {
  current = next;
  // When English can't be fetched the screen stays Korean, and the next change tries again.
  speak(next.language).catch(() => undefined);
  document.documentElement.dataset['density'] = next.density;
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(next));
  } catch {
    // Without storage the choice lasts as long as the page, and the desk still has it.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Puts what this browser remembers into force; once, before the first render. */
export function startPreferences(): void {
  apply(current);
}

/** The preferences in force. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => current,
  );
}

/** Takes over what the desk keeps for the signed-in person. */
export async function loadPreferences(): Promise<void> {
  const kept = await callApi('GET /api/me/preferences', {});
  apply({
    language: kept.language ?? current.language,
    theme: kept.theme ?? current.theme,
    density: kept.density ?? current.density,
    shortcuts: kept.shortcuts ?? current.shortcuts,
  });
}

/**
 * Changes preferences here at once and at the desk afterwards.
 * @throws ProblemError, UnreachableError when the desk didn't keep them; this browser still does
 */
export async function changePreferences(change: Partial<Preferences>): Promise<void> {
  apply({ ...current, ...change });
  await callApi('PUT /api/me/preferences', { body: current });
}

/** Lets Mantine follow the theme preference instead of keeping one of its own. */
export function preferenceColorScheme(): MantineColorSchemeManager {
  let stop: (() => void) | null = null;
  return {
    get: () => current.theme,
    set: () => undefined,
    subscribe: (onUpdate) => {
      stop = subscribe(() => {
        onUpdate(current.theme);
      });
    },
    unsubscribe: () => {
      stop?.();
      stop = null;
    },
    clear: () => undefined,
  };
}
