import { useSyncExternalStore } from 'react';
import { useLiveState } from './use-live.ts';

/** What is cut: the internet, as far as the browser can tell, or only the desk's own stream. */
export type Cut = 'internet' | 'desk' | null;

function subscribe(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

const isOnline = () => navigator.onLine;

/** Whether the desk can't be reached just now. */
export function useOffline(): Cut {
  const live = useLiveState();
  const online = useSyncExternalStore(subscribe, isOnline, () => true);
  if (!online) return 'internet';
  return live === 'offline' ? 'desk' : null;
}
