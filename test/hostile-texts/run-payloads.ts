/** Which payloads run without any protection: otherwise that none runs would prove nothing. */
import type { Browser, Page } from 'playwright-core';
import { payloads, TRAP_HOST } from './payloads.ts';

/** Contexts in which a text is not escaped. */
const places = ['html', 'double', 'single', 'bare', 'script', 'link'] as const;
type Place = (typeof places)[number];

/** These navigate away or change the whole page before the others can run. */
const leavesPage = /<(meta|base)|^[^a-z]*(https:)?[\\/]{2}/i;
const SETTLE_MS = 400;

/** An empty page without a Content Security Policy. */
async function openBlank(browser: Browser, seen: Set<number>): Promise<Page> {
  const context = await browser.newContext();
  await context.route('**/*', async (route) => {
    const { host, pathname } = new URL(route.request().url());
    if (host === TRAP_HOST) seen.add(Number(pathname.slice(1)));
    const body = pathname === '/blank' ? '<!doctype html><body></body>' : '';
    const status = body === '' ? 404 : 200;
    await route.fulfill({ status, contentType: body === '' ? 'text/plain' : 'text/html', body });
  });
  const page = await context.newPage();
  await page.exposeFunction('pwn', (n: number) => seen.add(n));
  await page.goto('http://blank.invalid/blank');
  return page;
}

function putInto(page: Page, place: Place, texts: readonly string[]): Promise<void> {
  return page.evaluate(
    ({ where, all }) => {
      for (const text of all) {
        const holder = document.createElement('div');
        document.body.append(holder);
        switch (where) {
          case 'html':
            holder.innerHTML = text;
            break;
          case 'double':
            holder.innerHTML = `<p title="${text}">x</p>`;
            break;
          case 'single':
            holder.innerHTML = `<p title='${text}'>x</p>`;
            break;
          case 'bare':
            holder.innerHTML = `<p title=${text}>x</p>`;
            break;
          case 'script': {
            const script = document.createElement('script');
            script.text = `var a = "${text}"`;
            holder.append(script);
            break;
          }
          case 'link': {
            const link = document.createElement('a');
            link.href = text;
            holder.append(link);
            if (link.protocol === 'javascript:') link.click();
          }
        }
      }
    },
    { where: place, all: texts },
  );
}

/** Waits until nothing more happens. */
async function settle(page: Page, seen: Set<number>): Promise<void> {
  for (let before = -1; before !== seen.size;) {
    before = seen.size;
    await page.waitForTimeout(SETTLE_MS);
  }
}

export interface Running {
  /** By `innerHTML` alone. */
  inner: number;
  /** By that, or in one of the other contexts. */
  anywhere: number;
}

/** Counts the payloads that run on a page without a Content Security Policy. */
export async function countRunning(browser: Browser): Promise<Running> {
  const seen = new Set<number>();
  const page = await openBlank(browser, seen);
  let inner = 0;
  for (const place of places) {
    const left = payloads.filter(({ n, text }) => !seen.has(n) && !leavesPage.test(text));
    await putInto(
      page,
      place,
      left.map(({ text }) => text),
    );
    await settle(page, seen);
    if (place === 'html') inner = seen.size;
  }
  await page.context().close();
  return { inner, anywhere: seen.size };
}
