/**
 * A month on its sheet, in the list's footer, in 개요 and in the tables: the same won of each tax
 * part, by the day of payments and by the day of refunds, over midnights in Seoul.
 */
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPeriod } from '../../server/storage/period-figures.ts';
import { summarizePayments } from '../../server/storage/payment-sums.ts';
import { readSpan } from '../../server/overview/day-span.ts';
import { readOverview } from '../../server/overview/read-overview.ts';
import { spanOfDays } from '../../server/day-close/period.ts';
import { daysOfMonth } from '../../shared/kst.ts';
import { workbook } from '../../server/exports/export-routes.ts';
import { exportWords } from '../../server/exports/export-words.ts';
import { readLines, readPeriodLines } from '../../server/exports/read-lines.ts';
import { signedOfPeriod } from '../../server/exports/signed-months.ts';
import { tableRows } from '../../server/exports/table-rows.ts';
import { addLine, noTotals } from '../../server/payment-lines.ts';
import type { PeriodFigures } from '../../shared/api.ts';
import { noParts, subtractParts } from '../../shared/tax-split.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';
import { october, plantMonth } from './plant-month.ts';

const PAYMENTS = Number(process.env['MONTH_PAYMENTS'] ?? 700);

let test: TestStorage;
let figures: PeriodFigures;
const span = spanOfDays(october);

beforeAll(async () => {
  test = openTestStorage();
  await plantMonth(test, PAYMENTS);
  const begun = performance.now();
  figures = await test.storage.transact(() => readPeriod(span));
  if (PAYMENTS > 1000) {
    const ms = Math.round(performance.now() - begun);
    const { count } = figures.paid;
    console.info(`the sheet of ${String(count)} payments paid in the month: ${String(ms)} ms`);
  }
}, 1_800_000);
afterAll(() => test.close());

const sums = (clock: 'completed' | 'refunded', given = span) =>
  test.storage.read(summarizePayments({ clock, ...given }));

/** The columns that are added up, by their headings. */
const { columns } = exportWords.ko;
const added = [
  ...[columns.won, columns.taxable, columns.vat, columns.taxFree, columns.serviceFee],
  ...[columns.unknown, columns.transferred],
];

/** A sheet’s sums of those columns by the first cell of its rows. */
function addRows(sheet: Uint8Array | undefined): Map<string, number[]> {
  const [head = '', ...rows] = strFromU8(sheet ?? new Uint8Array()).split('</row>');
  const text = /<c r="([A-Z]+)\d+"[^>]*><is><t[^>]*>([^<]*)</g;
  const columnOf = new Map([...head.matchAll(text)].map(([, column, name]) => [name, column]));
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const kind = /<c r="A\d+"[^>]*><is><t[^>]*>([^<]*)</.exec(row)?.[1];
    if (kind === undefined) continue;
    const numbers = new Map(
      [...row.matchAll(/<c r="([A-Z]+)\d+"[^>]*><v>(-?\d+)<\/v>/g)].map(([, at, won]) => [at, won]),
    );
    const before = sums.get(kind);
    const wons = added.map((name) => Number(numbers.get(columnOf.get(name)) ?? 0));
    sums.set(
      kind,
      wons.map((won, index) => won + (before?.[index] ?? 0)),
    );
  }
  return sums;
}

