/**
 * Rows 10 to 12: download size of the client, time until it shows the list, and scrolling of long
 * lists.
 */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { browserCookies } from '../support/browser-cookies.ts';
import { openBrowser } from '../support/chromium.ts';
import { atCommandLine, withAccounts } from '../support/staff-accounts.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchDesk } from './bench-desk.ts';
import type { BenchContext } from './context.ts';
import { median, shown } from './figures.ts';

const KB = 1000;
const FIRST_PAGE_KB = 270;
const ROW = '[data-pay-token]';
/** As in Lighthouse's desktop settings. */
const WINDOW = { width: 1350, height: 940 };

/** The conditions of a browser, and the goal under them. */
interface Circumstances {
  name: string;
  mbitPerSecond: number;
  latencyMs: number;
  /** How many times slower the processor is than this machine's. */
  slower: number;
  frameMs: number;
  firstRowMs: number;
}

const circumstances: readonly Circumstances[] = [
  {
    name: '10 Mbit/s, 40 ms',
    ...{ mbitPerSecond: 10, latencyMs: 40, slower: 1 },
    ...{ frameMs: 400, firstRowMs: 900 },
  },
  {
    name: '1.6 Mbit/s, 150 ms, processor × 4',
    ...{ mbitPerSecond: 1.6, latencyMs: 150, slower: 4 },
    ...{ frameMs: 1000, firstRowMs: 3000 },
  },
];
const LOADED_ROWS = 10_000;
const LONG_TASK_MS = 50;
/** The rows of a window and a margin on both sides, however many are loaded. */
const MOST_DRAWN = 150;
/** The longest task while ten thousand rows are scrolled. */
const SCROLL_TASK_MS = 100;

const cashier = {
  email: 'cashier@bench.test',
  name: '이하준',
  role: 'manager',
  password: 'a bench needs no secret 3141',
} as const;

/** A figure without a baseline: at most so much. */
const figure = (part: string, unit: string, value: number, than: number): Figure => ({
  ...{ part, product: shown(value, unit), floor: '', ratio: value },
  bound: { is: 'at most', than },
});

/**
 * A new browser process for one bench: its first start finds nothing in the system's page cache.
 */
async function withBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await openBrowser();
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

const contextOf = (browser: Browser, desk: BenchDesk) =>
  browser.newContext({ baseURL: desk.url, locale: 'ko-KR', viewport: WINDOW });

/** A page with an empty cache, with somebody signed in. */
async function pageOf(browser: Browser, desk: BenchDesk, n: number): Promise<Page> {
  const context = await contextOf(browser, desk);
  await context.addCookies(browserCookies(desk.url, desk.cookie(n)));
  return context.newPage();
}

interface Weight {
  /** Gzipped, in bytes. */
  packed: number;
  /** As transferred, with headers, in bytes. */
  sent: number;
}

/** From the sign-in page until the list is shown, with an empty cache. */
async function weighFirstPage(browser: Browser, desk: BenchDesk): Promise<Weight> {
  const context = await contextOf(browser, desk);
  const page = await context.newPage();
  const weight: Weight = { packed: 0, sent: 0 };
  const weighed: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    if (!/\.(?:js|css)$/.test(new URL(request.url()).pathname)) return;
    const weigh = async () => {
      const [answer, sizes] = await Promise.all([request.response(), request.sizes()]);
      const body = (await answer?.body()) ?? Buffer.alloc(0);
      weight.packed += gzipSync(body, { level: 9 }).length;
      weight.sent += sizes.responseBodySize + sizes.responseHeadersSize;
    };
    weighed.push(weigh());
  });
  await page.goto('/sign-in');
  await page.locator('input[type=email]').fill(cashier.email);
  await page.locator('input[type=password]').fill(cashier.password);
  await page.locator('button[type=submit]').click();
  await page.locator(ROW).first().waitFor();
  await Promise.all(weighed);
  await context.close();
  return weight;
}

async function firstPage(context: BenchContext): Promise<Figure[]> {
  const desk = await context.startDesk(context.size.small);
  await withAccounts(desk.file, ({ changes }) => changes.add(atCommandLine, cashier));
  const { packed, sent } = await withBrowser((browser) => weighFirstPage(browser, desk));
  await desk.stop();
  return [
    figure('gzip', 'KB', packed / KB, FIRST_PAGE_KB),
    figure('as it is sent', 'KB', sent / KB, FIRST_PAGE_KB),
  ];
}

