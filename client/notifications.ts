/** The browser's notifications, where it supports and permits them. */
import { useSyncExternalStore } from 'react';

export type Permission = NotificationPermission | 'unsupported';

/** `true` if one tab can notify for all. Plain HTTP has no Web Locks, so each tab would. */
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

/** Calls `listener` when the permission changes, also in the browser's own settings. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('focus', listener);
  let status: PermissionStatus | null = null;
  let stopped = false;
  // Not every browser supports this query; the `focus` event covers the rest.
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

/** Asks for permission unless it was decided before. Browsers require a press for this. */
export async function askPermission(): Promise<Permission> {
  if (readPermission() === 'default') {
    await Notification.requestPermission();
    tell();
  }
  return readPermission();
}

/** @returns `null` if the browser shows none, such as on a phone */
export function showNotification(
  title: string,
  body: string,
  onClick: () => void,
): Notification | null {
  if (readPermission() !== 'granted') return null;
  try {
    // The sound is a setting of its own, played by `Ring`.
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
    // Some browsers have the constructor, but it throws.
    return null;
  }
}
