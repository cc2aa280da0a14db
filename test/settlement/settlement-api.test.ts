/** 정산 over HTTP: from an import to a day that is explained. */
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../shared/kst.ts';
import { addDays, seoulDayAt } from '../../server/settlement/import-times.ts';
import { putRefund } from '../support/desk-acts.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';

const clock = createShiftedClock();
/** The desk begins at 14:30 of a Thursday in Seoul: payments of Wednesday are paid out today. */
const TODAY = '2027-03-11';
const WEDNESDAY = addDays(TODAY, -1);
const MONTH = '2027-03';

let desk: RunningDesk;
const at = (day: string, time: string) => `${day}T${time}+09:00`;
const manager = () => desk.as('manager');
const get = async (path: string) => (await manager().call('GET', path)).body;
const dayOf = (day = TODAY) => get(`/api/settlement/days/${day}`);

/** Two payments of Wednesday, one refunded in part; the desk knows the first. */
async function openShop(): Promise<string[]> {
  const { sandbox } = desk;
  await sandbox.options({
    settlement: 'live',
    feeRates: [{ from: '20160101', tossMoneyBp: 240, cardBp: 240 }],
    feeBack: 'proportional',
  });
  const made = await sandbox.history(
    {
      ...{ orderNo: 'desk-1', amount: 47_000, payMethod: 'TOSS_MONEY', productDesc: '의자' },
      ...{ state: 'PAY_COMPLETE', createdAt: at(WEDNESDAY, '11:00:00') },
      completedAt: at(WEDNESDAY, '11:01:00'),
    },
    {
      ...{ orderNo: 'elsewhere-1', amount: 10_000, payMethod: 'TOSS_MONEY' },
      ...{ state: 'REFUND_SUCCESS', createdAt: at(WEDNESDAY, '12:00:00') },
      completedAt: at(WEDNESDAY, '12:01:00'),
      refunds: [{ amount: 4000, at: at(WEDNESDAY, '13:00:00') }],
    },
  );
  await manager().call('POST', '/api/payments/lookup', { payToken: made[0]?.payToken });
  return made.map(({ payToken }) => payToken);
}

const until = (ask: () => Promise<boolean>) => waitUntil('the import', ask, Boolean);
const isQuiet = async () => !(await get(`/api/settlement/months/${MONTH}`)).isImporting;

let payTokens: string[];
beforeAll(async () => {
  const nowMs = Date.parse(at(TODAY, '14:30:00'));
  clock.shift(nowMs - Date.now());
  desk = await startTestDesk({ clock, env: { SETTLEMENT_IMPORT: '1' } });
  await desk.sandbox.advance(nowMs - (await desk.sandbox.now()));
  payTokens = await openShop();
  await manager().call('POST', '/api/settlement/imports', { day: TODAY });
  await until(async () => (await dayOf()).sums.lines === 3 && (await isQuiet()));
});
afterAll(() => desk.close());