interface Paint {
  /** First contentful paint: the frame. */
  frameMs: number;
  /** Largest contentful paint, from the start of the navigation. */
  lcpMs: number;
  /** Cumulative layout shift. */
  cls: number;
  /** Total blocking time: beyond 50 ms per task, after the first paint. */
  blockedMs: number;
  firstRowMs: number;
}

/** Runs before any script of the page; `bench` holds the observations. */
const WATCH_PAINT = `
  window.bench = { lcpMs: 0, cls: 0, fcpMs: 0, tasks: [], firstRowMs: 0 };
  const watch = (type, take) => new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) take(entry);
  }).observe({ type, buffered: true });
  watch('largest-contentful-paint', (one) => { bench.lcpMs = one.startTime; });
  watch('layout-shift', (one) => { if (!one.hadRecentInput) bench.cls += one.value; });
  watch('paint', (one) => { if (one.name === 'first-contentful-paint') bench.fcpMs = one.startTime; });
  watch('longtask', (one) => { bench.tasks.push([one.startTime, one.duration]); });
  const look = () => {
    if (document.querySelector('${ROW}') === null) requestAnimationFrame(look);
    else bench.firstRowMs = performance.now();
  };
  look();
`;

const READ_PAINT = `({
  frameMs: bench.fcpMs,
  lcpMs: bench.lcpMs,
  cls: bench.cls,
  firstRowMs: bench.firstRowMs,
  blockedMs: bench.tasks
    .filter(([start]) => start >= bench.fcpMs)
    .reduce((sum, [, ms]) => sum + ms - ${String(LONG_TASK_MS)}, 0),
})`;

/** Late files and fonts have loaded by then, and layout has settled. */
const SETTLED_MS = 6_000;

async function watchPaint(
  browser: Browser,
  desk: BenchDesk,
  { mbitPerSecond, latencyMs, slower }: Circumstances,
  n: number,
): Promise<Paint> {
  const page = await pageOf(browser, desk, n);
  const session = await page.context().newCDPSession(page);
  const bytesPerSecond = (mbitPerSecond * 1024 * 1024) / 8;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.addInitScript(WATCH_PAINT);
  await page.goto('/payments');
  await page.locator(ROW).first().waitFor();
  await page.waitForTimeout(SETTLED_MS);
  const paint = await page.evaluate<Paint>(READ_PAINT);
  await page.context().close();
  return paint;
}

async function paintsUnder(context: BenchContext, given: Circumstances): Promise<Figure[]> {
  const desk = await context.readDesk(context.size.large);
  const seen = await withBrowser(async (browser) => {
    await watchPaint(browser, desk, given, 0);
    const all: Paint[] = [];
    for (let n = 1; n <= context.size.repetitions; n += 1) {
      all.push(await watchPaint(browser, desk, given, n));
    }
    return all;
  });
  const of = (name: keyof Paint) => median(seen.map((paint) => paint[name]));
  const under = (part: string) => `${part}, ${given.name}`;
  return [
    figure(under('frame painted'), 'ms', of('frameMs'), given.frameMs),
    figure(under('first row'), 'ms', of('firstRowMs'), given.firstRowMs),
    figure(under('largest paint'), 'ms', of('lcpMs'), given.firstRowMs),
    figure(under('layout shift'), '', of('cls'), 0.01),
    // Lighthouse gives full points for less than this, on an unthrottled processor.
    figure(under('main thread blocked'), 'ms', of('blockedMs'), 150 * given.slower),
  ];
}

async function paints(context: BenchContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const given of circumstances) figures.push(...(await paintsUnder(context, given)));
  return figures;
}

/** The index of the last rendered row; the table's head is the first. */
const LAST_ROW = `Math.max(0, ...[...document.querySelectorAll('${ROW}')]
  .map((row) => Number(row.getAttribute('aria-rowindex')) - 1))`;

