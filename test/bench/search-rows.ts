/** Rows 4 and 5: by the beginning of an order number, and by a part of a text. */
import { openConnection } from '../../server/storage/connection.ts';
import type { Bench, Figure } from './bench.ts';
import { shown } from './figures.ts';
import type { BenchDesk } from './bench-desk.ts';
import { byTurns } from './by-turns.ts';
import type { BenchContext } from './context.ts';
import { asking, floorSql, searchPath } from './list-asks.ts';
import { burst } from './load.ts';

interface Sample {
  order_no: string;
  product_desc: string;
}

/** Three payments of the file: the first, one from the middle, and the last. */
function samplesOf(file: string): { first: Sample; middle: Sample; last: Sample } {
  const connection = openConnection(file, { readonly: true });
  const at = (share: number) =>
    connection
      .prepare(
        `SELECT order_no, product_desc FROM payment
        WHERE rowid >= (SELECT min(rowid) + (max(rowid) - min(rowid)) * ? FROM payment)
          AND order_no LIKE '2%' ORDER BY rowid LIMIT 1`,
      )
      .get(share) as Sample | undefined;
  const found = { first: at(0), middle: at(0.5), last: at(0.9) };
  connection.close();
  const { first, middle, last } = found;
  if (first === undefined || middle === undefined || last === undefined) {
    throw new Error('The seed has no order numbers by the day');
  }
  return { first, middle, last };
}

/** A rare name in the engravings; in a tiny shop, any product. */
function rareWords(file: string): string {
  const connection = openConnection(file, { readonly: true });
  const rows = connection
    .prepare("SELECT product_desc FROM payment WHERE product_desc LIKE '%각인%' LIMIT 1000")
    .pluck()
    .all() as string[];
  const any = connection.prepare('SELECT product_desc FROM payment').pluck().get() as string;
  connection.close();
  return rows.at(-1)?.split('각인 ')[1]?.split(' ')[0] ?? any;
}

const p50 = (context: BenchContext, desk: BenchDesk, q: string) => async () => {
  const size = { requests: context.size.requests, atOnce: 1 };
  return (await burst(size, asking(desk, searchPath(q)))).p50;
};

async function orderNoPrefix(context: BenchContext): Promise<Figure[]> {
  const desk = await context.readDesk(context.size.large);
  const { first, middle, last } = samplesOf(desk.file);
  const prefixes = { 'of a new day': last.order_no, 'of an old day': first.order_no };
  const figures: Figure[] = [];
  for (const [part, orderNo] of Object.entries(prefixes)) {
    const {
      first: prefix,
      second: exact,
      ratio,
    } = await byTurns(
      context,
      p50(context, desk, orderNo.slice(0, -1)),
      p50(context, desk, middle.order_no),
    );
    figures.push({
      part,
      product: shown(prefix, 'ms'),
      floor: shown(exact, 'ms'),
      ratio,
      bound: { is: 'at most', than: 3 },
    });
  }
  return figures;
}

async function textSearch(context: BenchContext): Promise<Figure[]> {
  const { large, requests } = context.size;
  const desk = await context.readDesk(large);
  const { middle } = samplesOf(desk.file);
  const searches = [
    { part: 'words, few hits', q: rareWords(desk.file), than: 30 },
    // Month, day and number, as on a slip.
    { part: 'piece of an orderNo, few hits', q: middle.order_no.slice(4), than: 30 },
    { part: 'words, many hits', q: '원두', than: 1 },
    { part: 'piece of an orderNo, many hits', q: '-001', than: 1 },
  ];
  const figures: Figure[] = [];
  for (const { part, q, than } of searches) {
    const like = `payment.product_desc LIKE '%${q}%' OR payment.order_no LIKE '%${q}%'`;
    const floor = await context.startHelper('rows-floor', [desk.file, floorSql(like)]);
    const size = { requests, atOnce: 1 };
    const { first, second, ratio } = await byTurns(
      context,
      async () => (await burst(size, () => ({ url: floor.url }))).p50,
      p50(context, desk, q),
    );
    await floor.stop();
    figures.push({
      part,
      product: shown(second, 'ms'),
      floor: shown(first, 'ms'),
      ratio,
      bound: { is: 'at least', than },
    });
  }
  return figures;
}

export const searchRows: readonly Bench[] = [
  {
    row: 4,
    name: 'order-prefix',
    what: 'Beginning of an order number, newest first; beside the exact one',
    goal: '≤ 3 × exact',
    run: orderNoPrefix,
  },
  {
    row: 5,
    name: 'text-search',
    what: 'Piece of a description or an order number; beside LIKE on the floor',
    goal: 'few hits ≥ 30 ×, many ≥ 1 × LIKE',
    run: textSearch,
  },
];
