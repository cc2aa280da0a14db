/** 월마감 over HTTP: who signs it, what stays as it was signed, and what is told of it later. */
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MonthClose } from '../../shared/api.ts';
import { adopt } from '../support/desk-acts.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
const manager = () => desk.as('manager');
const OCTOBER = '/api/day-close/months/2026-10';
const sign = (seenHash: string, who = manager()) =>
  who.call('POST', `${OCTOBER}/signatures`, { seenHash });

async function october(): Promise<MonthClose> {
  const { status, body } = await manager().call('GET', OCTOBER);
  expect(status).toBe(200);
  return body as MonthClose;
}

const paid = (orderNo: string, completedAt: string, more = {}) => ({
  ...{ orderNo, amount: 22_000, productDesc: '티셔츠', payMethod: 'CARD', cardCompanyName: '국민' },
  ...{ state: 'PAY_COMPLETE', createdAt: completedAt, completedAt, ...more },
});

async function bringIn(...history: ReturnType<typeof paid>[]): Promise<string[]> {
  const orders = await desk.sandbox.history(...history);
  for (const { payToken } of orders) await adopt(desk, payToken);
  return orders.map(({ payToken }) => payToken);
}

const TRANSFER = '6f1c1a52-6a5e-4b3f-9a57-3d2f0c7b1e90';
let september = '';

