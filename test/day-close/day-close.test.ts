/** The day close, over HTTP: it equals the export of that day, and says what it is based on. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DayClose } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import { sumParts, taxParts, type TaxPart } from '../../shared/tax-split.ts';
import { adopt, putRefund } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const DAY_MS = 86_400_000;
/** The start of the 20th of November in Seoul. */
const MIDNIGHT = Date.parse('2026-11-19T15:00:00.000Z');
const at = (ms: number) => new Date(MIDNIGHT + ms).toISOString();
const mixed = { taxable: 9091, vat: 909, taxFree: 7000, serviceFee: 333 };

/**
 * A payment a minute, half of them on either side of midnight; many are refunded on another day.
 */
const COUNT = 60;
const planted = Array.from({ length: COUNT }, (_, n) => {
  const time = (n - COUNT / 2) * 60_000;
  const isMixed = n % 3 === 0;
  const amount = isMixed ? sumParts(mixed) : 1000 + n * 7;
  const refunds = [
    { amount: 301 + n, at: at(time + 1000) },
    { amount: 211 + n, at: at(time + DAY_MS) },
  ];
  const isRefunded = n % 4 === 0;
  return {
    orderNo: `day-${String(n)}`,
    amount,
    ...(isMixed ? { parts: mixed } : {}),
    productDesc: '티셔츠',
    payMethod: n % 2 === 0 ? 'CARD' : 'TOSS_MONEY',
    ...(n % 2 === 0 ? { cardCompanyName: '국민' } : {}),
    state: n % 13 === 7 ? 'PAY_CANCEL' : isRefunded ? 'REFUND_SUCCESS' : 'PAY_COMPLETE',
    createdAt: at(time - 60_000),
    ...(n % 13 === 7 ? {} : { completedAt: at(time) }),
    ...(isRefunded && n % 13 !== 7 ? { refunds } : {}),
  };
});

let desk: RunningDesk;
const manager = () => desk.as('manager');

beforeAll(async () => {
  desk = await startTestDesk({
    bounds: { outbound: { perSecond: 500, burst: 500, keptForMoney: 100 } },
  });
  const orders = await desk.sandbox.history(...planted);
  const orderNos = orders.map(({ orderNo }) => orderNo);
  const begun = await manager().call('POST', '/api/payments/adopt', { orderNos });
  await waitUntil(
    'all are adopted',
    () => manager().call('GET', `/api/payments/adopt/${String(begun.body.id)}`),
    ({ body }) => body.done === true,
  );
  // Today: one is refunded through the desk, then in part in Toss's console as well.
  const own = await desk.sandbox.createPaid({ orderNo: 'own-1' });
  await adopt(desk, own.payToken);
  const refunded = await putRefund(desk, own.payToken, 4000, { waitSeconds: 10 });
  expect(refunded.status).toBe(200);
  await desk.sandbox.outsideRefund(own.payToken, 2500);
  await waitUntil(
    'what was refunded elsewhere is known',
    () => manager().call('POST', `/api/payments/${own.payToken}/refresh`),
    ({ body }) => body.payment.refunded === 6500,
  );
}, 60_000);
afterAll(async () => {
  await desk.close();
});

async function sheetOf(date: string): Promise<DayClose> {
  const answer = await manager().call('GET', `/api/day-close?date=${date}`);
  expect(answer.status).toBe(200);
  return answer.body as DayClose;
}

interface Row {
  kind: string;
  at: string;
  won: number;
  parts: Record<TaxPart, number>;
  unknown: number;
}

/** Every line of an export of everything. */
async function exported(): Promise<Row[]> {
  const answer = await manager().call('GET', '/api/exports/payments.csv?reason=everything');
  const [headings = [], ...rows]: string[][] = parse(String(answer.body), { bom: true });
  const cell = (row: string[], name: string) => row[headings.indexOf(name)] ?? '';
  const won = (row: string[], name: string) => Number(cell(row, `${name} (원)`));
  return rows.slice(0, -3).map((row) => ({
    kind: cell(row, '구분'),
    at: cell(row, '결제·환불 시각 (한국 시각)'),
    won: won(row, '금액'),
    parts: {
      taxable: won(row, '과세'),
      vat: won(row, '부가세'),
      taxFree: won(row, '비과세'),
      serviceFee: won(row, '봉사료'),
    },
    unknown: won(row, '세금 미상'),
  }));
}

const sum = (rows: readonly Row[], of: (row: Row) => number) =>
  rows.reduce((total, row) => total + of(row), 0);

const today = () => isoToKst(new Date().toISOString()).slice(0, 10);
const days = () => ['2026-11-19', '2026-11-20', '2026-11-21', today()];

