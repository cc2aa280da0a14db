/**
 * The service worker of the installed app. It keeps the files that have a hash in their name, and
 * nothing else: pages and answers hold the shop's data, and a cache outlasts a sign-out.
 */

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
interface Worker {
  addEventListener(type: 'install', listen: (event: InstallEvent) => void): void;
  addEventListener(type: 'activate', listen: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', listen: (event: FetchEvent) => void): void;
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
