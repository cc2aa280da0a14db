/**
 * The service worker of the installed app. It keeps the files that have a hash in their name, and
 * nothing else: pages and answers hold the shop's data, and a cache outlasts a sign-out. It shows
 * the notices that the desk pushes.
 */
import { PUSH_TAG, type PushNotice } from '../shared/push.ts';

/** Set by the build: another one for every other set of files. */
declare const BUILD: string;

// The compiler's types of workers and of pages exclude each other.
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface InstallEvent extends WorkerEvent {
  addRoutes?(rules: readonly object[]): Promise<void>;
}
interface FetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface PushEvent extends WorkerEvent {
  readonly data: { json(): unknown } | null;
}
interface ClickEvent extends WorkerEvent {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: 'install', listen: (event: InstallEvent) => void): void;
  addEventListener(type: 'activate', listen: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listen: (event: FetchEvent) => void): void;
  addEventListener(type: 'push', listen: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', listen: (event: ClickEvent) => void): void;
}

const worker = globalThis as unknown as Worker;
const KEPT = `files-${BUILD}`;
const FILES = '/assets/';

worker.addEventListener('install', (event) => {
  // All other requests go to the network without starting this worker, where the browser can.
  const others = { condition: { not: { urlPattern: `${FILES}*` } }, source: 'network' };
  if (event.addRoutes !== undefined) event.waitUntil(event.addRoutes([others]));
});

async function dropFormerFiles(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
}

worker.addEventListener('activate', (event) => event.waitUntil(dropFormerFiles()));

async function fileOf(request: Request): Promise<Response> {
  const kept = await caches.open(KEPT);
  const file = await kept.match(request, { ignoreVary: true });
  if (file !== undefined) return file;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== location.origin || !pathname.startsWith(FILES)) return;
  // Without its cache, for instance on a full disk, it is fetched as without this worker.
  event.respondWith(fileOf(event.request).catch(() => fetch(event.request)));
});

/** Browsers require that each push shows something, also one that can't be read. */
const unread: PushNotice = {
  title: '창구',
  body: '',
  tag: PUSH_TAG,
  language: 'ko',
  path: '/review',
};

function noticeOf({ data }: PushEvent): PushNotice {
  try {
    return { ...unread, ...(data?.json() as Partial<PushNotice>) };
  } catch {
    return unread;
  }
}

worker.addEventListener('push', (event) => {
  const { title, body, tag, language, path } = noticeOf(event);
  const options = { body, tag, lang: language, icon: '/icon-192.png', data: { path } };
  // The phone rings again also where this one replaces an earlier notice.
  event.waitUntil(
    worker.registration.showNotification(title, { ...options, ...{ renotify: true } }),
  );
});

/** Pages of the desk itself: buyers come back to those below /checkout. */
const isOfDesk = ({ url }: Page) => !new URL(url).pathname.startsWith('/checkout');

/** Opens the address in a page that is open, which keeps what was typed there, or in a new one. */
async function open(path: string): Promise<void> {
  const found = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const pages = found.filter(isOfDesk);
  const page = pages.find(({ visibilityState }) => visibilityState === 'visible') ?? pages[0];
  if (page === undefined) {
    await worker.clients.openWindow(path);
    return;
  }
  page.postMessage({ open: path });
  await page.focus();
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { path } = event.notification.data as { path: string };
  event.waitUntil(open(path));
});
