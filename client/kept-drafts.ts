/**
 * Unsaved form input, kept in `sessionStorage` of this tab. It survives the back button, a reload
 * and an ended session. Only its author sees it, and it is deleted when they sign out in any tab.
 */
import { useState } from 'react';
import type { Is } from './draft-shapes.ts';
import { useOwnId } from './me.ts';

const PREFIX = 'changgu.draft.';
/** Drafts and pending operations: both contain what a user typed. */
const personal = /^changgu\.(?:draft|operation)\./;

interface Kept {
  staffId: string;
  draft: unknown;
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
  } catch {
    // Storage may be blocked or contain something else: then there is no draft.
    return null;
  }
}

/** The draft; `null` if this user has none under the name, or its shape is outdated. */
export function keptDraft<T>(name: string, staffId: string, isDraft: Is<T>): T | null {
  const kept = read(PREFIX + name);
  return kept?.staffId === staffId && isDraft(kept.draft) ? kept.draft : null;
}

/** Whether this user has a draft under the name. */
export function isKept(name: string, staffId: string): boolean {
  return read(PREFIX + name)?.staffId === staffId;
}

export function keepDraft(name: string, staffId: string, draft: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify({ staffId, draft } satisfies Kept));
  } catch {
    // Without storage the draft lives as long as the form, which warns before it closes.
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name);
}

/** Deletes all drafts except those of `staffId`. */
export function dropDraftsBut(staffId: string | null): void {
  for (const key of Object.keys(sessionStorage)) {
    if (personal.test(key) && read(key)?.staffId !== staffId) sessionStorage.removeItem(key);
  }
}

/**
 * State that is kept as a draft from its first change on.
 * @param first the initial value; setting it deletes the draft
 */
export function useKeptDraft<T>(name: string, first: T, isDraft: Is<T>): [T, (draft: T) => void] {
  const staffId = useOwnId() ?? '';
  const [draft, setDraft] = useState(() => keptDraft(name, staffId, isDraft) ?? first);
  const change = (next: T) => {
    setDraft(next);
    if (next === first) dropDraft(name);
    else keepDraft(name, staffId, next);
  };
  return [draft, change];
}
