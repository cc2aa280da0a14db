/** Rows 7 and 8: concurrent callbacks, and the list while they arrive. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Figure } from './bench.ts';
import { shown } from './figures.ts';
import { byTurns } from './by-turns.ts';
import { callbackSender, knownPayTokens, type CallbackSender } from './callbacks.ts';
import type { BenchContext } from './context.ts';
import { asking, LIST_PATH } from './list-asks.ts';
import { startFlood } from './flood.ts';
import { burst } from './load.ts';

const AT_ONCE = 32;
const A_SECOND = 2000;
const TOSS_A_SECOND = 5;
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

/** While strangers name payments that the desk doesn't know, Toss names known ones. */
async function listDuringCallbacks(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.startDesk(large);
  const url = `${desk.url}/toss/callback`;
  const made = Array.from({ length: MOST_PAYMENTS }, (_, n) => `strangers-${String(n)}`);
  const strangers = callbackSender(url, made);
  const toss = callbackSender(url, knownPayTokens(desk.file, MOST_PAYMENTS));
  const next = asking(desk, `${LIST_PATH}&status=PAY_COMPLETE`);
  const list = async () => (await burst({ requests, atOnce: 1 }, next)).p50;
  let tossSent = 0;
  let tossTaken = 0;
  const sendAsToss = async () => {
    tossSent += 1;
    await toss.send().then(
      () => (tossTaken += 1),
      () => undefined,
    );
  };
  const {
    first: busy,
    second: idle,
    ratio,
  } = await byTurns(
    context,
    async () => {
      // Most of the strangers' are refused: that is what the desk is to do.
      const flood = startFlood(A_SECOND, () => strangers.send().catch(() => undefined));
      const fromToss = startFlood(TOSS_A_SECOND, sendAsToss);
      // The flood reaches its rate before anything is measured.
      await sleep(500);
      const p50 = await list();
      await Promise.all([flood.stop(), fromToss.stop()]);
      return p50;
    },
    list,
  );
  strangers.close();
  toss.close();
  await desk.stop('SIGKILL');
  return [
    {
      part: 'list, p50',
      product: shown(busy, 'ms'),
      floor: shown(idle, 'ms'),
      ratio,
      bound: { is: 'at most', than: 3 },
    },
    {
      part: 'Toss’s own callbacks taken meanwhile',
      product: String(tossTaken),
      floor: `${String(tossSent)} sent`,
      ratio: tossTaken / tossSent,
      bound: { is: 'at least', than: 1 },
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
    what: 'The list while strangers send 2,000 callbacks a second; beside the list of an idle desk',
    goal: '≤ 3 × idle; all of Toss’s callbacks taken',
    run: listDuringCallbacks,
  },
];
