/** This browser's subscription to Web Push, and telling the desk of it. */
import { callApi } from './api-client.ts';
import type { Language } from './copy/i18n.ts';

/** iPhones and iPads have it only in an app that was added to the home screen. */
export function pushSupport(): 'supported' | 'home-screen' | 'unsupported' {
  const isHere =
    'serviceWorker' in navigator && 'PushManager' in window && typeof Notification !== 'undefined';
  if (isHere) return 'supported';
  // An iPad says that it is a Mac; no Mac has a touch screen.
  const isApple = /iPhone|iPad|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1;
  return isApple ? 'home-screen' : 'unsupported';
}

async function subscriptionHere(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker.getRegistration();
  return (await worker?.pushManager.getSubscription()) ?? null;
}

const base64url = (bytes: ArrayBuffer | null) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

function tellDesk(subscription: PushSubscription, language: Language, again: boolean) {
  const body = {
    endpoint: subscription.endpoint,
    keys: {
      p256dh: base64url(subscription.getKey('p256dh')),
      auth: base64url(subscription.getKey('auth')),
    },
    language,
    ...(again && { again }),
  };
  return callApi('PUT /api/me/push', { body });
}

/**
 * Has this browser told of approvals; needs the permission to notify.
 * @param publicKey the desk's
 * @throws DOMException when the browser can't reach its push service
 */
export async function subscribeHere(publicKey: string, language: Language) {
  const { serviceWorker } = navigator;
  const worker =
    (await serviceWorker.getRegistration()) ?? (await serviceWorker.register('/service-worker.js'));
  const former = await worker.pushManager.getSubscription();
  // A browser refuses another key of the same desk.
  if (former !== null && base64url(former.options.applicationServerKey) !== publicKey) {
    await former.unsubscribe();
  }
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  return tellDesk(subscription, language, false);
}

export async function unsubscribeHere(): Promise<void> {
  await (await subscriptionHere())?.unsubscribe();
}

/**
 * After signing in again: binds this browser to the new session, if it was this person's. Failures
 * are left to the page of the own settings, which shows what is on.
 */
export async function resumePush(language: Language): Promise<void> {
  if (pushSupport() !== 'supported' || Notification.permission !== 'granted') return;
  const subscription = await subscriptionHere();
  if (subscription !== null) await tellDesk(subscription, language, true);
}
