/** Rows 7 and 8: concurrent callbacks, and the list while they arrive. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Figure } from './bench.ts';
import { quantile, shown } from './figures.ts';
import { byTurns } from './by-turns.ts';
import { callbackSender, knownPayTokens, type CallbackSender } from './callbacks.ts';
import type { BenchContext } from './context.ts';
import { asking, LIST_PATH } from './list-asks.ts';
import { startFlood } from './flood.ts';
import { burst } from './load.ts';

const AT_ONCE = 32;
const A_SECOND = 2000;
const MOST_PAYMENTS = 200_000;

/** Sends so many, 32 at a time. @returns callbacks a second */
async function sendAtOnce(sender: CallbackSender, count: number): Promise<number> {
  const startedMs = performance.now();
  let begun = 0;
  const lane = async () => {
    while (begun < count) {
      begun += 1;
      await sender.send();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return count / ((performance.now() - startedMs) / 1000);
}

async function callbacksAtOnce(context: BenchContext): Promise<Figure[]> {
  const { small, requests } = context.size;
  const desk = await context.startDesk(small);
  const file = context.copySeed(small);
  const floor = await context.startHelper('commits-floor', [file]);
  const payTokens = knownPayTokens(file, MOST_PAYMENTS);
  const toDesk = callbackSender(`${desk.url}/toss/callback`, payTokens);
  const toFloor = callbackSender(`${floor.url}/`, payTokens);
  const count = requests * 5;
  const { first, second, ratio } = await byTurns(
    context,
    () => sendAtOnce(toDesk, count),
    () => sendAtOnce(toFloor, count),
  );
  toDesk.close();
  toFloor.close();
  await desk.stop('SIGKILL');
  await floor.stop();
  return [
    {
      part: '',
      product: shown(first, 'a second'),
      floor: shown(second, 'a second'),
      ratio,
      bound: { is: 'at least', than: 2.5 },
    },
  ];
}

/** The list's p50 over some seconds, and how many callbacks a second were answered meanwhile. */
async function listInFlood(
  sender: CallbackSender,
  list: () => Promise<number>,
): Promise<{ p50: number; perSecond: number }> {
  const flood = startFlood(A_SECOND, () => sender.send());
  // The flood reaches its rate before anything is measured.
  await sleep(500);
  const startedMs = performance.now();
  const before = flood.answered();
  const p50 = await list();
  const perSecond = (flood.answered() - before) / ((performance.now() - startedMs) / 1000);
  await flood.stop();
  return { p50, perSecond };
}

async function listDuringCallbacks(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.startDesk(large);
  const payTokens = knownPayTokens(desk.file, MOST_PAYMENTS);
  const sender = callbackSender(`${desk.url}/toss/callback`, payTokens);
  const next = asking(desk, `${LIST_PATH}&status=PAY_COMPLETE`);
  const list = async () => (await burst({ requests, atOnce: 1 }, next)).p50;
  const rates: number[] = [];
  const {
    first: busy,
    second: idle,
    ratio,
  } = await byTurns(
    context,
    async () => {
      const { p50, perSecond } = await listInFlood(sender, list);
      rates.push(perSecond);
      return p50;
    },
    list,
  );
  sender.close();
  await desk.stop('SIGKILL');
  const perSecond = quantile(rates, 0.5);
  return [
    {
      part: 'list, p50',
      product: shown(busy, 'ms'),
      floor: shown(idle, 'ms'),
      ratio,
      bound: { is: 'at most', than: 1.3 },
    },
    {
      part: 'callbacks answered meanwhile',
      product: shown(perSecond, 'a second'),
      floor: shown(A_SECOND, 'a second sent'),
      ratio: perSecond / A_SECOND,
      // The rest is the load program being late, not the desk.
      bound: { is: 'at least', than: 0.95 },
    },
  ];
}

export const callbackRows: readonly Bench[] = [
  {
    row: 7,
    name: 'callbacks',
    what: 'Callbacks, 32 at once, 200 after a durable COMMIT; beside one transaction per request',
    goal: '≥ 2.5 × floor',
    run: callbacksAtOnce,
  },
  {
    row: 8,
    name: 'list-during-callbacks',
    what: 'The list while 2,000 callbacks a second arrive; beside the list of an idle desk',
    goal: '≤ 1.3 × idle, at 2,000 a second',
    run: listDuringCallbacks,
  },
];
