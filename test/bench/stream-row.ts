/** Row 6: one change, and when the last of many open tabs has received it. */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Figure } from './bench.ts';
import { median, quantile, shown } from './figures.ts';
import { callbackSender, knownPayTokens } from './callbacks.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { asking } from './list-asks.ts';
import { burst } from './load.ts';
import { memoryMb } from './processes.ts';
import { openTabs } from './tabs.ts';

interface StreamRun {
  p50: number;
  p99: number;
  kbPerTab: number;
}

interface Streaming {
  pid: number;
  streamUrl: string;
  callbackUrl: string;
  cookie: (n: number) => string;
  stop: () => Promise<void>;
}

/** Enough for a p99 that is no single outlier, few enough for five fresh processes each. */
const MOST_CHANGES = 150;
/** The limit of streams per person. */
const ONE_PERSONS = 20;
/** Long enough for garbage to be collected. */
const SETTLED_MS = 1000;
const KB_A_TAB = 30;

async function measure(
  context: BenchContext,
  payTokens: readonly string[],
  { pid, streamUrl, callbackUrl, cookie, stop }: Streaming,
): Promise<StreamRun> {
  const { tabs: count, requests } = context.size;
  const sender = callbackSender(callbackUrl, payTokens);
  await sleep(SETTLED_MS);
  const before = memoryMb(pid);
  const tabs = await openTabs(streamUrl, count, cookie);
  await sleep(SETTLED_MS);
  const kbPerTab = ((memoryMb(pid) - before) / count) * 1000;
  const times: number[] = [];
  const changes = Math.min(payTokens.length, requests, MOST_CHANGES);
  for (let n = 0; n < changes; n += 1) {
    const all = tabs.allHave(payTokens[n] ?? '');
    const startedMs = performance.now();
    await Promise.all([sender.send(), all]);
    times.push(performance.now() - startedMs);
    await sleep(10);
  }
  tabs.close();
  sender.close();
  await stop();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), kbPerTab };
}

async function productRun(context: BenchContext, payTokens: readonly string[]): Promise<StreamRun> {
  const people = Math.ceil(context.size.tabs / ONE_PERSONS);
  const desk = await context.startDesk(context.size.small, { people });
  return measure(context, payTokens, {
    pid: desk.pid,
    streamUrl: `${desk.url}/api/events`,
    callbackUrl: `${desk.url}/toss/callback`,
    cookie: desk.cookie,
    stop: () => desk.stop('SIGKILL'),
  });
}

async function floorRun(context: BenchContext, payTokens: readonly string[]): Promise<StreamRun> {
  const file = context.copySeed(context.size.small);
  const floor = await context.startHelper('stream-floor', [file]);
  return measure(context, payTokens, {
    pid: floor.pid,
    streamUrl: `${floor.url}/events`,
    callbackUrl: `${floor.url}/`,
    cookie: () => '',
    stop: floor.stop,
  });
}

/**
 * Opens so many streams of one person at once, each from the first event on, and then, where the
 * desk refuses them, fifty a second. @returns a function that ends it
 */
function openAllTheTime(url: string, cookie: string, count: number) {
  const agent = new Agent({ maxSockets: count });
  const open = new Set<ReturnType<typeof get>>();
  const one = () => {
    const request = get(`${url}/api/events?after=0`, { agent, headers: { cookie } }, (answer) => {
      answer.resume().on('error', () => undefined);
    });
    request.on('error', () => undefined).once('close', () => open.delete(request));
    open.add(request);
  };
  for (let n = 0; n < count; n += 1) one();
  const timer = setInterval(() => {
    if (open.size < count) one();
  }, 20);
  return () => {
    clearInterval(timer);
    agent.destroy();
    for (const request of open) request.destroy();
  };
}

/** How long others wait for a page while one person opens as many streams as there are tabs. */
async function othersMeanwhile(context: BenchContext): Promise<Figure> {
  const { small, requests, tabs, sessions } = context.size;
  const desk = await context.startDesk(small);
  const mine = asking(desk, '/api/me');
  const page = async () =>
    (await burst({ requests, atOnce: 1 }, (n) => mine(1 + (n % (sessions - 1))))).p50;
  const { first, second, ratio } = await byTurns(
    context,
    async () => {
      const stop = openAllTheTime(desk.url, desk.cookie(0), tabs);
      try {
        await sleep(SETTLED_MS);
        return await page();
      } finally {
        stop();
        await sleep(SETTLED_MS);
      }
    },
    page,
  );
  await desk.stop('SIGKILL');
  return {
    part: 'others’ page while one person opens as many streams, p50',
    product: shown(first, 'ms'),
    floor: shown(second, 'ms'),
    ratio,
    bound: { is: 'at most', than: 1.3 },
  };
}

async function changeToLastTab(context: BenchContext): Promise<Figure[]> {
  const { small, repetitions } = context.size;
  const payTokens = knownPayTokens(context.copySeed(small), small);
  const product: StreamRun[] = [];
  const floor: StreamRun[] = [];
  // Fresh processes each time: a process does not give memory back.
  for (let n = 0; n < repetitions; n += 1) {
    product.push(await productRun(context, payTokens));
    floor.push(await floorRun(context, payTokens));
  }
  const figure = (part: string, of: keyof StreamRun, unit: string, than: number): Figure => {
    const ours = product.map((run) => run[of]);
    const bare = floor.map((run) => run[of]);
    const ratios = ours.map((value, n) => value / (bare[n] ?? Number.NaN));
    return {
      part,
      product: shown(median(ours), unit),
      floor: shown(median(bare), unit),
      ratio: median(ratios),
      bound: { is: 'at most', than },
    };
  };
  const memory = figure('memory', 'kbPerTab', 'KB a tab', KB_A_TAB);
  return [
    figure('p50', 'p50', 'ms', 1.6),
    figure('p99', 'p99', 'ms', 2),
    { ...memory, ratio: median(product.map(({ kbPerTab }) => kbPerTab)) },
    await othersMeanwhile(context),
  ];
}

export const streamRow: Bench = {
  row: 6,
  name: 'stream',
  what: 'One change until the last of 1,000 tabs has it; beside a durable row and a `res.write` loop',
  goal: 'p50 ≤ 1.6 ×, p99 ≤ 2 ×, ≤ 30 KB a tab; others’ page ≤ 1.3 × idle',
  run: changeToLastTab,
};
