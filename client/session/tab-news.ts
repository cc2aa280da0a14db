/** What the tabs of one browser tell each other about the session that they share. */

export type TabNews =
  | { kind: 'touched' }
  | { kind: 'locked' }
  | { kind: 'unlocked' }
  | { kind: 'signed-in'; staffId: string; name: string }
  | { kind: 'signed-out' };

const NAME = 'changgu-session';

let channel: BroadcastChannel | null = null;

/** Tells the other tabs. Where they can't be told, the desk's answers tell them later. */
export function tellTabs(news: TabNews): void {
  channel?.postMessage(news);
}

/** Hears the other tabs. @returns stops hearing */
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