describe('a payout day', () => {
  it('has its lines beside the books, the adopted payment too', async () => {
    const day = await dayOf();
    expect(day).toMatchObject({
      ...{ day: TODAY, state: 'open', incomplete: null, mode: 'test' },
      sums: { lines: 3, amount: 53_000, fee: -1272, vat: -127, settled: 51_601 },
      ...{ carryIn: 0, carryOut: 0, expectedWon: 51_601, depositWon: null, differenceWon: null },
      invoice: { supply: 1272, vat: 127 },
      missing: { items: [], left: 0 },
    });
    expect(day.lines.items).toMatchObject([
      { type: 'PAY', amount: 47_000, own: { orderNo: 'desk-1', productDesc: '의자', won: 47_000 } },
      { type: 'PAY', amount: 10_000, own: { orderNo: 'elsewhere-1', kind: 'PAY' } },
      { type: 'REFUND', amount: -4000, own: { kind: 'REFUND', won: -4000, isOwn: false } },
    ]);
    expect(new Set(day.lines.items.map(({ state }: { state: string }) => state))).toEqual(
      new Set(['matched']),
    );
    expect(payTokens).toContain(day.lines.items[1].payToken);
  });

  it('is matched, differs, or is explained by what arrived; a note is needed for other', async () => {
    const put = (body: object) =>
      manager().call('PUT', `/api/settlement/days/${TODAY}/deposit`, body);
    expect((await put({ won: 51_601 })).body).toMatchObject({ state: 'matched', differenceWon: 0 });
    expect((await put({ won: 31_601 })).body).toMatchObject({
      ...{ state: 'differs', differenceWon: -20_000 },
      depositsBefore: [{ won: 51_601 }],
    });
    expect((await put({ won: 31_601, reason: 'other' })).status).toBe(422);
    expect((await put({ won: 31_601, reason: 'held', note: '11일까지' })).body).toMatchObject({
      ...{ state: 'explained', reason: 'held', depositWon: 31_601 },
      deposit: { note: '11일까지', source: 'typed', by: { name: 'first manager' } },
    });
    const month = await get(`/api/settlement/months/${MONTH}`);
    expect(month.total).toMatchObject({ differenceWon: -20_000, unexplainedWon: 0 });
    expect(month.days).toHaveLength(31);
    const late = `/api/settlement/days/${addDays(TODAY, 1)}/deposit`;
    expect((await manager().call('PUT', late, { won: 1 })).body.errors).toMatchObject([
      { pointer: '/params/day', code: 'in-future' },
    ]);
  });

  it('reads a CSV of a bank, or says which line is wrong and why', async () => {
    const post = async (lines: string[], replaces?: object[]) => {
      const body = { csv: lines.join('\r\n'), replaces };
      return (await manager().call('POST', '/api/settlement/deposits', body)).body;
    };
    const head = '거래일시,적요,출금액(원),입금액(원),잔액(원)';
    const wrong = await post([
      '조회기간,2027.03',
      head,
      `${TODAY} 09:00,Toss정산0311,,"많이",1`,
      '어제,Toss정산0310,,100,1',
    ]);
    expect(wrong).toMatchObject({
      kept: 0,
      errors: {
        items: [
          { line: 3, why: 'no-won', column: '입금액(원)' },
          { line: 4, why: 'no-day', column: '거래일시' },
        ],
      },
    });
    expect(await post(['날짜와 금액', '1,2'])).toMatchObject({
      errors: { items: [{ line: 1, why: 'no-columns' }] },
    });
    const good = [head, `${TODAY} 09:00,월세,5,,1`, `${TODAY} 09:10,Toss정산0311,,"51,601",1`];
    const replaces = [{ day: TODAY, won: 31_601 }];
    const read = await post(good, replaces);
    expect(read).toMatchObject({ kept: 1, others: 1, errors: { items: [] } });
    expect(await post(good)).toMatchObject({ kept: 0, same: 1 });
    expect(await dayOf()).toMatchObject({
      ...{ state: 'matched', deposit: { source: 'csv', csvLine: 3, won: 51_601 } },
    });
  });
});

describe('a deposit', () => {
  const path = `/api/settlement/days/${WEDNESDAY}/deposit`;
  const put = (body: object) => manager().call('PUT', path, body);

  it('typed on the wrong day is removed; its entries stay, and the audit tells it', async () => {
    expect((await put({ won: 7000, seenWon: null })).body).toMatchObject({ depositWon: 7000 });
    const { body } = await put({ won: null, note: '다른 날 입금', seenWon: 7000 });
    expect(body).toMatchObject({
      ...{ deposit: null, depositWon: null, differenceWon: null },
      depositsBefore: [
        { won: 0, isRemoved: true, note: '다른 날 입금', by: { name: 'first manager' } },
        { won: 7000, isRemoved: false },
      ],
    });
    const audit = await get('/api/audit?action=deposit-removed');
    expect(audit.items[0]).toMatchObject({ detail: { day: WEDNESDAY, won: 7000 } });
    // There is none to remove any more.
    expect((await put({ won: null })).body.depositsBefore).toHaveLength(2);
    expect((await put({ won: null, reason: 'held' })).status).toBe(422);
  });

  it('is not changed by somebody who saw another one', async () => {
    await put({ won: 100 });
    expect((await put({ won: 200, seenWon: null })).body.code).toBe('stale-view');
    expect((await put({ won: null, seenWon: 300 })).body.code).toBe('stale-view');
    expect((await put({ won: null, seenWon: 100 })).body.deposit).toBeNull();
  });
});