/** A bank transfer of October for September's payment, which Toss has settled. */
async function transfer() {
  await desk.sandbox.settle(september);
  // A payment that was read a moment ago isn't read again.
  await vi.waitFor(async () => {
    const read = await manager().call('POST', `/api/payments/${september}/refresh`);
    expect(read.body.payment.status).toBe('SETTLEMENT_REFUND_COMPLETE');
  }, 5000);
  const { status, body } = await manager().call(
    'PUT',
    `/api/payments/${september}/bank-transfers/${TRANSFER}`,
    {
      ...{ amount: 500, paidOn: '2026-10-20', bank: '국민은행', accountEnd: '4821' },
      ...{ reference: '송금 77', seenRefunded: 1000, seenRecorded: 0, seenUnsettled: false },
    },
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return { body: body as { bankTransfers?: unknown[] } };
}

beforeAll(async () => {
  desk = await startTestDesk();
  [september = ''] = await bringIn(
    paid('sep', '2026-09-30T14:59:59.000Z', {
      state: 'REFUND_SUCCESS',
      refunds: [{ amount: 1000, at: '2026-10-01T00:00:00.000Z' }],
    }),
    paid('oct-first', '2026-09-30T15:00:00.000Z'),
    paid('oct-last', '2026-10-31T14:59:59.000Z', {
      state: 'REFUND_SUCCESS',
      refunds: [{ amount: 3000, at: '2026-10-31T15:00:00.000Z' }],
    }),
    paid('nov', '2026-10-31T15:00:00.000Z'),
  );
}, 60_000);
afterAll(async () => {
  await desk.close();
});

describe('a month', () => {
  it('counts payments by their day and refunds by theirs, and those of earlier ones', async () => {
    const { figures, entries, signed, changed, isOpen } = await october();
    expect(figures.paid).toMatchObject({ count: 2, won: 44_000 });
    expect(figures.refunded).toMatchObject({ count: 1, won: 1000, unknownWon: 1000 });
    expect(figures.refundsOfEarlier).toEqual({ count: 1, won: 1000 });
    expect([entries, signed, changed, isOpen]).toEqual([[], null, null, false]);
    const span = 'from=2026-10-01&to=2026-10-31';
    const { body } = await manager().call('GET', `/api/day-close/span?${span}`);
    expect(body.figures).toEqual(figures);
  });

  it('is signed by a manager alone, over what was seen, and once', async () => {
    const { figuresHash, figures } = await october();
    expect((await sign(figuresHash, desk.as('operator'))).status).toBe(403);
    expect((await sign('0'.repeat(64))).body.code).toBe('month-moved');
    expect((await october()).entries).toEqual([]);
    const answer = await sign(figuresHash);
    expect(answer.status).toBe(200);
    expect(answer.body.signed).toMatchObject({ figures, figuresHash });
    expect((await sign(figuresHash)).body.code).toBe('month-moved');
    expect((await october()).entries).toHaveLength(1);
    const { body: log } = await manager().call('GET', '/api/audit?action=month-signed');
    expect(log.items[0].detail).toMatchObject({
      ...{ month: '2026-10', figuresHash, paidWon: 44_000, refundedWon: 1000, netWon: 43_000 },
    });
  });

  it('keeps its signed figures, and tells what has changed since', async () => {
    const { signed: before } = await october();
    await bringIn(
      paid('late', '2026-10-15T00:00:00.000Z', {
        state: 'REFUND_SUCCESS',
        refunds: [{ amount: 9900, at: '2026-10-30T00:00:00.000Z' }],
      }),
    );
    const { signed, changed, figures } = await october();
    expect(signed).toEqual(before);
    expect(figures.paid.count).toBe(3);
    expect(changed).toMatchObject({
      paid: { count: 1, won: 22_000 },
      refunded: { count: 1, won: 9900 },
      netWon: 12_100,
      refunds: { left: 0, items: [{ orderNo: 'late', won: 9900, isOwn: false }] },
    });
  });

  it('tells a bank transfer recorded after the signature, apart from refunds', async () => {
    const { body } = await transfer();
    expect(body.bankTransfers?.[0]).toMatchObject({ state: 'counted' });
    const { signed, changed, figures } = await october();
    expect(signed?.figures.transferred).toMatchObject({ count: 0, won: 0 });
    expect(figures.transferred).toMatchObject({ count: 1, won: 500 });
    expect(changed).toMatchObject({
      ...{ refunded: { count: 1, won: 9900 }, transferred: { count: 1, won: 500 } },
      netWon: 12_100,
      transfers: { left: 0, items: [{ orderNo: 'sep', won: 500, paidOn: '2026-10-20' }] },
    });
  });

  it('is reopened for a reason, by another entry, and can be signed again', async () => {
    const reopen = (reason: string) => manager().call('POST', `${OCTOBER}/reopenings`, { reason });
    expect((await reopen('')).status).toBe(422);
    const { body } = await reopen('11월에 알게 된 환불 반영');
    expect([body.signed, body.changed]).toEqual([null, null]);
    expect((await reopen('다시 한번')).body.code).toBe('month-moved');
    expect((await sign(String(body.figuresHash))).status).toBe(200);
    const { entries, changed } = await october();
    expect(entries.map(({ kind }) => kind)).toEqual(['signed', 'reopened', 'signed']);
    expect(entries[1]?.reason).toBe('11월에 알게 된 환불 반영');
    expect(changed).toBeNull();
    const { body: log } = await manager().call('GET', '/api/audit?action=month-reopened');
    expect(log.items).toHaveLength(1);
  });

  it('tells one that was taken back after the signature', async () => {
    const taken = await manager().call('POST', `/api/bank-transfers/${TRANSFER}/take-back`, {
      reason: '금액을 잘못 적음',
    });
    expect(taken.status).toBe(200);
    const { signed, changed } = await october();
    expect(signed?.figures.transferred).toMatchObject({ count: 1, won: 500 });
    expect(changed).toMatchObject({
      ...{ paid: { count: 0 }, refunded: { count: 0 }, transferred: { count: -1, won: -500 } },
      transfers: { left: 0, items: [{ orderNo: 'sep', won: -500 }] },
    });
  });

  it('that is not over is not signed, and one to come is none', async () => {
    const month = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
    const path = `/api/day-close/months/${month}`;
    const { body } = await manager().call('GET', path);
    const seenHash = String(body.figuresHash);
    const refused = await manager().call('POST', `${path}/signatures`, { seenHash });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ code: 'not-over' });
    const far = await manager().call('GET', '/api/day-close/months/2999-01');
    expect(far.body.errors[0]).toMatchObject({ code: 'in-future' });
    const wide = 'from=2024-01-01&to=2026-01-01';
    const { body: long } = await manager().call('GET', `/api/day-close/span?${wide}`);
    expect(long.errors[0]).toMatchObject({ code: 'too-long' });
    const { status } = await manager().call('GET', '/api/day-close/months/2026-13');
    expect(status).toBe(422);
  });

  it('is a workbook of its payments and of the refunds made in it', async () => {
    const search = 'from=2026-10-01&to=2026-10-31&reason=부가세 신고 자료';
    const { status, bytes } = await manager().file(`/api/exports/period.xlsx?${search}`);
    expect(status).toBe(200);
    const rows = await readSheet(bytes);
    expect(rows.slice(1).map(([kind, orderNo]) => [kind, orderNo])).toEqual([
      ['결제', 'oct-last'],
      ['결제', 'late'],
      ['결제', 'oct-first'],
      ['외부 환불', 'late'],
      ['외부 환불', 'sep'],
    ]);
    const sums = await readSheet(bytes, '합계');
    const at = (name: string) => sums[0]?.indexOf(name) ?? -1;
    const [paidSum, refundedSum, net] = sums.slice(1);
    expect(paidSum?.[at('금액 (원)')]).toBe(66_000);
    expect(refundedSum?.[at('세금 미상 (원)')]).toBe(-10_900);
    expect(net?.[at('금액 (원)')]).toBe(55_100);
    const { body } = await manager().call('GET', '/api/audit?action=data-exported');
    expect(body.items[0].detail).toMatchObject({ what: 'period', reason: '부가세 신고 자료' });
  });

  it('has its prints in the audit log', async () => {
    const days = { from: '2026-10-01', to: '2026-10-31' };
    expect((await manager().call('POST', '/api/day-close/span/prints', days)).status).toBe(204);
    const { body } = await manager().call('GET', '/api/audit?action=data-exported');
    expect(body.items[0].detail).toMatchObject({ what: 'period-close', ...days });
  });

  it('tells in its workbook who signed what, and what has changed since', async () => {
    await bringIn(paid('later', '2026-10-16T00:00:00.000Z'));
    const { signed, changed } = await october();
    expect(changed?.paid).toEqual({ count: 1, won: 22_000 });
    const search = 'from=2026-09-01&to=2026-10-31&reason=부가세 신고 자료';
    const { bytes } = await manager().file(`/api/exports/period.xlsx?${search}`);
    const [names = [], ...rows] = await readSheet(bytes, '합계');
    const [, , , head, ...below] = rows;
    expect(head?.[0]).toMatch(
      /^2026-10 월마감은 \d{4}-\d\d-\d\d \d\d:\d\d first manager 님이 서명/,
    );
    expect(head?.slice(1).every((cell) => cell === null)).toBe(true);
    const told = below.map((row) => [
      row[0],
      ...['금액 (원)', '과세 (원)', '세금 미상 (원)', '직접 송금 (원)'].map(
        (name) => row[names.indexOf(name)],
      ),
    ]);
    const taxable = signed?.figures.paid.parts.taxable ?? 0;
    expect(told).toEqual([
      ['서명한 결제 합계', 66_000, taxable, 0, null],
      ['서명한 환불 합계', -10_900, 0, -10_900, -500],
      ['환불 뺀 금액 (서명 당시)', 55_100, taxable, -10_900, null],
      ['서명 뒤 바뀐 결제', 22_000, 20_000, 0, null],
      ['서명 뒤 바뀐 환불', 0, 0, 0, 500],
      ['환불 뺀 금액 (서명 뒤 변동)', 22_000, 20_000, 0, null],
    ]);
  });

  it.each([
    ['completed', '결제', 66_000, 22_000],
    ['refunded', '환불', -10_900, 0],
  ])('tells it in the list’s files by the clock %s', async (clock, word, was, since) => {
    const days = { from: '2026-10-01T00:00:00+09:00', to: '2026-11-01T00:00:00+09:00' };
    const query = { clock, ...days, reason: '부가세 신고 자료' };
    const search = new URLSearchParams(query).toString();
    const bookkeeper = desk.as('manager', 'bookkeeper');
    const { body } = await bookkeeper.call('GET', `/api/exports/payments.csv?${search}`);
    const [names = [], ...rows]: string[][] = parse(String(body), { bom: true });
    const won = names.indexOf('금액 (원)');
    expect(rows.at(-3)?.[0]).toContain('2026-10 월마감은');
    expect(rows.slice(-2).map((row) => [row[0], Number(row[won])])).toEqual([
      [`서명한 ${word} 합계`, was],
      [`서명 뒤 바뀐 ${word}`, since],
    ]);
    const sent = names.indexOf('직접 송금 (원)');
    expect(rows.slice(-2).map((row) => row[sent])).toEqual(['', '']);
    const { bytes } = await bookkeeper.file(`/api/exports/payments.xlsx?${search}`);
    const sums = await readSheet(bytes, '합계');
    const text = (cell: unknown) => (typeof cell === 'number' ? String(cell) : (cell ?? ''));
    const places = sums[0]?.map((name) => names.indexOf(String(name))) ?? [];
    expect(sums.slice(-3).map((row) => row.map(text))).toEqual(
      rows.slice(-3).map((row) => places.map((place) => row[place])),
    );
  });

  it.each([
    ['of a part of the month', { clock: 'completed', from: '2026-10-02T00:00:00+09:00' }],
    ['by another clock', { clock: 'created' }],
    ['of one method', { clock: 'completed', method: 'CARD' }],
  ])('is not told in a file %s', async (_name, query) => {
    const search = new URLSearchParams({ ...query, reason: '부가세 신고 자료' }).toString();
    const bookkeeper = desk.as('manager', 'bookkeeper');
    const { body } = await bookkeeper.call('GET', `/api/exports/payments.csv?${search}`);
    expect(String(body)).not.toContain('월마감');
  });
});

it('no entry of a month is changed or removed by anything', () => {
  const change = (sql: string) => () => desk.db.script(sql);
  expect(change('UPDATE month_entry SET month = month')).toThrow('append only');
  expect(change('DELETE FROM month_entry')).toThrow('append only');
  // The newest is a signature.
  expect(
    change(`INSERT INTO month_entry
      SELECT NULL, month, kind, at, staff_id, staff_name, figures, figures_at, figures_hash, reason
      FROM month_entry ORDER BY id DESC LIMIT 1`),
  ).toThrow('signed or open');
});
