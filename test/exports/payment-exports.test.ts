/** The list's filter as a file, over HTTP: its content, who may export it, and the record of it. */
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLines } from '../../server/exports/read-lines.ts';
import { adopt, getPayment, putRefund } from '../support/desk-acts.ts';
import { mug, payOrder, rice } from '../support/orders.ts';
import { openTestStorage, plantPayment } from '../support/open-test-storage.ts';
import { startTestDesk, type DeskAnswer, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The start of the 20th of November in Seoul. */
const MIDNIGHT = Date.parse('2026-11-19T15:00:00.000Z');
const at = (ms: number) => new Date(MIDNIGHT + ms).toISOString();
const REASON = '11월 부가세 신고 자료';

/** More than one batch of rows; a second apart, half of them on either side of midnight. */
const COUNT = 130;
const planted = Array.from({ length: COUNT }, (_, n) => {
  const time = (n - COUNT / 2) * 1000;
  const isRefunded = n % 5 === 0;
  return {
    orderNo: `exp-${String(n)}`,
    amount: 1000 + n * 7,
    productDesc: n === 3 ? '=1+1' : '티셔츠, 흰색',
    state: n % 13 === 0 ? 'PAY_CANCEL' : isRefunded ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
    createdAt: at(time - 60_000),
    ...(n % 13 === 0 ? {} : { completedAt: at(time) }),
    ...(isRefunded && n % 13 !== 0
      ? { refunds: [{ amount: n % 2 === 0 ? 500 : 1000 + n * 7, at: at(time + 5000) }] }
      : {}),
  };
});

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({
    bounds: { outbound: { perSecond: 500, burst: 500, keptForMoney: 100 } },
  });
  const orders = await desk.sandbox.history(...planted);
  const orderNos = orders.map(({ orderNo }) => orderNo);
  const begun = await desk.as('manager').call('POST', '/api/payments/adopt', { orderNos });
  await waitUntil(
    'all are adopted',
    () => desk.as('manager').call('GET', `/api/payments/adopt/${String(begun.body.id)}`),
    ({ body }) => body.done === true,
  );
  // One refunded through the desk, and one in Toss's own console.
  const own = await desk.sandbox.createPaid({ orderNo: 'own-1' });
  await adopt(desk, own.payToken);
  await putRefund(desk, own.payToken, 4000, { waitSeconds: 10, reason: '-1 고객 변심' });
  const outside = await desk.sandbox.createPaid({ orderNo: 'outside-1' });
  await desk.sandbox.outsideRefund(outside.payToken, 2500);
  await adopt(desk, outside.payToken);
  expect((await getPayment(desk, own.payToken)).refunded).toBe(4000);
  expect((await getPayment(desk, outside.payToken)).refunded).toBe(2500);
}, 60_000);
afterAll(async () => {
  await desk.close();
});

type Query = Record<string, string>;

const manager = () => desk.as('manager');
const csv = (query: Query, who = manager()): Promise<DeskAnswer> => {
  const search = new URLSearchParams({ ...query, reason: REASON });
  return who.call('GET', `/api/exports/payments.csv?${search.toString()}`);
};

interface File {
  headings: string[];
  payments: string[][];
  refunds: string[][];
  totals: string[][];
}

async function fileOf(query: Query): Promise<File> {
  const answer = await csv(query);
  expect(answer.status).toBe(200);
  const [headings = [], ...rows]: string[][] = parse(String(answer.body), { bom: true });
  const body = rows.slice(0, -3);
  return {
    headings,
    payments: body.filter(([kind]) => kind === '결제'),
    refunds: body.filter(([kind]) => kind !== '결제'),
    totals: rows.slice(-3),
  };
}

function sumOf({ headings }: File, rows: string[][], name: string): number {
  const at = headings.indexOf(name);
  return rows.reduce((sum, row) => sum + Number(row[at]), 0);
}