describe('a second file of the bank', () => {
  const DAY = addDays(TODAY, -20);
  const deposit = async () => (await dayOf(DAY)).deposit;
  const row = (time: string, won: number) => `${DAY} ${time},Toss정산,${String(won)}`;
  const post = async (rows: string[], replaces?: object[]) => {
    const csv = ['거래일시,적요,입금액', ...rows].join('\n');
    const who = desk.as('manager', 'second');
    return (await who.call('POST', '/api/settlement/deposits', { csv, replaces })).body;
  };
  const both = [row('09:10:22', 100), row('15:00:00', 200)];

  it('changes nothing where it is the same, or has one of two deposits of a day', async () => {
    expect(await post(both)).toMatchObject({ kept: 1, days: [{ day: DAY, won: 300 }] });
    expect(await post(both)).toMatchObject({ kept: 0, same: 1, changes: [] });
    const one = await post([row('15:00', 200)]);
    expect(one).toMatchObject({ kept: 0, same: 1, changes: [], days: [{ day: DAY, won: 300 }] });
    expect(await deposit()).toMatchObject({ won: 300 });
  });

  it('adds its new lines, after they were shown', async () => {
    const more = [...both, row('16:30', 200)];
    const told = await post(more);
    expect(told).toMatchObject({
      ...{ kept: 0, days: [{ won: 500 }] },
      changes: [{ day: DAY, from: { won: 300, source: 'csv' }, won: 500, added: 1 }],
    });
    expect(await deposit()).toMatchObject({ won: 300 });
    // Somebody else has changed it since it was shown.
    expect(await post(more, [{ day: DAY, won: 299 }])).toMatchObject({ kept: 0, changes: [{}] });
    expect(await post(more, [{ day: DAY, won: 300 }])).toMatchObject({ kept: 1, changes: [] });
    expect(await deposit()).toMatchObject({ won: 500, source: 'csv' });
    expect(await post([row('09:10', 100)])).toMatchObject({ kept: 0, same: 1 });
  });

  it('of two managers at once is recorded once', async () => {
    const other = addDays(DAY, 2);
    const rows = [`${other} 09:00,Toss정산,100`];
    const more = [...rows, `${other} 10:00,Toss정산,200`];
    const answers = await Promise.all([post(rows), post(rows), post(more)]);
    expect(answers.map(({ kept, same, changes }) => [kept, same, changes.length])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      // It was shown nothing of the others.
      [0, 0, 1],
    ]);
    expect((await dayOf(other)).deposit).toMatchObject({ won: 100 });
    const seen = [{ day: other, won: 100 }];
    const confirmed = await Promise.all([post(more, seen), post(more, seen)]);
    expect(confirmed.map(({ kept }) => kept)).toEqual([1, 0]);
    expect(await dayOf(other)).toMatchObject({ depositWon: 300, depositsBefore: [{ won: 100 }] });
  });

  it('still adds to the bank’s lines after somebody has given their sum a reason', async () => {
    const path = `/api/settlement/days/${DAY}/deposit`;
    await manager().call('PUT', path, { won: 500, reason: 'held' });
    expect(await deposit()).toMatchObject({ won: 500, reason: 'held', source: 'csv' });
    expect(await post([row('15:00', 200)])).toMatchObject({ kept: 0, same: 1 });
    expect((await post([row('17:00', 50)])).changes).toMatchObject([{ won: 550, added: 1 }]);
  });

  it('replaces what was typed, after it was shown; new days wait for that as well', async () => {
    const path = `/api/settlement/days/${DAY}/deposit`;
    await manager().call('PUT', path, { won: 40 });
    const later = addDays(DAY, 1);
    const rows = [row('15:00', 200), `${later} 09:00,Toss정산,10`];
    expect(await post(rows)).toMatchObject({
      kept: 0,
      changes: [{ from: { won: 40, source: 'typed' }, won: 200, added: null }],
    });
    expect((await dayOf(later)).deposit).toBeNull();
    expect(await post(rows, [{ day: DAY, won: 40 }])).toMatchObject({ kept: 2 });
    expect(await deposit()).toMatchObject({ won: 200, source: 'csv' });
  });
});

