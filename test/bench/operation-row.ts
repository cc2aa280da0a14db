/** Row 9: what the desk adds to a refund, not counting the time that Toss takes. */
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Figure } from './bench.ts';
import { median, shown } from './figures.ts';
import type { BenchDesk } from './bench-desk.ts';
import type { BenchContext } from './context.ts';
import { askWell } from './load.ts';
import { callDesk, makeKnown, startTossSide, type TossSide } from './toss-side.ts';

const REFUND_WON = 4000;
/** A refund takes three or four calls, of the ten a second that are allowed in total. */
const BETWEEN_MS = 450;
const COMMITS = 20;

/** From the PUT to its response, which waits for the operation's end, minus Toss's time. */
export async function overheadMs(
  agent: Agent,
  desk: BenchDesk,
  toss: TossSide,
  payToken: string,
): Promise<number> {
  await toss.spentMs();
  const path = `/api/payments/${payToken}/operations/${randomUUID()}`;
  const refund = { kind: 'refund', amount: REFUND_WON, reason: '단순 변심', seenRefunded: 0 };
  const answer = await callDesk(agent, desk, 'PUT', path, refund, { prefer: 'wait=20' });
  const { state } = JSON.parse(answer.body.toString()) as { state: string };
  if (state !== 'succeeded') throw new Error(`The refund is ${state}`);
  return answer.ms - (await toss.spentMs());
}

async function commitMs(agent: Agent, url: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < COMMITS; n += 1) {
    times.push(Number((await askWell(agent, { url })).body.toString()));
  }
  return median(times);
}

async function operationOverhead(context: BenchContext): Promise<Figure[]> {
  const { small, repetitions, requests } = context.size;
  const perTurn = Math.max(1, Math.min(8, Math.round(requests / 50)));
  const toss = await startTossSide(context);
  const desk = await context.startDesk(small, { toss: toss.url });
  const commits = await context.startHelper('commits-floor', [context.copySeed(small)]);
  const agent = new Agent({ keepAlive: true });
  const payTokens: string[] = [];
  for (let n = 0; n < (repetitions + 1) * perTurn; n += 1) {
    const paid = await toss.buyers.createPaid({ orderNo: `bench-${String(n)}` });
    payTokens.push(paid.payToken);
  }
  await makeKnown(agent, desk, payTokens);
  const overheads: number[] = [];
  const commitTimes: number[] = [];
  for (const [n, payToken] of payTokens.entries()) {
    await sleep(BETWEEN_MS);
    const overhead = await overheadMs(agent, desk, toss, payToken);
    const commit = await commitMs(agent, commits.url);
    // The first turn is a warm-up.
    if (n < perTurn) continue;
    overheads.push(overhead);
    commitTimes.push(commit);
  }
  agent.destroy();
  await desk.stop('SIGKILL');
  await toss.stop();
  await commits.stop();
  const [ours, one] = [median(overheads), median(commitTimes)];
  return [
    {
      part: '',
      product: shown(ours, 'ms'),
      floor: shown(one, 'ms'),
      ratio: ours / one,
      bound: { is: 'at most', than: 15 },
    },
  ];
}

export const operationRow: Bench = {
  row: 9,
  name: 'operation',
  what: 'A refund from its PUT to its end, less the time inside Toss; beside one durable commit',
  goal: '≤ 15 × one commit',
  run: operationOverhead,
};
