/** Row 13: a change at Toss, and when an open list shows it. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStream, type EventStream } from '../support/event-stream.ts';
import type { Bench, Figure } from './bench.ts';
import { quantile, shown } from './figures.ts';
import type { BenchDesk } from './bench-desk.ts';
import type { BenchContext } from './context.ts';
import { read, type Page } from './list-asks.ts';
import { callDesk, makeKnown, startTossSide, type TossSide } from './toss-side.ts';

/** The desk polls open payments every second: changes must not be in phase with that. */
const BETWEEN_MS = 730;
const LIST = '/api/payments?limit=50';

type IsChanged = (item: Page['items'][number]) => boolean;
const isPaid: IsChanged = ({ status }) => status === 'PAY_COMPLETE';
const isRefunded: IsChanged = ({ refunded }) => refunded > 0;

interface Stage {
  agent: Agent;
  desk: BenchDesk;
  toss: TossSide;
  stream: EventStream;
}

/**
 * Does what an open list does: refetches at each event of the payment, until it shows the change.
 */
async function untilListed({ desk, stream }: Stage, payToken: string, isChanged: IsChanged) {
  for (let heard = 0; ;) {
    const frames = await stream.until((all) => all.slice(heard).some(isOf(payToken)));
    heard = frames.length;
    const { items } = await read<Page>(desk, LIST, heard);
    const row = items.find((item) => item.payToken === payToken);
    if (row !== undefined && isChanged(row)) return;
  }
}

const isOf = (payToken: string) => (frame: { data: { payToken?: string } }) =>
  frame.data.payToken === payToken;

async function timed(
  stage: Stage,
  payToken: string,
  isChanged: IsChanged,
  change: () => Promise<unknown>,
): Promise<number> {
  // Drops the events of its adoption.
  stage.stream.frames.length = 0;
  const startedMs = performance.now();
  const [, shownMs] = await Promise.all([
    change(),
    untilListed(stage, payToken, isChanged).then(() => performance.now()),
  ]);
  return shownMs - startedMs;
}

/**
 * Without a callback: the desk finds out by polling, since the payment is open on a screen. Once
 * paid it is polled rarely, so that the next one has the whole polling budget.
 */
async function byLooking(stage: Stage): Promise<number> {
  const { agent, desk, toss } = stage;
  const { payToken } = await toss.buyers.create({ orderNo: randomUUID() });
  await makeKnown(agent, desk, [payToken]);
  await callDesk(agent, desk, 'POST', '/api/events/watch', { payTokens: [payToken] });
  await sleep(BETWEEN_MS);
  return timed(stage, payToken, isPaid, () => toss.buyers.authenticate(payToken));
}

async function byCallback(stage: Stage): Promise<number> {
  const { agent, desk, toss } = stage;
  const resultCallback = `${desk.url}/toss/callback`;
  const { payToken } = await toss.buyers.create({ resultCallback, orderNo: randomUUID() });
  await makeKnown(agent, desk, [payToken]);
  await sleep(BETWEEN_MS);
  return timed(stage, payToken, isPaid, () => toss.buyers.authenticate(payToken));
}

/** After a refund that a person waits for. */
async function byOperation(stage: Stage): Promise<number> {
  const { agent, desk, toss } = stage;
  const { payToken } = await toss.buyers.createPaid({ orderNo: randomUUID() });
  await makeKnown(agent, desk, [payToken]);
  await sleep(BETWEEN_MS);
  const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
  const refund = { kind: 'refund', amount: 4000, reason: '단순 변심', seenRefunded: 0 };
  let endedMs = 0;
  const startedMs = performance.now();
  const whole = await timed(stage, payToken, isRefunded, async () => {
    await callDesk(agent, desk, 'PUT', path, refund, { prefer: 'wait=20' });
    endedMs = performance.now();
  });
  return Math.max(0, startedMs + whole - endedMs);
}

async function changeToList(context: BenchContext): Promise<Figure[]> {
  const { small, requests } = context.size;
  const changes = Math.max(1, Math.min(40, Math.round(requests / 10)));
  const toss = await startTossSide(context);
  const desk = await context.startDesk(small, { toss: toss.url });
  const stream = await openStream(desk, desk.cookie(1));
  const agent = new Agent({ keepAlive: true });
  const stage = { agent, desk, toss, stream };
  const ways = [
    { part: 'looked at, p95', way: byLooking, than: 1500 },
    { part: 'after a callback, p95', way: byCallback, than: 150 },
    { part: 'after an operation’s end, p95', way: byOperation, than: 150 },
  ];
  const figures: Figure[] = [];
  for (const { part, way, than } of ways) {
    // A warm-up.
    await way(stage);
    const times: number[] = [];
    for (let n = 0; n < changes; n += 1) times.push(await way(stage));
    const p95 = quantile(times, 0.95);
    const bound = { is: 'at most', than } as const;
    figures.push({ part, product: shown(p95, 'ms'), floor: '', ratio: p95, bound });
  }
  stream.stop();
  agent.destroy();
  await desk.stop('SIGKILL');
  await toss.stop();
  return figures;
}

export const liveRow: Bench = {
  row: 13,
  name: 'live',
  what: 'A change at Toss until the list of an open page has it',
  goal: 'looked at ≤ 1.5 s; after a callback or an operation ≤ 150 ms',
  run: changeToList,
};