// A large month takes its time.
describe('October', { timeout: 600_000 }, () => {
  it('has every kind of payment and refund', () => {
    for (const rows of [figures.paidByTax.slice(0, 3), figures.refundedByTax]) {
      expect(rows.every(({ count }) => count > 3)).toBe(true);
    }
    expect(figures.refundsOfEarlier.count).toBeGreaterThan(0);
    expect(figures.withoutVat.count).toBeGreaterThan(10);
    expect(figures.days).toHaveLength(31);
    expect(figures.byMethod.map(({ method }) => method)).toEqual(['TOSS_MONEY', 'CARD', null]);
  });

  it('is the list’s footer, by payment day and by refund day', () => {
    const [paid, refunded] = [sums('completed'), sums('refunded')];
    expect(figures.paid).toEqual({
      ...{ count: paid.count, won: paid.paid, parts: paid.tax.paid, unknownWon: 0 },
    });
    expect(figures.withoutVat).toEqual(paid.tax.withoutVat);
    expect(figures.refunded).toMatchObject({
      won: refunded.refunded,
      parts: refunded.tax.refunded,
      unknownWon: refunded.tax.refundedUnknown,
    });
    for (const { day, ...ofDay } of figures.days) {
      const given = spanOfDays({ from: day, to: day });
      const [paidThen, refundedThen] = [sums('completed', given), sums('refunded', given)];
      expect(ofDay.paid, day).toMatchObject({
        ...{ count: paidThen.count, won: paidThen.paid, parts: paidThen.tax.paid },
      });
      expect(ofDay.refunded, day).toMatchObject({
        won: refundedThen.refunded,
        parts: refundedThen.tax.refunded,
        unknownWon: refundedThen.tax.refundedUnknown,
      });
    }
  });

  it('is what 개요 has of the same days', async () => {
    const now = '2026-12-01T00:00:00.000Z';
    const overview = await readOverview(test.storage, readSpan(october, now), now);
    expect(overview.span).toMatchObject({
      ...{ payments: figures.paid.count, paid: figures.paid.won },
      ...{ refunds: figures.refunded.count, refunded: figures.refunded.won },
    });
    expect(overview.days.map(({ day, paid, refunded }) => [day, paid, refunded])).toEqual(
      figures.days.map(({ day, paid, refunded }) => [day, paid.won, refunded.won]),
    );
  });

  it('is what the tables hold, counted plainly', () => {
    // Of Seoul, nine hours before UTC.
    const inOctober = (time: string) =>
      `${time} >= '2026-09-30T15:00:00.000Z' AND ${time} < '2026-10-31T15:00:00.000Z'`;
    const parts = (row: string) =>
      ['taxable', 'vat', 'tax_free', 'service_fee']
        .map((name) => `coalesce(sum(${row}.${name}), 0) AS ${name}`)
        .join(', ');
    const { db } = test;
    const paid =
      db.get(`SELECT count(*) AS count, sum(amount) AS won, ${parts('payment')} FROM payment
          WHERE status <> 'PAY_CANCEL' AND ${inOctober('completed_at')}`);
    const own = db.get(`SELECT ${parts('operation')} FROM operation
          JOIN payment_refund ON operation_id = operation.id WHERE ${inOctober('refunded_at')}`);
    const all = db.get(`SELECT count(*) AS count, sum(amount) AS won,
          sum(CASE WHEN origin = 'desk' THEN 0 ELSE amount END) AS unknown
          FROM payment_refund WHERE ${inOctober('refunded_at')}`);
    const columns = ({ parts: own_ }: PeriodFigures['paid']) => ({
      ...{ taxable: own_.taxable, vat: own_.vat },
      ...{ tax_free: own_.taxFree, service_fee: own_.serviceFee },
    });
    const { count, won } = figures.paid;
    expect(paid).toEqual({ count, won, ...columns(figures.paid) });
    expect(own).toEqual(columns(figures.refunded));
    expect(all).toEqual({
      ...{ count: figures.refunded.count, won: figures.refunded.won },
      unknown: figures.refunded.unknownWon,
    });
  });

  it('has the bank transfers of its days that count, in a figure of their own', () => {
    const plain = test.db
      .get(`SELECT count(*) AS count, sum(amount) AS won, sum(taxable) AS taxable, sum(vat) AS vat,
          sum(tax_free) AS "taxFree", sum(service_fee) AS "serviceFee",
          sum(CASE WHEN taxable IS NULL THEN amount ELSE 0 END) AS "unknownWon"
          FROM bank_transfer
          WHERE paid_on LIKE '2026-10-%' AND second_person <> 'needed'
            AND id NOT IN (SELECT refund_id FROM bank_transfer_act)`);
    const { count, won, parts, unknownWon } = figures.transferred;
    expect(plain).toEqual({ count, won, ...parts, unknownWon });
    expect(count).toBeGreaterThan(20);
    expect(unknownWon).toBeGreaterThan(0);
  });

  it('is what the workbook adds up to, row by row and on its sheet of sums', async () => {
    const words = exportWords.ko;
    const signed = signedOfPeriod(test.storage, span);
    const rows = tableRows(readPeriodLines(test.storage, span), words, signed);
    const pieces: Uint8Array[] = [];
    for await (const piece of workbook(words, rows)) pieces.push(piece);
    const file = unzipSync(Buffer.concat(pieces));
    const { paid, refunded, transferred } = figures;
    const sumsOf = ({ won, parts, unknownWon }: PeriodFigures['paid']) => [
      ...[won, parts.taxable, parts.vat, parts.taxFree, parts.serviceFee, unknownWon],
    ];
    const negative = (sums: readonly number[]) => sums.map((sum) => 0 - sum);
    const flows = [sumsOf(paid), negative(sumsOf(refunded))];

    const lines = addRows(file['xl/worksheets/sheet1.xml']);
    expect(lines.get(words.kinds.payment)).toEqual([...(flows[0] ?? []), 0]);
    const back = [words.kinds.refund, words.kinds['outside-refund'], words.kinds['bank-transfer']];
    const returned = back.map((kind) => lines.get(kind) ?? []);
    const total = returned[0]?.map((_, at) =>
      returned.reduce((sum, row) => sum + (row[at] ?? 0), 0),
    );
    expect(total).toEqual([...(flows[1] ?? []), -transferred.won]);

    const sums = addRows(file['xl/worksheets/sheet2.xml']);
    expect(sums.get(words.totals.paid)).toEqual([...(flows[0] ?? []), 0]);
    expect(sums.get(words.totals.refunded)).toEqual([...(flows[1] ?? []), -transferred.won]);
  });

  it.each(['completed', 'refunded'] as const)(
    'is what the list’s files hold by %s',
    async (clock) => {
      let totals = noTotals;
      for await (const lines of readLines(test.storage, { clock, ...span }, `-${clock}`)) {
        totals = lines.reduce(addLine, totals);
      }
      const footer = sums(clock);
      expect(totals).toMatchObject({
        ...{ paid: footer.paid, paidParts: footer.tax.paid },
        ...{ refunded: 0 - footer.refunded, unknown: 0 - footer.tax.refundedUnknown },
      });
      expect(subtractParts(noParts, totals.refundedParts)).toEqual(footer.tax.refunded);
    },
  );

  it('adds up: kinds of tax, methods and days are the whole', () => {
    const add = (rows: readonly { won: number }[]) => rows.reduce((sum, { won }) => sum + won, 0);
    for (const flow of ['paid', 'refunded'] as const) {
      const { won, parts, unknownWon } = figures[flow];
      expect(add(figures[`${flow}ByTax`])).toBe(won);
      expect(add(figures.byMethod.map((line) => line[flow]))).toBe(won);
      expect(add(figures.days.map((day) => day[flow]))).toBe(won);
      expect(Object.values(parts).reduce((a, b) => a + b, 0) + unknownWon).toBe(won);
    }
  });
});

it.each([
  ['2026-02', '2026-02-28'],
  ['2028-02', '2028-02-29'],
  ['2026-12', '2026-12-31'],
  ['2026-04', '2026-04-30'],
])('%s ends with %s', (month, to) => {
  expect(daysOfMonth(month)).toEqual({ from: `${month}-01`, to });
});
