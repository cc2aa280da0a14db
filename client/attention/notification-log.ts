import type { NotificationLog, Noted } from './approval-caller.ts';

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
    // Storage may be blocked or hold something else; then the tab uses its own copy.
    return null;
  }
}

/** This person's past notifications in this browser, shared by all its tabs. */
export function notificationLog(staffId: string): NotificationLog {
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
        // Storage may be blocked; the tab then uses its own copy.
      }
    },
  };
}

/** Clears the record, so that notifications turned on again cover only later payments. */
export function clearNotificationLog(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Storage may be blocked; then there is nothing to clear.
  }
}
