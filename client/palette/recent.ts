/** The last commands of each person, kept in this browser. */

const PREFIX = 'changgu.palette.';
const MOST = 5;

/** Ids of the last commands, newest first. */
export function readRecent(staffId: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + staffId) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter((id) => typeof id === 'string').slice(0, MOST);
  } catch {
    // Storage may be blocked or hold something else; then nothing is recent.
    return [];
  }
}

export function noteRecent(staffId: string, id: string): void {
  const next = [id, ...readRecent(staffId).filter((one) => one !== id)].slice(0, MOST);
  try {
    localStorage.setItem(PREFIX + staffId, JSON.stringify(next));
  } catch {
    // Storage may be blocked; then nothing is remembered.
  }
}