/** Loads so many rows, or all that exist, as a person does. @returns how many */
async function loadRows(page: Page): Promise<number> {
  const more = page.locator('button', { hasText: /^더 보기$/ });
  for (;;) {
    await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
    await page.waitForTimeout(100);
    const last = await page.evaluate<number>(LAST_ROW);
    const isThere = await more.isVisible();
    if (last >= LOADED_ROWS) return last;
    if (last > 0 && !isThere) {
      // The last ones are loaded, and not rendered yet.
      await page.waitForTimeout(1000);
      return page.evaluate<number>(LAST_ROW);
    }
    if (isThere && (await more.isEnabled())) await more.click();
  }
}

interface Scrolling {
  longestMs: number;
  mostDrawn: number;
  typingMs: number;
}

const WATCH_TASKS = `
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask' });
`;

/**
 * The longest task since the last call. Browsers report only tasks from 50 ms on, so 50 is the
 * least.
 */
const LONGEST = `(() => {
  const ms = Math.max(${String(LONG_TASK_MS)}, ...tasks);
  tasks.length = 0;
  return ms;
})()`;

/** Scrolls by wheel up and down, jumps twice, and types some letters in the search box. */
async function scroll(page: Page): Promise<Scrolling> {
  let mostDrawn = 0;
  const look = async () => {
    mostDrawn = Math.max(mostDrawn, await page.locator(ROW).count());
  };
  const jump = async (place: string) => {
    await page.evaluate(`window.scrollTo(0, ${place})`);
    await page.waitForTimeout(500);
    await look();
  };
  await jump('document.documentElement.scrollHeight');
  await page.mouse.move(WINDOW.width / 2, WINDOW.height / 2);
  await page.evaluate(LONGEST);
  for (const byPx of [-400, 400, -2_000, 2_000]) {
    for (let n = 0; n < 100; n += 1) {
      await page.mouse.wheel(0, byPx);
      await page.waitForTimeout(16);
      if (n % 10 === 0) await look();
    }
  }
  await jump('0');
  await jump('document.documentElement.scrollHeight / 2');
  const longestMs = await page.evaluate<number>(LONGEST);
  const box = page.locator('input[type=search]');
  await box.focus();
  await box.pressSequentially('머그컵 20261', { delay: 60 });
  const typingMs = await page.evaluate<number>(LONGEST);
  await box.fill('');
  return { longestMs, mostDrawn, typingMs };
}

async function longList(context: BenchContext): Promise<Figure[]> {
  const desk = await context.readDesk(context.size.small);
  const { rows, seen } = await withBrowser(async (browser) => {
    const page = await pageOf(browser, desk, 0);
    await page.goto('/payments?period=all');
    const loaded = await loadRows(page);
    await page.evaluate(WATCH_TASKS);
    const all: Scrolling[] = [];
    for (let n = 0; n < context.size.repetitions; n += 1) all.push(await scroll(page));
    return { rows: loaded, seen: all };
  });
  const of = (name: keyof Scrolling) => median(seen.map((one) => one[name]));
  const loaded = rows.toLocaleString('en');
  return [
    figure(`longest task, ${loaded} rows`, 'ms', of('longestMs'), SCROLL_TASK_MS),
    figure('rows drawn at once', '', of('mostDrawn'), MOST_DRAWN),
    figure('longest task while typing', 'ms', of('typingMs'), LONG_TASK_MS),
  ];
}

/** In a browser, as `test/support/chromium.ts` finds one. */
export const clientRows: readonly Bench[] = [
  {
    row: 10,
    name: 'first-page',
    what: 'JS and CSS that a browser loads from the sign-in page until the list is there',
    goal: '≤ 270 KB gzip',
    run: firstPage,
  },
  {
    row: 11,
    name: 'paint',
    what:
      'The list page, nothing in the cache: the frame is the first paint of words; ' +
      'Lighthouse’s own score is not measured',
    goal: 'frame ≤ 400 ms and first row ≤ 900 ms, slow ≤ 1.0 s and ≤ 3.0 s; shift ≤ 0.01',
    run: paints,
  },
  {
    row: 12,
    name: 'long-list',
    what: 'Scrolling 10,000 loaded rows, and typing in the search box over them',
    goal: 'no task > 100 ms; rows drawn bounded',
    run: longList,
  },
];