describe('a sheet', () => {
  it.each([0, 1, 2, 3])('equals an export of the same day, to the won (%i)', async (n) => {
    const date = days()[n] ?? '';
    const sheet = await sheetOf(date);
    const rows = (await exported()).filter((row) => row.at.startsWith(date));
    const paid = rows.filter(({ kind }) => kind === '결제');
    const back = rows.filter(({ kind }) => kind !== '결제');
    expect([sheet.paid.count, sheet.paid.won]).toEqual([paid.length, sum(paid, (row) => row.won)]);
    expect([sheet.refunded.count, -sheet.refunded.won + 0]).toEqual([
      back.length,
      sum(back, (row) => row.won),
    ]);
    for (const part of taxParts) {
      expect(sheet.paid.parts[part]).toBe(sum(paid, (row) => row.parts[part]));
    }
    // Refunds made outside the desk have estimated parts on the sheet, and none in a file.
    const estimates = taxParts.map(
      (part) => sheet.refunded.parts[part] + sum(back, (row) => row.parts[part]),
    );
    expect(Math.min(...estimates)).toBeGreaterThanOrEqual(0);
    expect(estimates.reduce((a, b) => a + b, sheet.refunded.partsUnknownWon)).toBe(
      -sum(back, (row) => row.unknown) + 0,
    );
    const own = back.filter(({ unknown }) => unknown === 0);
    for (const { won, parts } of own) expect(sumParts(parts)).toBe(won);
    const times = (kind: Row[]) => kind.map((row) => row.at).toSorted();
    const kst = (iso: string | null) => (iso === null ? undefined : isoToKst(iso));
    expect(kst(sheet.paid.firstAt)).toBe(times(paid)[0]);
    expect(kst(sheet.paid.lastAt)).toBe(times(paid).at(-1));
    expect(kst(sheet.refunded.firstAt)).toBe(times(back)[0]);
    expect(kst(sheet.refunded.lastAt)).toBe(times(back).at(-1));
    if (n < 2) expect(paid.length).toBeGreaterThan(20);
    if (n > 0) expect(back.length).toBeGreaterThan(1);
  });

  it.each([0, 1, 2, 3])('by the day of the payment has the list’s own sums (%i)', async (n) => {
    const sheet = await sheetOf(days()[n] ?? '');
    const query = new URLSearchParams({ clock: 'completed', from: sheet.from, to: sheet.to });
    const path = `/api/payments/summary?${query.toString()}`;
    const { body: summary } = await manager().call('GET', path);
    expect(sheet.paid.won).toBe(summary.paid);
    expect(sheet.refundedOfPaid).toBe(summary.refunded);
    expect(sheet.paid.won - sheet.refundedOfPaid).toBe(summary.net);
    expect(sheet.paid.count).toBe(summary.count);
  });

  it('adds up: by method, by tax part, and by its list of refunds', async () => {
    for (const date of days()) {
      const { paid, refunded, byMethod, refunds } = await sheetOf(date);
      const added = (of: 'paid' | 'refunded', what: 'count' | 'won') =>
        byMethod.reduce((total, line) => total + line[of][what], 0);
      expect([added('paid', 'count'), added('paid', 'won')]).toEqual([paid.count, paid.won]);
      expect([added('refunded', 'count'), added('refunded', 'won')]).toEqual([
        refunded.count,
        refunded.won,
      ]);
      for (const flow of [paid, refunded]) {
        expect(sumParts(flow.parts) + flow.partsUnknownWon).toBe(flow.won);
      }
      expect(refunds.left).toBe(0);
      expect(refunds.items).toHaveLength(refunded.count);
      expect(refunds.items.reduce((total, { won }) => total + won, 0)).toBe(refunded.won);
      expect(byMethod.map(({ method }) => method)).toEqual(['TOSS_MONEY', 'CARD']);
    }
  });

  it('starts and ends at midnight in Seoul', async () => {
    const { from, to, isOpen } = await sheetOf('2026-11-20');
    expect([from, to, isOpen]).toEqual([at(0), at(DAY_MS), false]);
    // The first second of the day is included, the last second before is not.
    const { paid: before } = await sheetOf('2026-11-19');
    const { paid } = await sheetOf('2026-11-20');
    expect(paid.firstAt).toBe(at(0));
    expect(Date.parse(before.lastAt ?? '')).toBeLessThan(MIDNIGHT);
  });

  it('lists an outside refund, with estimated parts, as a difference', async () => {
    const { differences, refunds, refunded } = await sheetOf(today());
    expect(differences).toMatchObject({ count: 1, won: 2500, left: 0 });
    expect(differences.items).toMatchObject([
      { why: 'outside-refund', orderNo: 'own-1', won: 2500 },
    ]);
    // Toss gives times in whole seconds: either may come first.
    expect(refunds.items.toSorted((a, b) => b.won - a.won)).toMatchObject([
      { won: 4000, isOwn: true, partsAre: 'known', staffName: 'first operator' },
      { won: 2500, isOwn: false, partsAre: 'estimated', staffName: null },
    ]);
    expect(refunded.estimated).toBe(1);
  });

  it('of a past day that was read since has no differences', async () => {
    const { differences, unread } = await sheetOf('2026-11-20');
    expect(differences).toEqual({ items: [], left: 0, count: 0, won: 0 });
    expect(unread).toEqual({ count: 0, payTokens: [] });
  });

  it('of today says that the day is not over, and claims nothing of its end', async () => {
    const { isOpen, unread, asOf } = await sheetOf(today());
    expect([isOpen, unread]).toEqual([true, null]);
    expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(10_000);
  });

  it('has the shop’s name, its number and the mode', async () => {
    const { body: settings } = await manager().call('GET', '/api/settings');
    const { shopName, businessNumber } = settings;
    expect(await sheetOf('2026-11-20')).toMatchObject({ mode: 'test', shopName, businessNumber });
  });

  it('of a day before the first payment is empty', async () => {
    const sheet = await sheetOf('2000-01-01');
    expect(sheet.paid).toMatchObject({ count: 0, won: 0, firstAt: null, lastAt: null });
    expect(sheet.refunded).toMatchObject({ count: 0, won: 0, firstAt: null });
    expect(sheet.differences.count).toBe(0);
    expect(sheet.byMethod).toHaveLength(2);
  });

  it.each(['2999-01-01', '9999-12-31'])('of a future day is refused: %s', async (date) => {
    const answer = await manager().call('GET', `/api/day-close?date=${date}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([
      { pointer: '/query/date', code: 'in-future', params: { today: today() } },
    ]);
    const printed = await manager().call('POST', '/api/day-close/prints', { date });
    expect(printed.status).toBe(422);
    expect(printed.body.errors[0].pointer).toBe('/date');
  });

  it.each(['', '2026-11-31', '2026-1-1', '20261120', '1999-12-31', '0000-01-01', 'today'])(
    'requires a valid date: %j is none',
    async (date) => {
      const answer = await manager().call('GET', `/api/day-close?date=${date}`);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe('/query/date');
    },
  );
});

it('is completed by reading payments on request, one by one, until none is left', async () => {
  desk.db.run(
    `UPDATE payment SET asked_at = ?, observed_at = '2026-01-01T00:00:00.000Z'
        WHERE order_no IN ('day-40', 'day-41', 'day-42')`,
    at(DAY_MS - 1),
  );
  const before = (await sheetOf('2026-11-20')).unread;
  expect(before?.count).toBe(3);
  for (const payToken of before?.payTokens ?? []) {
    const read = await manager().call('POST', `/api/payments/${payToken}/refresh`);
    expect(read.status).toBe(200);
  }
  expect((await sheetOf('2026-11-20')).unread).toEqual({ count: 0, payTokens: [] });
});

describe('access', () => {
  it('is for those who may export', async () => {
    const path = '/api/day-close?date=2026-11-20';
    expect((await desk.as('operator').call('GET', path)).status).toBe(403);
    const accountant = desk.as('viewer', 'accountant');
    expect((await accountant.call('GET', path)).status).toBe(403);
    const { id } = (await accountant.call('GET', '/api/me')).body.staff as { id: string };
    await manager().call('PATCH', `/api/staff/${id}`, { mayExport: true });
    expect((await accountant.call('GET', path)).status).toBe(200);
  });

  it('is recorded in the audit log with the person for a print, and not for a look', async () => {
    const newest = async () => (await manager().call('GET', '/api/audit?limit=1')).body.items[0];
    const before = await newest();
    await sheetOf('2026-11-20');
    expect(await newest()).toEqual(before);
    const printed = await manager().call('POST', '/api/day-close/prints', { date: '2026-11-20' });
    expect(printed.status).toBe(204);
    expect(await newest()).toMatchObject({
      action: 'data-exported',
      actor: { type: 'staff', name: 'first manager' },
      detail: { what: 'day-close', format: 'paper', date: '2026-11-20' },
    });
    const who = await desk.as('operator').call('POST', '/api/day-close/prints', {
      date: '2026-11-20',
    });
    expect(who.status).toBe(403);
  });
});
