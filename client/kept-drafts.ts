/**
 * What a person has half filled in, kept in this tab: the browser's way back, a reload and a
 * session that ended leave it alone. Nobody else is shown it, and it goes when they sign out in
 * any tab.
 */
import { useState } from 'react';
import type { Is } from './draft-shapes.ts';
import { useOwnId } from './me.ts';

const PREFIX = 'changgu.draft.';
/** Drafts, and what was pressed and not seen to its end: both hold what a person wrote. */
const personal = /^changgu\.(?:draft|operation)\./;

interface Kept {
  staffId: string;
  draft: unknown;
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null;
  } catch {
    // Storage may be blocked or hold something else: then nothing is kept.
    return null;
  }
}

/** `null`: this person has left nothing under the name, or nothing that the form still knows. */
export function keptDraft<T>(name: string, staffId: string, isDraft: Is<T>): T | null {
  const kept = read(PREFIX + name);
  return kept?.staffId === staffId && isDraft(kept.draft) ? kept.draft : null;
}

/** Whether they have left anything under the name. */
export function isKept(name: string, staffId: string): boolean {
  return read(PREFIX + name)?.staffId === staffId;
}

export function keepDraft(name: string, staffId: string, draft: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify({ staffId, draft } satisfies Kept));
  } catch {
    // Without storage it lasts as long as the form does, as it says when it is closed.
  }
}

export function dropDraft(name: string): void {
  sessionStorage.removeItem(PREFIX + name);
}

/** Drops everybody's, but for those of whoever goes on working here. */
export function dropDraftsBut(staffId: string | null): void {
  for (const key of Object.keys(sessionStorage)) {
    if (personal.test(key) && read(key)?.staffId !== staffId) sessionStorage.removeItem(key);
  }
}

/**
 * A state that is kept under a name from its first change on.
 * @param first what it is before, and what takes it back
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