describe('a CSV that is not as banks write them', () => {
  const post = (csv: string) => manager().call('POST', '/api/settlement/deposits', { csv });

  it('may have tabs between its columns, and commas in its amounts', async () => {
    const { body } = await post(`거래일\t입금\t적요\n${TODAY}\t51,601\tToss정산0311\n`);
    expect(body).toMatchObject({ errors: { items: [] }, days: [{ day: TODAY, won: 51_601 }] });
  });

  it.each([
    ['a quote that nobody closes', `"${TODAY},100,Toss정산`, 'open-quote', null],
    ['a day before the year 2000', '1026-11-24,100,Toss정산', 'no-day', '거래일'],
    ['more than a deposit may be', `${TODAY},1000000000000,Toss정산`, 'no-won', '입금'],
  ])('is told the line and why: %s', async (_what, line, why, column) => {
    const { status, body } = await post(`거래일,입금,적요\n${line}\n`);
    expect([status, body.kept]).toEqual([200, 0]);
    expect(body.errors.items).toEqual([{ line: 2, why, column }]);
  });

  it('has an amount that cannot be typed either', async () => {
    const put = { won: Number.MAX_SAFE_INTEGER };
    const typed = await manager().call('PUT', `/api/settlement/days/${TODAY}/deposit`, put);
    expect(typed.body).toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/won' }] });
  });
});

describe('the contract', () => {
  it('says by how much a fee differs, and which rate would fit', async () => {
    const put = async (body: object) =>
      (await manager().call('PUT', '/api/settlement/rates', body)).body;
    await put({ rate: { method: 'TOSS_MONEY', rateBp: 200, validFrom: '2020-01-01' } });
    await put({ feeBack: 'full-refund-only' });
    await until(async () => (await dayOf()).toCheck.feeDiffers === 3 && (await isQuiet()));
    const { lines } = await dayOf();
    const [first] = lines.items;
    expect(first.feeCheck).toMatchObject({
      ...{ state: 'differs', rateBp: 200, fee: -940, feeDifference: -188, vatDifference: -19 },
      wouldFitBp: 240,
    });
    expect(lines.items[2].feeCheck).toMatchObject({ rule: 'full-refund-only', fee: 0 });
    const rates = await put({
      rate: { method: 'TOSS_MONEY', rateBp: 240, validFrom: '2020-01-01' },
      feeBack: 'proportional',
    });
    expect(rates.rates).toMatchObject([{ method: 'TOSS_MONEY', rateBp: 240 }]);
    await until(async () => (await dayOf()).toCheck.feeDiffers === 0);
    expect((await get('/api/settlement/rates')).unexplained).toEqual([]);
  });
});

describe('a payment', () => {
  it('tells when it is paid out, with its fee', async () => {
    const [payToken = ''] = payTokens;
    expect(await get(`/api/payments/${payToken}/settlement`)).toMatchObject({
      lines: [{ dueDay: TODAY, fee: -1128, vat: -113 }],
      own: [{ kind: 'PAY', state: 'settled' }],
    });
    expect((await manager().call('GET', '/api/payments/none/settlement')).status).toBe(404);
  });
});

describe('what is unmatched', () => {
  it('stands on both sides: a line without a payment, a payment without a line', async () => {
    const [lone] = await desk.sandbox.history({
      ...{ orderNo: 'lone-1', amount: 9900, payMethod: 'CARD', state: 'PAY_COMPLETE' },
      ...{ createdAt: at(WEDNESDAY, '09:00:00'), completedAt: at(WEDNESDAY, '09:01:00') },
    });
    await manager().call('POST', '/api/payments/lookup', { payToken: lone?.payToken });
    const token = lone?.payToken ?? '';
    const status = await desk.sandbox.statusV2(token);
    const [charge] = status['transactions'] as { transactionId: string }[];
    await desk.sandbox.plantSettlementLines(
      { transactionId: charge?.transactionId, settleDate: '20270101' },
      {
        ...{ transactionId: 'foreign', payToken: 'NoSuchPayment', orderNo: 'x', amount: 500 },
        ...{ settleDate: WEDNESDAY.replaceAll('-', ''), dueDate: TODAY.replaceAll('-', '') },
      },
    );
    await manager().call('POST', '/api/settlement/imports', { day: TODAY });
    await until(async () => (await dayOf()).toCheck.missing === 1 && (await isQuiet()));
    const unmatched = await get('/api/settlement/unmatched');
    expect(unmatched.missing.items).toMatchObject([
      { orderNo: 'lone-1', won: 9900, state: 'missing', expectedOn: TODAY },
    ]);
    expect(unmatched.lines.items).toMatchObject([{ state: 'not-in-books', amount: 500 }]);
    expect((await get(`/api/payments/${token}/settlement`)).own).toMatchObject([
      { state: 'missing' },
    ]);
  });
});

