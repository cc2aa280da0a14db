import type { CallMemory, Noted } from './approval-caller.ts';

const KEY = 'changgu.called';

interface Kept {
  staffId: string;
  at: number;
  noted: Noted;
}

function readKept(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Kept> | null;
    if (typeof kept?.at !== 'number' || typeof kept.noted !== 'object') return null;
    return { staffId: String(kept.staffId), at: kept.at, noted: kept.noted };
  } catch {
    // Storage may be blocked or hold something else: then a tab knows what it called for itself.
    return null;
  }
}

/** What this person has been called for in this browser, for whichever of its tabs calls next. */
export function callMemory(staffId: string): CallMemory {
  let own: { at: number; noted: Noted } | null = null;
  return {
    read: () => {
      const kept = readKept();
      return kept?.staffId === staffId ? kept : own;
    },
    keep: (at, noted) => {
      own = { at, noted };
      try {
        localStorage.setItem(KEY, JSON.stringify({ staffId, at, noted } satisfies Kept));
      } catch {
        // See above.
      }
    },
  };
}

/** Nobody is called any more: whoever turns it on again is called for what comes from then on. */
export function forgetCalls(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}
