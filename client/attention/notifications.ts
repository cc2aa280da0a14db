/** The browser's notifications, as far as it has them and lets the desk show some. */
import { useSyncExternalStore } from 'react';

export type Permission = NotificationPermission | 'unsupported';

/** Whether one tab can call for all: without that, each would. Plain http has no Web Locks. */
export function canCall(): boolean {
  return 'locks' in navigator && typeof BroadcastChannel !== 'undefined';
}

function readPermission(): Permission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

/** Follows what a person changes in the browser's own settings. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('focus', listener);
  let status: PermissionStatus | null = null;
  let stopped = false;
  // Not every browser can be asked about it; then coming back to the tab tells.
  const asked = (navigator as { permissions?: Permissions }).permissions
    ?.query({ name: 'notifications' })
    .catch(() => null);
  void asked?.then((found) => {
    if (stopped) return;
    status = found;
    status?.addEventListener('change', listener);
  });
  return () => {
    stopped = true;
    listeners.delete(listener);
    window.removeEventListener('focus', listener);
    status?.removeEventListener('change', listener);
  };
}

export function usePermission(): Permission {
  return useSyncExternalStore(subscribe, readPermission);
}

/** Asks the person, where nobody has asked yet: only to be called from a press. */
export async function askPermission(): Promise<Permission> {
  if (readPermission() === 'default') {
    await Notification.requestPermission();
    tell();
  }
  return readPermission();
}

/** @returns `null` where the browser shows none, such as on a phone */
export function showNotification(
  title: string,
  body: string,
  onClick: () => void,
): Notification | null {
  if (readPermission() !== 'granted') return null;
  try {
    // The desk's sound is a choice of its own.
    const shown = new Notification(title, {
      body,
      silent: true,
      lang: document.documentElement.lang,
    });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onClick();
    };
    return shown;
  } catch {
    // Some browsers have the name and throw.
    return null;
  }
}
