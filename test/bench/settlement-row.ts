/** Row 18: the import of the settlement's days, and the screen of a month over many lines. */
import { Agent } from 'node:http';
import { paidStatuses } from '../../shared/payment.ts';
import { settlementDateTypes } from '../../shared/settlement.ts';
import { Database } from '../../server/sqlite.ts';
import type { Connection } from '../../server/storage/connection.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { Bench, Figure } from './bench.ts';
import type { BenchDesk } from './bench-desk.ts';
import type { BenchContext, Helper } from './context.ts';
import { median, shown } from './figures.ts';
import { asking } from './list-asks.ts';
import { askWell, burst } from './load.ts';

/** The highest setting, so that the limit of calls to Toss is not what is measured. */
const CALLS_A_SECOND = '200';
const LONGEST_MS = 60_000;
/** Attempts at a day: four by trade and four by payout. */
const ATTEMPTS = 4;
const YEARS = 3;

const paid = paidStatuses.map((status) => `'${status}'`).join(', ');

function inFile<T>(file: string, work: (database: Connection) => T): T {
  const database = new Database(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** The contract of `programs/settled-toss.ts`. */
const CONTRACT = `
  INSERT INTO settlement_rate (method, rate_bp, valid_from, at, staff_id, staff_name)
    SELECT value, 320, '2020-01-01', '2020-01-01T00:00:00.000Z', 'm', 'm'
      FROM json_each('["TOSS_MONEY", "CARD"]');
  INSERT INTO settlement_fee_back (rule, at, staff_id, staff_name)
    VALUES ('proportional', '2020-01-01T00:00:00.000Z', 'm', 'm');`;

/** The Seoul days with the most trades, less the last week, which the desk imports by itself. */
const busiestDays = (file: string, most: number): string[] =>
  inFile(file, (database) =>
    database
      .prepare(
        `SELECT date(completed_at, '+9 hours') AS day FROM payment
          WHERE completed_at < strftime('%Y-%m-%dT', 'now', '-9 days')
          GROUP BY day ORDER BY count(*) DESC, day LIMIT ?`,
      )
      .pluck()
      .all(most),
  ) as string[];

interface Told {
  lines: number;
  tookMs: number | null;
}

async function tell(toss: Helper, day: string): Promise<Told> {
  return (await (await fetch(`${toss.url}/?day=${day}`)).json()) as Told;
}

/** By another person each time: one alone would meet the rate limit. */
let asked = 0;

/** Imports a day. @returns lines a second */
async function importDay(desk: BenchDesk, toss: Helper, day: string): Promise<number> {
  const agent = new Agent();
  const before = await tell(toss, day);
  await askWell(agent, {
    ...{ method: 'POST', url: `${desk.url}/api/settlement/imports`, body: JSON.stringify({ day }) },
    headers: {
      ...{ cookie: desk.cookie((asked += 1)), origin: desk.url },
      'content-type': 'application/json',
    },
  });
  agent.destroy();
  const { lines, tookMs } = await waitUntil(
    `${day} is imported`,
    () => tell(toss, day),
    (told) => told.tookMs !== before.tookMs,
    LONGEST_MS,
  );
  return lines / ((tookMs ?? Number.NaN) / 1000);
}

async function importLines(context: BenchContext): Promise<Figure[]> {
  const { large, repetitions } = context.size;
  const toss = await context.startHelper('settled-toss', [context.copySeed(large)]);
  const before = await context.startDesk(large, { toss: toss.url });
  await before.stop();
  inFile(before.file, (database) => database.exec(CONTRACT));
  const env = { SETTLEMENT_IMPORT: '1', TOSS_CALLS_A_SECOND: CALLS_A_SECOND };
  const desk = await context.startAgain(before, { toss: toss.url, env });
  const days = busiestDays(desk.file, repetitions + 1);
  for (const day of days) await tell(toss, day);
  const fresh: number[] = [];
  const again: number[] = [];
  for (const day of days) {
    fresh.push(await importDay(desk, toss, day));
    again.push(await importDay(desk, toss, day));
  }
  await desk.stop('SIGKILL');
  await toss.stop();
  const figure = (part: string, perSecond: number): Figure => ({
    ...{ part, product: shown(perSecond, 'a second'), floor: '', ratio: perSecond },
    bound: { is: 'at least', than: 5000 },
  });
  // The first day is a warm-up.
  return [
    figure('import, lines', median(fresh.slice(1))),
    figure('the same lines again', median(again.slice(1))),
  ];
}

/** Lines of all payments and refunds, their days, and three years of attempts, in one go. */
const plantLines = (most: number) => `
  INSERT INTO settlement_import (date_type, day, asked_at, lines)
    WITH RECURSIVE past (day) AS (
      SELECT date('now', '+9 hours', '-1 days') UNION ALL
      SELECT date(day, '-1 days') FROM past
        WHERE day > date('now', '+9 hours', '-${String(YEARS)} years'))
    SELECT type.value, day, day || 'T22:00:00.000Z', 0
      FROM past, json_each('${JSON.stringify(settlementDateTypes)}') AS type,
        json_each('${JSON.stringify(Array.from({ length: ATTEMPTS }, (_, n) => n))}') AS attempt
      ORDER BY day, attempt.value;
  INSERT INTO settlement_line (import_id, transaction_id, type, version, pay_token, order_no,
      method, amount, fee, vat, settle_day, due_day, settled_at, sign_was_wrong, is_gone,
      is_newest, state, refund_no, fee_state, own_fee, own_vat, rate_bp)
    SELECT 1, id, type, 1, token, order_no, method, won, fee, vat, date(at, '+9 hours'),
        date(at, '+9 hours', '+3 days'), at, 0, 0, 1, 'matched', refund_no, 'fits', fee, vat, 320
      FROM (
        SELECT *, -won * 32 / 1000 AS fee, -won * 32 / 10000 AS vat FROM (
          SELECT pay_token || '-0' AS id, 'PAY' AS type, pay_token AS token, order_no,
              pay_method AS method, amount AS won, completed_at AS at, NULL AS refund_no
            FROM payment WHERE status IN (${paid})
          UNION ALL
          SELECT refund_no, 'REFUND', pay_token, order_no, pay_method, -refund.amount, refunded_at,
              refund_no
            FROM payment_refund AS refund JOIN payment USING (pay_token))
        ORDER BY at LIMIT ${String(most)});
  INSERT INTO settlement_day
    SELECT day, count(*), sum(amount), sum(fee), sum(vat), sum(amount + fee + vat), 0, 0, 0, 0
      FROM settlement_line GROUP BY day;`;

async function showMonth(context: BenchContext): Promise<Figure[]> {
  const { large, repetitions, requests } = context.size;
  const before = await context.startDesk(large);
  await before.stop();
  const { lines, month } = inFile(before.file, (database) => {
    database.exec(`${CONTRACT} ${plantLines(large)}`);
    return database
      .prepare(
        'SELECT count(*) AS lines, substr(max(settle_day), 1, 7) AS month FROM settlement_line',
      )
      .get() as { lines: number; month: string };
  });
  const desk = await context.startAgain(before);
  const next = asking(desk, `/api/settlement/months/${month}`);
  const times: number[] = [];
  for (let n = 0; n < repetitions; n += 1) {
    times.push((await burst({ requests, atOnce: 1 }, next)).p50);
  }
  await desk.stop('SIGKILL');
  const p50 = median(times);
  const part = `a month, ${lines.toLocaleString('en')} lines, ${String(YEARS)} years of attempts, p50`;
  const bound = { is: 'at most', than: 50 } as const;
  return [{ part, product: shown(p50, 'ms'), floor: '', ratio: p50, bound }];
}

export const settlementRow: Bench = {
  row: 18,
  name: 'settlement',
  what: 'Lines of the settlement from the first question about a day to the next one, on busy days; and the screen of a month',
  goal: '≥ 5,000 lines a second; p50 ≤ 50 ms',
  run: async (context) => [...(await importLines(context)), ...(await showMonth(context))],
};
