/** A manager's phone: a pushed notice leads to the sheet of its approval, done in two taps. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeBrowser, startPushService, type PushService } from '../push/push-service.ts';
import { codeAt } from '../staff/browser.ts';
import { axeFaults } from '../support/axe-faults.ts';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { knowPaid, putRefund, waitForState } from '../support/desk-acts.ts';
import { PASSWORD } from '../support/password.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { ko } from '../support/words.ts';

const CLIENT = join(import.meta.dirname, '../../dist/client');
const ORDER = 'PHONE-1';

let desk: RunningDesk;
let service: PushService;
let browser: Browser;
let phone: BrowserContext;
let page: Page;
let cdp: CDPSession;
let registrationId: string;
let worker: Worker;
let subscribed: ReturnType<typeof makeBrowser>;

beforeAll(async () => {
  [desk, service, browser] = await Promise.all([
    startTestDesk({
      clientDir: CLIENT,
      env: {
        PUSH_SUBJECT: 'mailto:desk@shop.example',
        REFUND_APPROVAL_FROM: '1000',
        STEP_UP_FROM: '1000',
      },
    }),
    startPushService(),
    openBrowser(),
  ]);
  phone = await browser.newContext({
    ...{ baseURL: desk.url, locale: 'ko-KR', hasTouch: true },
    viewport: { width: 390, height: 844 },
  });
  await phone.addCookies(browserCookies(desk.url, await desk.cookieOf('manager', 'first')));
  page = await phone.newPage();
  page.setDefaultTimeout(20_000);
  cdp = await phone.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first !== undefined) resolve(first.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await page.goto('/payments');
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  registrationId = await registered;
  const [first] = phone.serviceWorkers();
  if (first === undefined) throw new Error('There is no service worker');
  worker = first;
  // A headless browser permits no notices, so their screen is played by the test.
  await worker.evaluate(`
    globalThis.notices = new Map();
    registration.showNotification = (title, options) => {
      notices.set(options.tag, { title, ...options });
      return Promise.resolve();
    };
  `);
  // Without a push service of its own on the Internet, the browser's part is played by the test.
  subscribed = makeBrowser(service);
  await desk.as('manager').call('PUT', '/api/me/push', subscribed.subscription);
});
afterAll(async () => {
  await browser.close();
  await service.close();
  await desk.close();
});

/** A refund that waits, and what the desk pushes of it. */
async function propose() {
  const count = service.received.length;
  const payToken = await knowPaid(desk, { orderNo: `${ORDER}-${randomUUID().slice(0, 6)}` });
  const id = randomUUID();
  await putRefund(desk, payToken, 4000, { id });
  const all = await waitUntil(
    'a push',
    () => service.received,
    (received) => received.length > count,
  );
  return { id, pushed: all.at(-1)! };
}

/** The push service hands it to the browser. */
const deliver = (data: string) =>
  cdp.send('ServiceWorker.deliverPushMessage', { origin: desk.url, registrationId, data });

interface Shown {
  title: string;
  body: string;
  tag: string;
  lang: string;
}

/** What the worker showed, by tag as a phone has it. */
const shown = () =>
  waitUntil(
    'a notice',
    () => worker.evaluate<Shown[]>('[...notices.values()].map(({ data, icon, ...rest }) => rest)'),
    (all) => all.length > 0,
  );

/** Presses the notice. */
const press = () =>
  worker.evaluate(`(() => {
    const [[tag, notice]] = notices;
    const event = new ExtendableEvent('notificationclick');
    Object.assign(event, { notification: { data: notice.data, close: () => notices.delete(tag) } });
    // Only the browser itself extends an event, and lets a page take the focus.
    event.waitUntil = (work) => work.catch(() => undefined);
    dispatchEvent(event);
  })()`);

const approve = () => page.getByRole('dialog').getByRole('button', { name: /^4,000원 승인/ });

