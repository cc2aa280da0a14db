/** Rows 1 to 3: the list, its totals, and how both scale with the size of a shop. */
import type { Bench, Figure } from './bench.ts';
import { shown } from './figures.ts';
import type { BenchDesk } from './bench-desk.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { asking, bytesOf, floorSql, LIST_PATH, read, searchPath, type Page } from './list-asks.ts';
import { burst, type Ask } from './load.ts';
import { rivalRow } from './rival-row.ts';

const STATUS = 'PAY_COMPLETE';
const LIST = `${LIST_PATH}&status=${STATUS}`;
const TOTALS = `/api/payments/summary?status=${STATUS}`;
/** A shop's few screens send requests at the same time. */
const AT_ONCE = 8;
const PAGE = 1000;
const ROWS = 50;

/** A baseline whose response is as long as the desk's, up to some bytes a row. */
async function startFloor(context: BenchContext, file: string, desk: Ask) {
  const start = (padding: number) => {
    const sql = floorSql(`payment.status = '${STATUS}'`, padding);
    return context.startHelper('rows-floor', [file, sql]);
  };
  const bare = await start(0);
  const missing = (await bytesOf(desk)) - (await bytesOf({ url: bare.url }));
  await bare.stop();
  return start(Math.round(missing / ROWS));
}

async function listAgainstFloor(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.readDesk(large);
  const next = asking(desk, LIST);
  const floor = await startFloor(context, desk.file, next(0));
  const floorNext = () => ({ url: floor.url });
  const many = { requests, atOnce: AT_ONCE };
  const one = { requests, atOnce: 1 };
  const speed = await byTurns(
    context,
    async () => (await burst(many, next)).perSecond,
    async () => (await burst(many, floorNext)).perSecond,
  );
  // Inverted, since a shorter time is better.
  const time = await byTurns(
    context,
    async () => (await burst(one, floorNext)).p50,
    async () => (await burst(one, next)).p50,
  );
  await floor.stop();
  const bound = { is: 'at least', than: 0.9 } as const;
  return [
    {
      part: `${String(AT_ONCE)} at once`,
      product: shown(speed.first, 'a second'),
      floor: shown(speed.second, 'a second'),
      ratio: speed.ratio,
      bound,
    },
    {
      part: 'one at a time, p50',
      product: shown(time.second, 'ms'),
      floor: shown(time.first, 'ms'),
      ratio: time.ratio,
      bound,
    },
  ];
}

async function listWithTotals(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.readDesk(large);
  const list = asking(desk, LIST);
  const totals = asking(desk, TOTALS);
  const size = { requests, atOnce: 1 };
  // As the page does: both at the same time.
  const { first, second, ratio } = await byTurns(
    context,
    async () => (await burst(size, (n) => [list(n), totals(n + 1)])).p50,
    async () => (await burst(size, list)).p50,
  );
  return [
    {
      part: '',
      product: shown(first, 'ms'),
      floor: shown(second, 'ms'),
      ratio,
      bound: { is: 'at most', than: 1.5 },
    },
  ];
}

/** The path of page 1,000 of 50 rows, or of the last page of a smaller shop. */
async function farPage(desk: BenchDesk): Promise<string> {
  let { nextCursor } = await read<Page>(desk, LIST);
  let place = LIST;
  for (let page = 2; page <= PAGE && nextCursor !== null; page += 1) {
    const next = `${LIST}&cursor=${encodeURIComponent(nextCursor)}`;
    ({ nextCursor } = await read<Page>(desk, next, page));
    // The very last page may be short, and so faster than a full one.
    if (nextCursor !== null) place = next;
  }
  return place;
}

async function growth(context: BenchContext): Promise<Figure[]> {
  const { large, small, requests } = context.size;
  const pathsOf = async (desk: BenchDesk) => {
    const { items } = await read<Page>(desk, LIST_PATH);
    return {
      'newest first': LIST_PATH,
      'one status': LIST,
      'one status, page 1,000': await farPage(desk),
      'orderNo, exact': searchPath(items.at(-1)?.orderNo ?? ''),
      totals: '/api/payments/summary',
      'totals of one status': TOTALS,
    };
  };
  const largeDesk = await context.readDesk(large);
  const smallDesk = await context.readDesk(small);
  const largePaths = await pathsOf(largeDesk);
  const smallPaths = await pathsOf(smallDesk);
  const p50 = (desk: BenchDesk, path: string) => async () =>
    (await burst({ requests, atOnce: 1 }, asking(desk, path))).p50;
  const figures: Figure[] = [];
  for (const part of Object.keys(largePaths) as (keyof typeof largePaths)[]) {
    const { first, second, ratio } = await byTurns(
      context,
      p50(largeDesk, largePaths[part]),
      p50(smallDesk, smallPaths[part]),
    );
    figures.push({
      part,
      product: shown(first, 'ms'),
      floor: shown(second, 'ms'),
      ratio,
      bound: { is: 'at most', than: part.startsWith('totals') ? 1.2 : 1.15 },
    });
  }
  return figures;
}

export const listRows: readonly Bench[] = [
  {
    row: 1,
    name: 'list',
    what: 'List of 50, one status, newest first; signed in, checked, logged; beside the floor',
    goal: '≥ 0.9 × floor',
    run: listAgainstFloor,
  },
  rivalRow,
  {
    row: 2,
    name: 'list-with-totals',
    what: 'The list with its totals, as the page asks for both; beside the list alone',
    goal: '≤ 1.5 × without',
    run: listWithTotals,
  },
  {
    row: 3,
    name: 'growth',
    what: 'p50 of the large shop; beside the small one',
    goal: '≤ 1.15; totals ≤ 1.2',
    run: growth,
  },
];
