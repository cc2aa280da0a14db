/** Tracks whether leaving would lose unsaved input. */
import { useEffect } from 'react';

const held = new Set<symbol>();

/** While `unsaved`, a change of user asks first, and an ended session keeps the screen. */
export function useUnsavedWork(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined;
    const one = Symbol('unsaved');
    held.add(one);
    return () => {
      held.delete(one);
    };
  }, [unsaved]);
}

/** `true` while any screen of this tab has unsaved input. */
export function hasUnsavedWork(): boolean {
  return held.size > 0;
}

/** The user has chosen to leave without it, so that a late refusal no longer keeps the screen. */
export function dropUnsavedWork(): void {
  held.clear();
}