it('is told, and a press on the notice and 승인 in its sheet are all it takes', async () => {
  const { id, pushed } = await propose();
  await deliver(subscribed.text(pushed));
  expect(await shown()).toEqual([
    { title: '승인할 환불이 있어요', body: '', tag: 'approval', lang: 'ko', renotify: true },
  ]);
  await press();
  await approve().waitFor();
  expect(new URL(page.url()).searchParams.get('operation')).toBe(id);
  expect(await axeFaults(page)).toEqual([]);
  const tooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(tooWide)).toBe(false);
  await approve().tap();
  await waitForState(desk, id, ['succeeded']);
});

it('shows one notice of several, and in the sheet of an old one that it was decided', async () => {
  const first = await propose();
  await deliver(subscribed.text(first.pushed));
  await shown();
  const reason = '고객이 교환을 원해서 환불하지 않아요';
  const path = `/api/operations/${first.id}/decline`;
  expect((await desk.as('manager', 'second').call('POST', path, { reason })).status).toBe(200);
  await press();
  await page.getByRole('dialog').getByText(ko('operations.acts.moved.title')).first().waitFor();
  expect(await approve().count()).toBe(0);
  const second = await propose();
  const third = await propose();
  await deliver(subscribed.text(second.pushed));
  await deliver(subscribed.text(third.pushed));
  await waitUntil('the newest', shown, ([one]) => one?.title === '승인할 일이 2건 있어요');
  expect(await shown()).toHaveLength(1);
  await press();
  await page.waitForURL('/review');
  for (const { id } of [second, third]) {
    await desk.as('manager', 'second').call('POST', `/api/operations/${id}/decline`, { reason });
  }
});

it('leads through the sign-in after signing out, and leaves nothing of the shop', async () => {
  const { id, pushed } = await propose();
  await page.goto('/payments');
  await page.request.post('/api/auth/sign-out', { headers: { origin: desk.url } });
  await page.goto('/sign-in');
  await page.locator('input[type=email]').waitFor();
  await deliver(subscribed.text(pushed));
  await shown();
  await press();
  await page.waitForURL(/next=/);
  const kept = await page.evaluate<string[]>(`(async () => {
    const texts = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        texts.push(request.url, await (await cache.match(request)).text());
      }
    }
    return texts;
  })()`);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.join('\n')).not.toMatch(new RegExp(`${ORDER}|first manager|${id}`));
  await page.locator('input[type=email]').fill('first-manager@changgu.test');
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await approve().waitFor();
  expect(new URL(page.url()).searchParams.get('operation')).toBe(id);
  await approve().tap();
  await waitForState(desk, id, ['succeeded']);
});

it('is told of what it can’t read, too, and opens a window where none is open', async () => {
  await deliver('no JSON');
  await waitUntil('a notice', shown, (all) => all.some(({ title }) => title === '창구'));
  // Only a real press may open a window.
  await worker.evaluate(`
    globalThis.opened = [];
    clients.openWindow = (path) => Promise.resolve(opened.push(path));
  `);
  await page.goto('about:blank');
  const pages = 'clients.matchAll({ type: "window" }).then(({ length }) => length)';
  await waitUntil(
    'no page',
    () => worker.evaluate<number>(pages),
    (count) => count === 0,
  );
  await press();
  await waitUntil(
    'a window',
    () => worker.evaluate<string[]>('opened'),
    ([path]) => path === '/review',
  );
});

it('has the section of 내 설정, on a phone and with nothing for axe to find', async () => {
  await page.goto('/account');
  const section = page.getByRole('region', { name: ko('account.push.title') });
  await section.waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

it('takes two taps with a second factor that is fresh, too', async () => {
  const headers = { origin: desk.url };
  const post = (path: string, data: object) =>
    page.request.post(`/api/auth/two-factor/${path}`, { headers, data });
  const begun = (await (await post('begin', { password: PASSWORD })).json()) as { secret: string };
  const code = codeAt(begun.secret, Date.now());
  expect((await post('confirm', { code })).status()).toBe(200);
  await page.request.put('/api/me/push', { headers, data: subscribed.subscription });
  const { id, pushed } = await propose();
  await page.goto('/payments');
  await deliver(subscribed.text(pushed));
  await shown();
  await press();
  await approve().tap();
  await waitForState(desk, id, ['succeeded']);
});