describe('the daily limit', () => {
  it('is told as reached once Toss has refused a refund because of it', async () => {
    const room = async () =>
      (await desk.as('operator').call('GET', '/api/settlement/refund-room')).body;
    expect(await room()).toMatchObject({ sureWon: null, reachedAt: null });
    await desk.sandbox.options({ dailyRefundLimitWon: 0 });
    await putRefund(desk, payTokens[0] ?? '', 1000);
    await until(async () => (await room()).reachedAt !== null);
    expect(await room()).toMatchObject({ sureWon: null });
  });
});

describe('files', () => {
  it('have every line of the month, what is missing, and the days on a sheet of their own', async () => {
    const csv = await manager().file(`/api/exports/settlement.csv?month=${MONTH}`);
    const rows = parse<Record<string, string>>(csv.bytes, { bom: true, columns: true });
    expect(rows).toHaveLength(5);
    expect(rows.find((row) => row['주문번호'] === 'desk-1')).toMatchObject({
      ...{ 지급일: TODAY, 거래일: WEDNESDAY, 대조: '맞음', 종류: '결제', '금액 (원)': '47000' },
      ...{ '수수료 (원)': '-1128', '정산액 (원)': '45759', '수수료율 (%)': '2.40' },
    });
    expect(rows.filter((row) => row['대조'] === '정산에 없음')).toMatchObject([
      { 주문번호: 'lone-1', 지급일: TODAY },
    ]);
    const url = `/api/exports/settlement.xlsx?month=${MONTH}&language=en`;
    const xlsx = await manager().file(url);
    expect(await readSheet(xlsx.bytes, 'Lines')).toHaveLength(6);
    const days = await readSheet(xlsx.bytes, 'Deposits');
    expect(days).toHaveLength(32);
    expect(days.find(([day]) => day === TODAY)).toEqual(
      expect.arrayContaining([TODAY, 53_500, 51_601]),
    );
    const audit = await get('/api/audit?action=data-exported');
    expect(audit.items[0]).toMatchObject({ detail: { what: 'settlement', month: MONTH } });
  });
});

it('the month’s sheet tells the differences of its payouts', async () => {
  expect((await get(`/api/day-close/months/${MONTH}`)).settlement).toEqual({
    ...{ expectedWon: 52_101, depositWon: 51_601, differenceWon: -500, unexplainedWon: -500 },
    ...{ incompleteDays: 0, openDays: 0, unmatchedLines: 1, missing: 1, feeDiffers: 1 },
  });
});

describe('who may', () => {
  it('is a manager; the import can be off', async () => {
    for (const role of ['viewer', 'operator'] as const) {
      const answer = await desk.as(role).call('GET', `/api/settlement/months/${MONTH}`);
      expect(answer.body.code).toBe('forbidden');
    }
    const early = addDays(TODAY, 1);
    expect(
      (await manager().call('POST', '/api/settlement/imports', { day: early })).body,
    ).toMatchObject({ errors: [{ code: 'too-early' }] });
    await desk.restart({ SETTLEMENT_IMPORT: '0' });
    expect(
      (await manager().call('POST', '/api/settlement/imports', { day: TODAY })).body.code,
    ).toBe('settlement-off');
    expect(await get(`/api/settlement/months/${MONTH}`)).toMatchObject({ isOn: false });
    expect((await dayOf()).sums.lines).toBe(4);
  });

  it('a month before the first import has nothing to tell', async () => {
    const month = await get('/api/settlement/months/2026-01');
    expect(month.days.every(({ state }: { state: string }) => state === 'none')).toBe(true);
    expect(clock.nowMs() - DAY_MS).toBeLessThan(clock.nowMs());
    expect(seoulDayAt(clock.nowMs())).toBe(TODAY);
  });
});
