/** Whether something was filled in that leaving would throw away. */
import { useEffect } from 'react';

const held = new Set<symbol>();

/** While `unsaved`, nobody else signs in here unwarned, and an ended session keeps the screen. */
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

/** `true` while any screen of this tab holds something that nobody has saved. */
export function hasUnsavedWork(): boolean {
  return held.size > 0;
}