const WON = '금액 (원)';
const PARTS = ['과세 (원)', '부가세 (원)', '비과세 (원)', '봉사료 (원)'];
const UNKNOWN = '세금 미상 (원)';
const TAX = [...PARTS, UNKNOWN];

describe('the file', () => {
  it.each<[string, Query]>([
    ['everything', {}],
    ['a day in Seoul', { clock: 'completed', from: at(0), to: at(86_400_000) }],
    ['the day before', { clock: 'completed', from: at(-86_400_000), to: at(0) }],
    [
      'the same day, written by a browser in California',
      {
        clock: 'completed',
        from: '2026-11-19T07:00:00-08:00',
        to: '2026-11-20T07:00:00-08:00',
      },
    ],
    ['the refunds of a day', { clock: 'refunded', sort: '-refunded', from: at(0) }],
    ['those until a day', { clock: 'refunded', to: at(0) }],
    ['what was refunded in part', { refunded: 'partial' }],
    ['what was refunded', { status: 'REFUND_SUCCESS', sort: '-amount' }],
    ['what was canceled', { status: 'PAY_CANCEL' }],
    ['one order', { q: 'own-1' }],
    ['nothing', { q: 'nobody-has-this' }],
  ])('adds up to the won to the list’s sums of %s', async (_name, query) => {
    const file = await fileOf(query);
    const { sort: _sort, ...filter } = query;
    const search = new URLSearchParams(filter).toString();
    const { body: summary } = await manager().call('GET', `/api/payments/summary?${search}`);
    // By the day of refunds it has these alone.
    expect(file.payments).toHaveLength(query['clock'] === 'refunded' ? 0 : summary.count);
    expect(sumOf(file, file.payments, WON)).toBe(summary.paid);
    expect(sumOf(file, file.refunds, WON)).toBe(-summary.refunded + 0);
    const [paid, refunded, net] = file.totals.map((row) => sumOf(file, [row], WON));
    expect([paid, refunded, net]).toEqual([summary.paid, -summary.refunded + 0, summary.net]);
    for (const row of [...file.payments, ...file.refunds, ...file.totals]) {
      const parts = TAX.reduce((sum, name) => sum + sumOf(file, [row], name), 0);
      expect(parts).toBe(sumOf(file, [row], WON));
    }
    for (const name of TAX) {
      const rows = [...file.payments, ...file.refunds];
      expect(sumOf(file, rows, name)).toBe(sumOf(file, file.totals.slice(2), name));
    }
  });

  it.each(['outside-1', ''])(
    'has each tax part as the list’s footer, in both kinds: %j',
    async (q) => {
      const query = { q, reason: REASON };
      const bookkeeper = desk.as('manager', 'bookkeeper');
      const { body: summary } = await bookkeeper.call('GET', `/api/payments/summary?q=${q}`);
      const { paid, refunded, refundedUnknown } = summary.tax;
      const listed = (of: Record<string, number>) =>
        ['taxable', 'vat', 'taxFree', 'serviceFee'].map((part) => of[part] ?? 0);
      const footer = [
        [...listed(paid), 0],
        [...listed(refunded), refundedUnknown].map((won) => 0 - won),
      ];
      expect(refundedUnknown).toBeGreaterThanOrEqual(2500);
      const { body } = await csv(query, bookkeeper);
      const [headings = [], ...rows]: string[][] = parse(String(body), { bom: true });
      const search = new URLSearchParams(query).toString();
      const { bytes } = await bookkeeper.file(`/api/exports/payments.xlsx?${search}`);
      const workbook = [await readSheet(bytes, '결제'), await readSheet(bytes, '합계')] as const;
      const sumsOf = (names: readonly unknown[], of: readonly (readonly unknown[])[]) =>
        TAX.map((name) => of.reduce((sum, row) => sum + Number(row[names.indexOf(name)] ?? 0), 0));
      const byKind = (names: readonly unknown[], of: readonly (readonly unknown[])[]) => [
        sumsOf(
          names,
          of.filter(([kind]) => kind === '결제'),
        ),
        sumsOf(
          names,
          of.filter(([kind]) => kind !== '결제'),
        ),
      ];
      expect(byKind(headings, rows.slice(0, -3))).toEqual(footer);
      expect(rows.slice(-3, -1).map((row) => sumsOf(headings, [row]))).toEqual(footer);
      const [[names = [], ...lines], [sumNames = [], ...sums]] = workbook;
      expect(byKind(names, lines)).toEqual(footer);
      expect(sums.slice(0, 2).map((row) => sumsOf(sumNames, [row]))).toEqual(footer);
    },
  );

  it('contains what the database does, on either side of midnight in Seoul', async () => {
    const booked = (from: number, to: number) =>
      desk.read<{ count: number; paid: number; refunded: number }>(
        `SELECT count(*) AS count, sum(amount) AS paid, sum(refunded) AS refunded FROM payment
         WHERE completed_at >= ? AND completed_at < ?`,
        at(from),
        at(to),
      )[0];
    const DAY = 86_400_000;
    for (const [from, to] of [
      [-DAY, 0],
      [0, DAY],
    ] as const) {
      const file = await fileOf({ clock: 'completed', from: at(from), to: at(to) });
      expect({
        count: file.payments.length,
        paid: sumOf(file, file.payments, WON),
        refunded: -sumOf(file, file.refunds, WON),
      }).toEqual(booked(from, to));
      const day = from === 0 ? '2026-11-20' : '2026-11-19';
      const time = file.headings.indexOf('결제·환불 시각 (한국 시각)');
      expect(file.payments.filter((row) => row[time]?.startsWith(day) !== true)).toEqual([]);
    }
    expect(booked(-DAY, 0)?.count).toBeGreaterThan(50);
  });

  it('shows who refunded what and why, and what was done elsewhere', async () => {
    const named = async (q: string) => {
      const { headings, refunds, payments } = await fileOf({ q });
      const told = (row: string[]) => Object.fromEntries(headings.map((name, i) => [name, row[i]]));
      return [...payments, ...refunds].map(told);
    };
    const [payment, refund] = await named('own-1');
    expect(payment).toMatchObject({
      주문번호: 'own-1',
      상태: '부분 환불',
      결제수단: '토스머니',
      '주문 금액 (원)': '35000',
      '남은 금액 (원)': '31000',
    });
    // The reason begins like a formula: an apostrophe keeps it a text.
    expect(refund).toMatchObject({ 구분: '환불', 사유: "'-1 고객 변심", 담당: 'first operator' });
    const [, elsewhere] = await named('outside-1');
    // Its parts are not known: no estimate stands beside the won of unknown tax.
    expect(elsewhere).toMatchObject({
      ...{ 구분: '외부 환불', [WON]: '-2500', [UNKNOWN]: '-2500', '세금 추정': '' },
      ...Object.fromEntries(PARTS.map((name) => [name, ''])),
    });
  });

  it('names what was sold, and what of it was given back', async () => {
    const payToken = await payOrder(desk, {
      amount: 86_000,
      items: [mug, rice],
      orderNo: 'items-1',
    });
    const items = [{ line: 1, quantity: 2 }];
    await putRefund(desk, payToken, 29_000, { items, waitSeconds: 10 });
    const { headings, payments, refunds } = await fileOf({ q: 'items-1' });
    const place = headings.indexOf('상품 내역');
    expect([...payments, ...refunds].map((row) => row[place])).toEqual([
      '도자기 머그컵 (백색) × 3, 유기농 햅쌀 10kg × 1',
      '도자기 머그컵 (백색) × 2',
    ]);
  });

  it('is the same as a workbook, in the order of the list', async () => {
    const query = { sort: '-amount', q: 'exp-1', language: 'en' };
    const search = new URLSearchParams({ ...query, reason: REASON }).toString();
    const { items } = (await manager().call('GET', '/api/payments?sort=-amount&q=exp-1&limit=100'))
      .body as { items: { orderNo: string }[] };
    const answer = await manager().call('GET', `/api/exports/payments.csv?${search}`);
    const rows: string[][] = parse(String(answer.body), { bom: true });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="changgu-payments-\d{8}-\d{6}KST\.csv"$/,
    );
    const payments = rows.filter(([kind]) => kind === 'Payment');
    expect(payments.map((row) => row[1])).toEqual(items.map(({ orderNo }) => orderNo));

    const file = await manager().file(`/api/exports/payments.xlsx?${search}`);
    expect(file.headers.get('content-disposition')).toMatch(/KST\.xlsx"$/);
    const sheet = await readSheet(file.bytes);
    // Times are times: read without a zone, they are Korea's.
    const text = (cell: unknown) => {
      if (cell instanceof Date) {
        // A second is no whole fraction of a day: spreadsheets round it, this reader cuts it off.
        const second = new Date(Math.round(cell.getTime() / 1000) * 1000);
        return second.toISOString().slice(0, 19).replace('T', ' ');
      }
      return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
    };
    // A formula’s apostrophe is of CSV alone.
    const plain = (all: string[][]) => all.map((row) => row.map((cell) => cell.replace(/^'/, '')));
    expect(sheet.map((row) => row.map(text))).toEqual(plain(rows.slice(0, -3)));
    const times = sheet.slice(1).map((row) => row[rows[0]?.indexOf('Paid at (Korea time)') ?? 0]);
    expect(times.some((time) => time instanceof Date)).toBe(true);
    const sums = await readSheet(file.bytes, 'Sums');
    expect(sums.map(([kind, won]) => [kind, String(won)])).toEqual([
      ['Kind', 'Amount (won)'],
      ...rows.slice(-3).map((row) => [row[0], row[rows[0]?.indexOf('Amount (won)') ?? 0]]),
    ]);
    const xml = strFromU8(unzipSync(file.bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(xml).toContain(`<autoFilter ref="A1:`);
    expect(xml).toContain(`${String(sheet.length)}"/></worksheet>`);
  });
});

describe('an export', () => {
  it('is for managers, and for those who were given the right', async () => {
    expect((await csv({}, desk.as('operator'))).status).toBe(403);
    const accountant = desk.as('viewer', 'accountant');
    expect((await csv({}, accountant)).status).toBe(403);
    const { id } = (await accountant.call('GET', '/api/me')).body.staff as { id: string };
    await manager().call('PATCH', `/api/staff/${id}`, { mayExport: true });
    expect((await csv({}, accountant)).status).toBe(200);
  });

  it('requires a reason, and is in the audit log with its filter before its first byte', async () => {
    const none = await manager().call('GET', '/api/exports/payments.csv?status=PAY_CANCEL');
    expect(none.status).toBe(422);
    expect(none.body.errors[0].pointer).toBe('/query/reason');
    await csv({ status: 'PAY_CANCEL', q: 'exp' });
    const { items } = (await manager().call('GET', '/api/audit?limit=1')).body;
    expect(items[0]).toMatchObject({
      action: 'data-exported',
      actor: { type: 'staff', name: 'first manager' },
      detail: {
        what: 'payments',
        format: 'csv',
        filter: { status: ['PAY_CANCEL'], q: 'exp' },
        reason: REASON,
      },
    });
  });

  it('contains what was there when it started, whatever is added meanwhile', async () => {
    const test = openTestStorage();
    try {
      for (let n = 0; n < 150; n += 1) await plantPayment(test.storage);
      const seen: string[] = [];
      for await (const lines of readLines(test.storage, {}, '-changed')) {
        seen.push(...lines.map(({ payment }) => payment.payToken));
        await plantPayment(test.storage);
      }
      expect(seen).toHaveLength(150);
      expect(new Set(seen).size).toBe(150);
    } finally {
      test.close();
    }
  });
});
