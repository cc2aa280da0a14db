/** Row 17: the desk on PostgreSQL with a synchronous standby, beside the same desk on SQLite. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { postgresPrograms } from '../support/postgres-server.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchDesk } from './bench-desk.ts';
import { moveToPostgres } from './books-on-postgres.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext, DeskOptions } from './context.ts';
import { deskMetrics, type DeskMetrics } from './desk-metrics.ts';
import { median, shown } from './figures.ts';
import { asking, LIST_PATH } from './list-asks.ts';
import { askWell, burst } from './load.ts';
import { overheadMs } from './operation-row.ts';
import { makeKnown, startTossSide, type TossSide } from './toss-side.ts';

/** More take long to move, and a page of the list reads no more of them. */
const MOST_PAYMENTS = 100_000;
const BETWEEN_REFUNDS_MS = 200;
const BETWEEN_LISTS_MS = 20;
const LIST_MS = 3;
const UNIT_MS = 10;

interface Side {
  desk: BenchDesk;
  toss: TossSide;
  agent: Agent;
  /** Payments that the desk knows and that were not refunded yet. */
  payTokens: string[];
}

/** What a turn of refunds took. */
interface Turn extends Pick<DeskMetrics, 'stillP99Ms' | 'stillMostMs'> {
  /** The median of the refunds. */
  refundMs: number;
  /** The mean of all units of work. */
  unitMs: number;
}

async function startSide(
  context: BenchContext,
  over: Pick<BenchDesk, 'file'>,
  { refunds, ...options }: DeskOptions & { refunds: number },
): Promise<Side> {
  const toss = await startTossSide(context);
  const env = { TOSS_CALLS_A_SECOND: '200' };
  const desk = await context.startAgain(over, { ...options, toss: toss.url, env });
  const agent = new Agent({ keepAlive: true });
  const payTokens: string[] = [];
  for (let n = 0; n < refunds; n += 1) {
    payTokens.push((await toss.buyers.createPaid({ orderNo: `bench-${String(n)}` })).payToken);
  }
  await makeKnown(agent, desk, payTokens);
  return { desk, toss, agent, payTokens };
}

async function stopSide({ desk, toss, agent }: Side): Promise<void> {
  agent.destroy();
  await desk.stop('SIGKILL');
  await toss.stop();
}

const meanUnitMs = (before: DeskMetrics, after: DeskMetrics) =>
  (after.unitsMs - before.unitsMs) / (after.units - before.units);

async function refundSome(side: Side, refunds: number): Promise<Turn> {
  const { agent, desk, toss, payTokens } = side;
  const before = await deskMetrics(desk);
  const times: number[] = [];
  for (const payToken of payTokens.splice(0, refunds)) {
    times.push(await overheadMs(agent, desk, toss, payToken));
    await sleep(BETWEEN_REFUNDS_MS);
  }
  const after = await deskMetrics(desk);
  const { stillP99Ms, stillMostMs } = after;
  return { refundMs: median(times), unitMs: meanUnitMs(before, after), stillP99Ms, stillMostMs };
}

/** The same while somebody looks at the list all the time. */
async function refundBesideList(side: Side, refunds: number): Promise<Turn> {
  const list = asking(side.desk, LIST_PATH);
  const over = new AbortController();
  const looking = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      await askWell(side.agent, list(n));
      await sleep(BETWEEN_LISTS_MS);
    }
  })();
  try {
    return await refundSome(side, refunds);
  } finally {
    over.abort();
    await looking;
  }
}

/** By turns, after a warm-up of both. @returns for each measure, its median on both engines */
async function refundByTurns(
  { size }: BenchContext,
  [postgres, sqlite]: readonly [Side, Side],
  turn: (side: Side) => Promise<Turn>,
): Promise<(of: keyof Turn) => [postgres: number, sqlite: number]> {
  await turn(postgres);
  await turn(sqlite);
  const turns: [Turn, Turn][] = [];
  for (let n = 0; n < size.repetitions; n += 1) {
    turns.push([await turn(postgres), await turn(sqlite)]);
  }
  return (of) => [median(turns.map(([one]) => one[of])), median(turns.map(([, one]) => one[of]))];
}

/** A figure against its goal, and the same beside SQLite's. */
function withGoal(part: string, [ours, theirs]: readonly [number, number], than: number): Figure[] {
  const product = shown(ours, 'ms');
  return [
    { part, product, floor: '', ratio: ours, bound: { is: 'at most', than } },
    beside('the same, beside SQLite', [ours, theirs]),
  ];
}

function beside(part: string, [ours, theirs]: readonly [number, number]): Figure {
  return {
    ...{ part, product: shown(ours, 'ms'), floor: shown(theirs, 'ms') },
    ...{ ratio: ours / theirs, bound: null },
  };
}

async function measure(context: BenchContext, sides: readonly [Side, Side], perTurn: number) {
  const { requests } = context.size;
  const [postgres, sqlite] = sides;
  const p50 =
    ({ desk }: Side) =>
    async () =>
      (await burst({ requests, atOnce: 1 }, asking(desk, LIST_PATH))).p50;
  const list = await byTurns(context, p50(postgres), p50(sqlite));
  const quiet = await refundByTurns(context, sides, (side) => refundSome(side, perTurn));
  const busy = await refundByTurns(context, sides, (side) => refundBesideList(side, perTurn));
  return [
    ...withGoal('list of 50, newest first, p50', [list.first, list.second], LIST_MS),
    ...withGoal('a unit of work while refunds are made, mean', quiet('unitMs'), UNIT_MS),
    beside('a refund, less the time inside Toss; beside SQLite', quiet('refundMs')),
    beside('refunds and lists: the event loop stands still, p99', busy('stillP99Ms')),
    beside('the longest time', busy('stillMostMs')),
  ];
}

async function onPostgres(context: BenchContext): Promise<Figure[]> {
  const { large, repetitions, requests } = context.size;
  if (postgresPrograms() === null) {
    context.say('Left out: PostgreSQL 15 or newer is not on this machine.');
    return [];
  }
  const payments = Math.min(large, MOST_PAYMENTS);
  const perTurn = Math.max(1, Math.min(8, Math.round(requests / 50)));
  const refunds = 2 * (repetitions + 1) * perTurn;
  const moved = context.copySeed(payments);
  context.say('Moving the books to PostgreSQL');
  const books = moveToPostgres(moved);
  try {
    const postgres = await startSide(context, { file: moved }, { database: books.url, refunds });
    const sqlite = await startSide(context, { file: context.copySeed(payments) }, { refunds });
    const figures = await measure(context, [postgres, sqlite], perTurn);
    await stopSide(postgres);
    await stopSide(sqlite);
    return figures;
  } finally {
    books.stop();
  }
}

export const postgresRow: Bench = {
  row: 17,
  name: 'postgres',
  what:
    'On PostgreSQL with a synchronous standby, by turns with SQLite (a takeover is measured by ' +
    '`npm run failover`)',
  goal: 'list ≤ 3 ms; a unit of work ≤ 10 ms',
  mostPayments: MOST_PAYMENTS,
  run: onPostgres,
};
