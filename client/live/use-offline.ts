import { useSyncExternalStore } from 'react';
import { useLiveState } from './use-live.ts';

/** What is cut off: the internet, as far as the browser knows, or only the desk's stream. */
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

/** Whether the desk is unreachable at present. */
export function useOffline(): Cut {
  const live = useLiveState();
  const online = useSyncExternalStore(subscribe, isOnline, () => true);
  if (!online) return 'internet';
  return live === 'offline' ? 'desk' : null;
}
