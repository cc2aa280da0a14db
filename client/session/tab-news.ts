/** Messages between the tabs of one browser about the session that they share. */

export type TabNews =
  | { kind: 'touched' }
  | { kind: 'locked' }
  | { kind: 'unlocked' }
  | { kind: 'signed-in'; staffId: string; name: string }
  | { kind: 'signed-out' };

const NAME = 'changgu-session';
/** When the session was last locked, ended or replaced in this browser. */
const CLOSED_KEY = 'changgu.closed';

let channel: BroadcastChannel | null = null;

/** Notifies the other tabs. Without a channel they learn of it from the desk's answers. */
export function tellTabs(news: TabNews): void {
  channel?.postMessage(news);
  if (news.kind === 'touched' || news.kind === 'unlocked') return;
  try {
    localStorage.setItem(CLOSED_KEY, String(Date.now()));
  } catch {
    // Storage may be blocked: then a tab that is still loading is not told.
  }
}

/** Whether the session was locked, ended or replaced after a page was requested. */
export function closedSince(askedAtMs: number): boolean {
  try {
    return Number(localStorage.getItem(CLOSED_KEY)) >= askedAtMs;
  } catch {
    return false;
  }
}

/** Listens to the other tabs. @returns stops listening */
export function hearTabs(onNews: (news: TabNews) => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => undefined;
  const opened = new BroadcastChannel(NAME);
  channel = opened;
  opened.onmessage = (event: MessageEvent<TabNews>) => onNews(event.data);
  return () => {
    if (channel === opened) channel = null;
    opened.close();
  };
}
