/** 직접 송금 over HTTP: who may record it, where, what is refused, and which figures have it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasePayment } from '../../server/storage/erasure.ts';
import { DAY_MS, isoToKst, startOfKstDay } from '../../shared/kst.ts';
import type { Caution, DayClose, BankTransfer, PaymentDetail } from '../../shared/api.ts';
import { act as actOnRun, draftOf, getRun, waitForRun } from '../bulk-refunds/bulk-acts.ts';
import {
  absentRefund,
  bookedRefunds,
  knowPaid,
  knowStandby,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { changeSettings } from '../support/desk-settings.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { atCommandLine, withAccounts } from '../support/staff-accounts.ts';
import { startTestDesk, type DeskAnswer, type RunningDesk } from '../support/start-desk.ts';

const clock = createShiftedClock();
let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk({ clock });
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

const noLimits = { approvalFromWon: null, stepUpFromWon: null, shopDayWon: null };
/** The next day, an hour after midnight in Seoul. */
beforeEach(async () => {
  const midnightMs = Date.parse(startOfKstDay(clock.nowIso())) + DAY_MS;
  clock.shift(midnightMs + 3_600_000 - clock.nowMs());
  desk.signInAnew();
  await changeSettings(desk, noLimits);
});

const today = () => isoToKst(clock.nowIso()).slice(0, 10);

async function fails(
  payToken: string,
  amount: number,
  errorCode: string,
  seen: { seenRefunded?: number; seenRecorded?: number } = {},
) {
  await desk.sandbox.fault({
    ...{ call: 'refunds', effect: 'before', fault: 'errorCode', errorCode, payToken },
  });
  const { body } = await putRefund(desk, payToken, amount, { ...seen, waitSeconds: 15 });
  expect(body.state, JSON.stringify(body)).toBe('failed');
}

/** A payment that Toss refused to refund because its buyer has left. */
async function leftBuyer(fields: Record<string, unknown> = {}): Promise<string> {
  const payToken = await knowPaid(desk, { amount: 10_000, ...fields });
  await fails(payToken, 100, 'INACTIVE_USER');
  return payToken;
}

const seenNothing = { seenRefunded: 0, seenRecorded: 0, seenUnsettled: false };
const bodyOf = (amount: number, more: Record<string, unknown> = {}) => ({
  ...{ amount, paidOn: today(), bank: '국민은행', accountEnd: '4821' },
  ...{ reference: '송금 20261130-77', ...seenNothing, ...more },
});

function record(
  payToken: string,
  amount: number,
  more: Record<string, unknown> & { id?: string; who?: string } = {},
): Promise<DeskAnswer> {
  const { id = randomUUID(), who = 'first', ...body } = more;
  const path = `/api/payments/${payToken}/bank-transfers/${id}`;
  return desk.as('manager', who).call('PUT', path, bodyOf(amount, body));
}

async function detailOf(payToken: string): Promise<PaymentDetail> {
  const { body } = await desk.as('manager').call('GET', `/api/payments/${payToken}`);
  return body as PaymentDetail;
}

const act = (id: string, which: 'confirm' | 'take-back', who = 'first', body?: object) =>
  desk.as('manager', who).call('POST', `/api/bank-transfers/${id}/${which}`, body);
/** As a screen that shows who asked for it now. */
async function takeBack(id: string, who = 'first') {
  const waiting = await desk.as('viewer').call('GET', '/api/bank-transfers/waiting');
  const takeBacks = waiting.body.takeBacks as { id: string; askedBy: { id: string } }[];
  const seenAsked = takeBacks.find((one) => one.id === id)?.askedBy.id;
  return act(id, 'take-back', who, { reason: '금액을 잘못 적음', seenAsked });
}

const recorded = ({ status, body }: DeskAnswer): BankTransfer => {
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as PaymentDetail).bankTransfers[0] as BankTransfer;
};

describe('what is recorded', () => {
  it('stands in the detail, the history, the audit log, the list and the sums', async () => {
    const payToken = await leftBuyer();
    const before = await detailOf(payToken);
    expect(before.bankTransferOffer).toEqual({
      ...{ allowed: true, reason: null, ground: 'buyer-left' },
      ...{ leftWon: 10_000, recordedWon: 0, overWon: 0, refundUnsettled: false },
      overAcknowledged: null,
    });
    const one = recorded(await record(payToken, 4400, { note: '손님이 전화로 요청' }));
    expect(one).toMatchObject({
      ...{ amount: 4400, state: 'counted', ground: 'buyer-left', sole: false, paidOn: today() },
      ...{ bank: '국민은행', accountEnd: '4821', reference: '송금 20261130-77' },
      parts: { taxable: 4000, vat: 400, taxFree: 0, serviceFee: 0 },
      recordedBy: { name: 'first manager' },
    });
    const detail = await detailOf(payToken);
    expect(detail.payment).toMatchObject({ refunded: 0, transferred: 4400 });
    expect(detail.bankTransferOffer).toMatchObject({ leftWon: 5600, recordedWon: 4400 });
    // Toss's side and the engine know nothing of it.
    expect(detail.operations).toEqual(before.operations);
    expect(detail.actions.refund).toEqual(before.actions.refund);
    expect(detail.timeline[0]).toMatchObject({
      ...{ what: 'bank-transfer-recorded', source: 'staff', amount: 4400, operationId: null },
      detail: '송금 20261130-77: 손님이 전화로 요청',
      staff: { name: 'first manager' },
    });
    const { body: log } = await desk.as('manager').call('GET', '/api/audit?limit=1');
    expect(log.items[0]).toMatchObject({
      action: 'bank-transfer-recorded',
      payToken,
      detail: { id: one.id, amount: 4400, paidOn: today(), ground: 'buyer-left' },
    });
    const order = `q=${detail.payment.orderNo}`;
    const { body: list } = await desk.as('viewer').call('GET', `/api/payments?${order}`);
    expect(list.items[0]).toMatchObject({ refunded: 0, transferred: 4400 });
    const { body: sums } = await desk.as('viewer').call('GET', `/api/payments/summary?${order}`);
    expect(sums).toMatchObject({ paid: 10_000, refunded: 0, transferred: 4400, net: 10_000 });
  });

  it('stands in the day close of its day alone, apart from what Toss refunded', async () => {
    const payToken = await leftBuyer();
    clock.shift(DAY_MS);
    desk.signInAnew();
    const yesterday = isoToKst(new Date(clock.nowMs() - DAY_MS).toISOString()).slice(0, 10);
    const sheet = async (date: string) => {
      const { body } = await desk.as('manager').call('GET', `/api/day-close?date=${date}`);
      return { refunded: body.refunded.won as number, by: (body as DayClose).transferred };
    };
    const was = await sheet(yesterday);
    const one = recorded(await record(payToken, 1100, { paidOn: yesterday }));
    const now = await sheet(yesterday);
    expect(now.refunded).toBe(was.refunded);
    expect(now.by).toMatchObject({ count: was.by.count + 1, won: was.by.won + 1100 });
    expect(now.by.parts.vat - was.by.parts.vat).toBe(100);
    expect((await sheet(today())).by).toMatchObject({ count: 0, won: 0 });
    recorded(await takeBack(one.id));
    expect(await sheet(yesterday)).toEqual(was);
  });

  it('is a column at the end of the files, which keep their other columns', async () => {
    const payToken = await leftBuyer();
    await record(payToken, 3300);
    const { payment } = await detailOf(payToken);
    const path = `/api/exports/payments.csv?q=${payment.orderNo}&reason=test%20test`;
    const { bytes } = await desk.as('manager').file(path);
    const lines = bytes.toString('utf8').trim().split('\r\n');
    const added = (line: string) => line.split(',').at(-2);
    expect(lines.map(added)).toEqual(['직접 송금 (원)', '-3300', '', '-3300', '']);
    expect(lines[3]).toContain(',0,');
  });

  it('has no parts where the desk only estimates them', async () => {
    const payToken = await leftBuyer();
    await desk.sandbox.outsideRefund(payToken, 1000);
    clock.shift(2000);
    await desk.as('manager').call('POST', `/api/payments/${payToken}/refresh`);
    const one = recorded(await record(payToken, 2000, { seenRefunded: 1000 }));
    expect(one.parts).toBeNull();
    const date = today();
    const { body } = await desk.as('manager').call('GET', `/api/day-close?date=${date}`);
    expect(body.transferred).toMatchObject({ won: 2000, partsUnknownWon: 2000 });
    // Toss's sum is read anew and known, but an earlier transfer has no parts to subtract.
    const next = recorded(await record(payToken, 500, { seenRefunded: 1000, seenRecorded: 2000 }));
    expect(next.parts).toBeNull();
  });

  it('splits a second one over what the first left', async () => {
    const parts = { amountTaxable: 4000, amountVat: 400, amountTaxFree: 5600 };
    const payToken = await leftBuyer({ ...parts, amountServiceFee: 0 });
    const first = recorded(await record(payToken, 9999));
    const second = recorded(await record(payToken, 1, { seenRecorded: 9999 }));
    const sum = (part: 'taxable' | 'vat' | 'taxFree') =>
      (first.parts?.[part] ?? 0) + (second.parts?.[part] ?? 0);
    expect([sum('taxable'), sum('vat'), sum('taxFree')]).toEqual([4000, 400, 5600]);
  });
});

describe('where it may be recorded', () => {
  it('has no parts where a refund through Toss took what the first was split into', async () => {
    const payToken = await leftBuyer({
      ...{ amountTaxable: 5000, amountVat: 500, amountTaxFree: 4500, amountServiceFee: 0 },
    });
    expect(recorded(await record(payToken, 4000)).parts).toMatchObject({ taxFree: 1800 });
    const parts = { taxable: 0, vat: 0, taxFree: 4000, serviceFee: 0 };
    const refund = { parts, seenRecorded: 4000, waitSeconds: 15 };
    expect((await putRefund(desk, payToken, 4000, refund)).body.state).toBe('succeeded');
    const seen = { seenRefunded: 4000, seenRecorded: 4000 };
    await fails(payToken, 100, 'INACTIVE_USER', seen);
    expect(recorded(await record(payToken, 2000, seen)).parts).toBeNull();
  });

  it('is not where Toss can refund, nothing was paid, or the refusal may pass', async () => {
    const open = await knowPaid(desk, { amount: 10_000 });
    expect((await record(open, 100)).body).toMatchObject({ code: 'no-bank-transfer' });
    expect((await detailOf(open)).bankTransferOffer.reason).toBe('toss-can-refund');
    await fails(open, 100, 'COMMON_REFUND_ERROR');
    expect((await record(open, 100)).body).toMatchObject({ code: 'no-bank-transfer' });
    const unpaid = await knowStandby(desk);
    expect((await record(unpaid, 100)).body).toMatchObject({ code: 'no-bank-transfer' });
    expect((await detailOf(unpaid)).bankTransferOffer.reason).toBe('not-paid');
    expect((await record('nobody', 100)).body).toMatchObject({ code: 'payment-not-found' });
  });

  it('is not after a later refund went through', async () => {
    const payToken = await leftBuyer();
    await putRefund(desk, payToken, 200, { waitSeconds: 15 });
    expect((await detailOf(payToken)).bankTransferOffer.ground).toBeNull();
  });

  it('is a year after the payment, and once Toss has settled it for good', async () => {
    const settled = await knowPaid(desk, { amount: 5000 });
    await desk.sandbox.settle(settled);
    clock.shift(2000);
    await desk.as('manager').call('POST', `/api/payments/${settled}/refresh`);
    expect((await detailOf(settled)).bankTransferOffer).toMatchObject({
      ...{ allowed: true, ground: 'refund-period-over' },
    });
    const old = await knowPaid(desk, { amount: 5000 });
    const paidAt = (await detailOf(old)).payment.completedAt ?? '';
    const until = new Date(paidAt);
    until.setUTCFullYear(until.getUTCFullYear() + 1);
    clock.shift(until.getTime() - clock.nowMs() - 60_000);
    desk.signInAnew();
    expect((await detailOf(old)).bankTransferOffer.ground).toBeNull();
    clock.shift(60_000);
    expect((await detailOf(old)).bankTransferOffer.ground).toBe('refund-period-over');
    expect(recorded(await record(old, 5000))).toMatchObject({ ground: 'refund-period-over' });
    expect((await detailOf(old)).bankTransferOffer.reason).toBe('nothing-left');
  });

  it('is for managers alone', async () => {
    const payToken = await leftBuyer();
    const path = `/api/payments/${payToken}/bank-transfers/${randomUUID()}`;
    const answer = await desk.as('operator').call('PUT', path, bodyOf(100));
    expect(answer.body.code).toBe('forbidden');
    const { body } = await desk.as('operator').call('GET', `/api/payments/${payToken}`);
    expect(body.bankTransferOffer).toMatchObject({ allowed: false, reason: 'not-permitted' });
  });
});

describe('what was not seen, or does not fit', () => {
  it('refuses a second one to whoever was not told of the first', async () => {
    const payToken = await leftBuyer();
    await record(payToken, 1000);
    const blind = await record(payToken, 1000);
    expect(blind.body).toMatchObject({
      code: 'stale-view',
      effect: 'not-applied',
      changes: [{ field: 'transferred', seen: 0, now: 1000 }],
    });
    expect(recorded(await record(payToken, 1000, { seenRecorded: 1000 })).amount).toBe(1000);
  });

  it('refuses it to whoever was not told of an open refund, or of what Toss refunded', async () => {
    const payToken = await leftBuyer();
    await changeSettings(desk, { ...noLimits, graceSeconds: { operator: 600, manager: 600 } });
    const { body: open } = await putRefund(desk, payToken, 300);
    expect(open.state).toBe('ready');
    const blind = await record(payToken, 1000);
    expect(blind.body.changes).toEqual([{ field: 'refundUnsettled', seen: 'no', now: 'yes' }]);
    expect((await record(payToken, 1000, { seenUnsettled: true })).status).toBe(200);
    const stale = await record(payToken, 1, {
      ...{ seenUnsettled: true, seenRecorded: 1000, seenRefunded: 77 },
    });
    expect(stale.body.changes).toMatchObject([{ field: 'refunded', seen: 77 }]);
    await changeSettings(desk, { ...noLimits, graceSeconds: { operator: 0, manager: 0 } });
  });

  it('refuses more than is left of the payment, counting both', async () => {
    const payToken = await leftBuyer();
    await record(payToken, 6000);
    const over = await record(payToken, 4001, { seenRecorded: 6000 });
    expect(over.body).toMatchObject({
      ...{ code: 'over-remaining', remaining: 4000 },
      errors: [{ pointer: '/amount', params: { max: 4000 } }],
    });
    const row = desk.db.get('SELECT * FROM bank_transfer WHERE pay_token = ?', payToken);
    const columns = Object.keys(row as object);
    const again = `INSERT INTO bank_transfer SELECT ${columns
      .map((name) => (name === 'id' ? "'another'" : name))
      .join(', ')} FROM bank_transfer WHERE pay_token = ?`;
    expect(() => desk.db.run(again, payToken)).toThrow('more than was paid');
  });

  it('takes a day from the payment to today, digits in their fields, and no others', async () => {
    const payToken = await leftBuyer();
    const tomorrow = isoToKst(new Date(clock.nowMs() + DAY_MS).toISOString()).slice(0, 10);
    for (const paidOn of [tomorrow, '2019-01-01']) {
      const { body } = await record(payToken, 100, { paidOn });
      expect(body.errors, paidOn).toMatchObject([{ pointer: '/paidOn', code: 'other-day' }]);
    }
    const wrong = { accountEnd: '123456789', bank: '국민 110-123-456789' };
    for (const [field, value] of Object.entries(wrong)) {
      const { body } = await record(payToken, 100, { [field]: value });
      expect(body.errors, field).toMatchObject([{ pointer: `/${field}` }]);
    }
  });

  it('takes the same id once, whatever is lost on the way', async () => {
    const payToken = await leftBuyer();
    const id = randomUUID();
    recorded(await record(payToken, 700, { id }));
    expect(recorded(await record(payToken, 700, { id })).id).toBe(id);
    expect((await detailOf(payToken)).bankTransfers).toHaveLength(1);
    for (const other of [{ paidOn: '2026-01-01' }, { note: '다른 메모' }, { bank: '신한은행' }]) {
      const { body } = await record(payToken, 700, { id, ...other });
      expect(body.code).toBe('operation-id-reused');
    }
    const { body } = await record(payToken, 700, { id, who: 'second' });
    expect(body.code).toBe('operation-id-reused');
  });
});

describe('a mistake', () => {
  it('is taken back by another entry, once, and leaves every sum', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, 1000));
    const taken = recorded(await takeBack(one.id, 'second'));
    expect(taken).toMatchObject({
      ...{ id: one.id, state: 'taken-back', amount: 1000 },
      takenBack: { staff: { name: 'second manager' }, note: '금액을 잘못 적음' },
    });
    const detail = await detailOf(payToken);
    expect(detail.payment.transferred).toBe(0);
    expect(detail.bankTransferOffer).toMatchObject({ leftWon: 10_000, recordedWon: 0 });
    expect(detail.timeline[0]).toMatchObject({ what: 'bank-transfer-taken-back', amount: 1000 });
    expect((await takeBack(one.id)).body.code).toBe('bank-transfer-moved');
    expect((await act(one.id, 'confirm', 'second')).body.code).toBe('bank-transfer-moved');
    expect((await takeBack(randomUUID())).body.code).toBe('not-found');
    expect(recorded(await record(payToken, 10_000)).state).toBe('counted');
  });

  it('is neither changed nor deleted in the file', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, 1000));
    await takeBack(one.id);
    const refused = (sql: string) => expect(() => desk.db.script(sql), sql).toThrow();
    refused('UPDATE bank_transfer SET amount = 1');
    refused("UPDATE bank_transfer SET reference = ''");
    refused('DELETE FROM bank_transfer');
    refused('UPDATE bank_transfer_act SET note = NULL');
    refused('DELETE FROM bank_transfer_act');
    refused('UPDATE payment SET transferred = 5');
  });
});

describe('a second person', () => {
  const LIMIT_WON = 2000;
  beforeEach(() => changeSettings(desk, { ...noLimits, approvalFromWon: LIMIT_WON }));

  async function staffNamed(wanted: string): Promise<string> {
    const { body } = await desk.as('manager').call('GET', '/api/staff');
    const staff = body.items as { id: string; name: string }[];
    return staff.find(({ name }) => name === wanted)?.id ?? '';
  }
  const liftWait = (staffId: string) =>
    withAccounts(desk.database, ({ changes }) => changes.liftWait(atCommandLine, staffId));

  it('confirms what reaches the limit, and until then no sum has it', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, LIMIT_WON));
    expect(one.state).toBe('waiting');
    expect((await detailOf(payToken)).payment.transferred).toBe(0);
    expect((await detailOf(payToken)).bankTransferOffer.recordedWon).toBe(LIMIT_WON);
    const waiting = async () =>
      (await desk.as('viewer').call('GET', '/api/bank-transfers/waiting')).body.items as object[];
    const counted = async () =>
      (await desk.as('viewer').call('GET', '/api/counters')).body.bankTransfersWaiting as object;
    expect(await waiting()).toMatchObject([{ id: one.id, payToken, amount: LIMIT_WON }]);
    expect(await counted()).toEqual({ count: 1 });
    expect((await act(one.id, 'confirm')).body.code).toBe('second-person-needed');
    const confirmed = recorded(await act(one.id, 'confirm', 'second'));
    expect(confirmed).toMatchObject({
      state: 'counted',
      confirmed: { staff: { name: 'second manager' } },
    });
    expect((await detailOf(payToken)).payment.transferred).toBe(LIMIT_WON);
    expect(await waiting()).toEqual([]);
    expect(await counted()).toEqual({ count: 0 });
    expect((await act(one.id, 'confirm', 'second')).body.code).toBe('bank-transfer-moved');
  });

  it('is needed for the sum of a day, and a transfer counts for refunds by Toss', async () => {
    const payToken = await leftBuyer();
    expect(recorded(await record(payToken, LIMIT_WON - 1)).state).toBe('counted');
    const next = await record(payToken, 1, { seenRecorded: LIMIT_WON - 1 });
    expect(recorded(next).state).toBe('waiting');
    expect((await detailOf(payToken)).givenLatelyWon).toBe(LIMIT_WON);
    const seen = { seenApproval: true, seenRecorded: LIMIT_WON };
    const { body } = await putRefund(desk, payToken, 1, seen);
    expect(body.state).toBe('proposed');
  });

  it('is nobody whose account the first one opened lately', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, LIMIT_WON));
    const second = await staffNamed('second manager');
    await desk.as('manager').call('POST', `/api/staff/${second}/reset-two-factor`);
    const held = await act(one.id, 'confirm', 'second');
    expect(held.body).toMatchObject({ code: 'approver-held' });
    expect(held.body.notBefore).toMatch(/^20/);
    expect(recorded(await takeBack(one.id, 'second')).state).toBe('taken-back');
    await liftWait(second);
  });

  describe('takes back what it confirmed', () => {
    async function confirmed(): Promise<{ id: string; payToken: string }> {
      const payToken = await leftBuyer();
      const { id } = recorded(await record(payToken, LIMIT_WON));
      recorded(await act(id, 'confirm', 'second'));
      return { id, payToken };
    }
    const takeBacks = async () =>
      (await desk.as('viewer').call('GET', '/api/bank-transfers/waiting')).body
        .takeBacks as object[];

    const waitingCount = async () =>
      (await desk.as('viewer').call('GET', '/api/counters')).body.bankTransfersWaiting
        .count as number;

    it('only by two: the first asks, and another one completes it', async () => {
      const { id, payToken } = await confirmed();
      const before = await waitingCount();
      const asked = recorded(await takeBack(id));
      const ask = { staff: { name: 'first manager' }, note: '금액을 잘못 적음', sole: false };
      expect(asked).toMatchObject({ state: 'counted', takenBack: null, takeBackAsked: ask });
      const detail = await detailOf(payToken);
      expect(detail.payment.transferred).toBe(LIMIT_WON);
      expect(detail.timeline[0]).toMatchObject({
        ...{ what: 'bank-transfer-take-back-asked', amount: LIMIT_WON },
        ...{ detail: '금액을 잘못 적음', staff: { name: 'first manager' } },
      });
      expect(await takeBacks()).toMatchObject([
        { id, payToken, amount: LIMIT_WON, askedBy: { name: 'first manager' } },
      ]);
      expect(await waitingCount()).toBe(before + 1);
      expect((await takeBack(id)).body.code).toBe('second-person-needed');
      expect(recorded(await takeBack(id, 'second'))).toMatchObject({
        ...{ state: 'taken-back', takenBack: { staff: { name: 'second manager' } } },
        takeBackAsked: ask,
      });
      expect((await detailOf(payToken)).payment.transferred).toBe(0);
      expect(await takeBacks()).toEqual([]);
      expect(await waitingCount()).toBe(before);
      expect((await takeBack(id)).body.code).toBe('bank-transfer-moved');
    });

    it('only by whoever saw that it was asked for', async () => {
      const { id, payToken } = await confirmed();
      const reason = '금액을 잘못 적음';
      const first = await staffNamed('first manager');
      const changed = (seen: string, now: string) => ({
        ...{ code: 'stale-view', effect: 'not-applied' },
        changes: [{ field: 'takeBackAsked', seen, now }],
      });
      const early = await act(id, 'take-back', 'second', { reason, seenAsked: first });
      expect(early.body).toMatchObject(changed(first, ''));
      recorded(await takeBack(id));
      const second = await act(id, 'take-back', 'second', { reason });
      expect(second.body).toMatchObject(changed('', first));
      expect((await detailOf(payToken)).payment.transferred).toBe(LIMIT_WON);
      const seen = await act(id, 'take-back', 'second', { reason, seenAsked: first });
      expect(recorded(seen).state).toBe('taken-back');
    });

    it('in the time for approvals; later it has to be asked anew', async () => {
      await changeSettings(desk, { ...noLimits, approvalFromWon: LIMIT_WON, approvalHours: 2 });
      const { id } = await confirmed();
      const { takeBackAsked } = recorded(await takeBack(id));
      const lapsesMs = Date.parse(takeBackAsked?.lapsesAt ?? '');
      expect(lapsesMs - Date.parse(takeBackAsked?.at ?? '')).toBe(2 * 3_600_000);
      clock.shift(lapsesMs - clock.nowMs());
      desk.signInAnew();
      expect(await takeBacks()).toEqual([]);
      const anew = recorded(await takeBack(id, 'second'));
      expect(anew).toMatchObject({
        ...{ state: 'counted', takeBackAsked: { staff: { name: 'second manager' } } },
      });
      expect(recorded(await takeBack(id)).state).toBe('taken-back');
    });

    it('not by what was asked while the clock was ahead: that has to be asked anew', async () => {
      const { id } = await confirmed();
      const ahead = (days: number) => new Date(clock.nowMs() + days * DAY_MS).toISOString();
      desk.db.run(
        'INSERT INTO bank_transfer_take_back VALUES (NULL, ?, ?, ?, ?, ?, NULL, 0)',
        ...[id, ahead(30), ahead(33), await staffNamed('first manager'), 'first manager'],
      );
      expect(await takeBacks()).toEqual([]);
      expect(recorded(await takeBack(id, 'second')).state).toBe('counted');
      expect(await takeBacks()).toHaveLength(1);
      expect(recorded(await takeBack(id)).state).toBe('taken-back');
    });

    it('never with an account that the first one opened lately', async () => {
      const { id } = await confirmed();
      recorded(await takeBack(id));
      const second = await staffNamed('second manager');
      await desk.as('manager').call('POST', `/api/staff/${second}/reset-two-factor`);
      desk.signInAnew();
      expect((await takeBack(id, 'second')).body).toMatchObject({ code: 'approver-held' });
      await liftWait(second);
      expect(recorded(await takeBack(id, 'second')).state).toBe('taken-back');
    });

    it('alone only where the shop has no other manager', async () => {
      const { id } = await confirmed();
      recorded(await takeBack(id));
      const first = await staffNamed('first manager');
      const { body } = await desk.as('manager').call('GET', '/api/staff');
      const others = (body.items as { id: string; role: string; disabled: boolean }[]).filter(
        (one) => one.role === 'manager' && one.id !== first && !one.disabled,
      );
      const setDisabled = async (disabled: boolean) => {
        for (const one of others) {
          const path = `/api/staff/${one.id}`;
          expect((await desk.as('manager').call('PATCH', path, { disabled })).status).toBe(200);
        }
      };
      await setDisabled(true);
      expect((await takeBack(id)).body.code).toBe('second-person-needed');
      await liftWait(first);
      expect(recorded(await takeBack(id))).toMatchObject({
        ...{ state: 'taken-back', takeBackAsked: { sole: true } },
      });
      await setDisabled(false);
      for (const one of others) await liftWait(one.id);
    });

    it('also by the rules of the database', async () => {
      const { id, payToken } = await confirmed();
      const second = clock.nowIso().slice(0, 20);
      const at = `${second}999Z`;
      const atOf = (staff: string) => `${second}00${String(staff.charCodeAt(0) % 10)}Z`;
      const take = (staff: string) =>
        desk.db.run(
          "INSERT INTO bank_transfer_act VALUES (?, 'taken-back', 'x', ?, ?, 'x')",
          id,
          at,
          staff,
        );
      const ask = (record: string, staff: string, lapsesAt: string, sole: number) =>
        desk.db.run(
          'INSERT INTO bank_transfer_take_back VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)',
          record,
          atOf(staff),
          lapsesAt,
          staff,
          'x',
          'x',
          sole,
        );
      const later = '2999-01-01T00:00:00.000Z';
      expect(() => take('b')).toThrow('another manager has to ask');
      ask(id, 'a', at, 0);
      expect(() => take('b')).toThrow('another manager has to ask');
      ask(id, 'b', later, 0);
      expect(() => take('b')).toThrow('another manager has to ask');
      const refused = (sql: string) =>
        expect(() => desk.db.script(sql), sql).toThrow(/append only|kept for a year/);
      refused('UPDATE bank_transfer_take_back SET note = NULL');
      refused('UPDATE bank_transfer_take_back SET sole = 1');
      refused('DELETE FROM bank_transfer_take_back');
      expect(() => ask(id, 'c', later, 2)).toThrow(/check/i);
      take('a');
      expect(() => ask(id, 'c', later, 1)).toThrow('nobody confirmed it');
      const other = recorded(await record(payToken, 1));
      expect(() => ask(other.id, 'c', later, 0)).toThrow('nobody confirmed it');
    });
  });

  it('confirms also what no longer fits beside what Toss refunded meanwhile', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, 9000));
    await desk.sandbox.outsideRefund(payToken, 1001);
    clock.shift(2000);
    await desk.as('manager').call('POST', `/api/payments/${payToken}/refresh`);
    const over = async () =>
      (await desk.as('viewer').call('GET', '/api/bank-transfers/waiting')).body.over as object[];
    const counted = async () =>
      (await desk.as('viewer').call('GET', '/api/counters')).body.bankTransfersOver as object;
    expect(await over()).toEqual([]);
    const { status, body } = await act(one.id, 'confirm', 'second');
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.bankTransferOffer).toMatchObject({ leftWon: 0, overWon: 1 });
    const { orderNo, changedAt } = (body as PaymentDetail).payment;
    const sums = { amount: 10_000, refunded: 1001, transferred: 9000, overWon: 1 };
    expect(await over()).toEqual([{ payToken, orderNo, changedAt, ...sums }]);
    expect(await counted()).toEqual({ count: 1 });
    // A refused record tells the reason that it can be none: nothing is left.
    const more = await record(payToken, 1, { seenRefunded: 1001, seenRecorded: 9000 });
    expect(more.body.code).toBe('no-bank-transfer');
    await takeBack(one.id);
    await takeBack(one.id, 'second');
    expect(await over()).toEqual([]);
    expect(await counted()).toEqual({ count: 0 });
  });

  describe('leaves more given back than was paid', () => {
    const isOver = async (payToken: string) => {
      const { body } = await desk.as('viewer').call('GET', '/api/bank-transfers/waiting');
      return (body.over as { payToken: string }[]).some((one) => one.payToken === payToken);
    };
    const read = () => clock.shift(2000);

    async function over(): Promise<string> {
      const payToken = await leftBuyer();
      const { id } = recorded(await record(payToken, 9000));
      await desk.sandbox.outsideRefund(payToken, 1001);
      read();
      await desk.as('manager').call('POST', `/api/payments/${payToken}/refresh`);
      recorded(await act(id, 'confirm', 'second'));
      return payToken;
    }

    const note = '둘 다 맞음, 손님께 1원 돌려받기로 함';
    async function acknowledge(payToken: string, more: object = {}, who = 'first') {
      const { payment, bankTransferOffer } = await detailOf(payToken);
      const seen = { overWon: bankTransferOffer.overWon, changedAt: payment.changedAt };
      const path = `/api/payments/${payToken}/over-given/acknowledge`;
      return desk.as('manager', who).call('POST', path, { ...seen, note, ...more });
    }

    it('until a manager looked and wrote why, and again where the sum is another one', async () => {
      const payToken = await over();
      expect((await detailOf(payToken)).bankTransferOffer.overAcknowledged).toBeNull();
      expect(await isOver(payToken)).toBe(true);
      const { status, body } = await acknowledge(payToken);
      expect(status, JSON.stringify(body)).toBe(200);
      const acknowledged = { staff: { name: 'first manager' }, note };
      expect(body.bankTransferOffer).toMatchObject({ overWon: 1, overAcknowledged: acknowledged });
      expect(await isOver(payToken)).toBe(false);
      expect((await detailOf(payToken)).timeline[0]).toMatchObject({
        ...{ what: 'bank-transfer-over-acknowledged', source: 'staff', amount: 1, detail: note },
        staff: { name: 'first manager' },
      });
      const { body: log } = await desk.as('manager').call('GET', '/api/audit?limit=1');
      expect(log.items[0]).toMatchObject({
        ...{ action: 'bank-transfer-over-acknowledged', payToken, detail: { amount: 1, note } },
      });
      await desk.sandbox.outsideRefund(payToken, 2);
      read();
      await desk.as('manager').call('POST', `/api/payments/${payToken}/refresh`);
      const anew = { overWon: 3, overAcknowledged: null };
      expect((await detailOf(payToken)).bankTransferOffer).toMatchObject(anew);
      expect(await isOver(payToken)).toBe(true);
    });

    it('and nothing else is acknowledged: not what changed, nor twice, nor where all is well', async () => {
      const payToken = await over();
      for (const stale of [{ overWon: 2 }, { changedAt: '2020-01-01T00:00:00.000Z' }]) {
        const { body } = await acknowledge(payToken, stale);
        expect(body).toMatchObject({ code: 'stale-view', effect: 'not-applied' });
      }
      expect(await isOver(payToken)).toBe(true);
      expect((await acknowledge(payToken)).status).toBe(200);
      expect((await acknowledge(payToken)).body.code).toBe('stale-view');
      const fine = await leftBuyer();
      expect((await acknowledge(fine, { overWon: 1 })).body.code).toBe('stale-view');
      const unknown = await desk
        .as('manager')
        .call('POST', '/api/payments/pay-none/over-given/acknowledge', {
          ...{ overWon: 1, changedAt: clock.nowIso(), note },
        });
      expect(unknown.body.code).toBe('payment-not-found');
    });

    it('also by the rules of the database', async () => {
      const payToken = await over();
      const write = (won: number) =>
        desk.db.run(
          `INSERT INTO over_given_acknowledged (pay_token, over_won, at, staff_id, staff_name, note)
             VALUES (?, ?, ?, 'x', 'x', 'x')`,
          payToken,
          won,
          clock.nowIso(),
        );
      expect(() => write(2)).toThrow('another sum');
      write(1);
      for (const sql of [
        'UPDATE over_given_acknowledged SET note = NULL',
        'UPDATE over_given_acknowledged SET over_won = 2',
        'DELETE FROM over_given_acknowledged',
      ]) {
        expect(() => desk.db.script(sql), sql).toThrow(/append only|kept for a year/);
      }
    });
  });
});

describe('limits and warnings', () => {
  it("uses up the day's ceilings of refunds by Toss, and is never refused by them", async () => {
    const rules = { personDayWon: { operator: 5000, manager: 5000 }, shopDayWon: 5000 };
    await changeSettings(desk, { ...noLimits, ...rules });
    const payToken = await leftBuyer();
    expect(recorded(await record(payToken, 6000)).state).toBe('counted');
    const other = await knowPaid(desk);
    const path = `/api/payments/${other}/operations/${randomUUID()}`;
    const body = { kind: 'refund', amount: 1, reason: '단순 변심', seenRefunded: 0 };
    const refused = await desk.as('manager').call('PUT', path, body);
    expect(refused.body).toMatchObject({
      code: 'over-ceiling',
      ceiling: { scope: 'person', usedWon: 6000 },
    });
    const colleague = await putRefund(desk, other, 1);
    expect(colleague.body).toMatchObject({ ceiling: { scope: 'shop', usedWon: 6000 } });
    await changeSettings(desk, { ...noLimits, personDayWon: { operator: null, manager: null } });
  });

  it('warns before a refund by Toss, which has to be ticked', async () => {
    const payToken = await leftBuyer();
    const one = recorded(await record(payToken, 6000));
    const told = async () => {
      const path = `/api/payments/${payToken}/cautions?amount=777`;
      const { body } = await desk.as('operator').call('GET', path);
      return (body.cautions as Caution[]).filter(({ code }) => code === 'transferred');
    };
    const warning = { code: 'transferred', needsTick: true, won: 6000, leftWon: 4000 };
    expect(await told()).toEqual([warning]);
    await takeBack(one.id);
    expect(await told()).toEqual([]);
  });
});

describe('a refund through Toss where a transfer stands', () => {
  const changed = (seen: number, now: number) => ({
    ...{ code: 'stale-view', effect: 'not-applied' },
    changes: [{ field: 'transferred', seen, now }],
  });

  it('is taken from whoever saw exactly what was transferred', async () => {
    const payToken = await leftBuyer();
    expect((await putRefund(desk, payToken, 100, { seenRecorded: 1 })).body).toMatchObject(
      changed(1, 0),
    );
    const one = recorded(await record(payToken, 6000));
    expect((await putRefund(desk, payToken, 100)).body).toMatchObject(changed(0, 6000));
    await takeBack(one.id);
    const seen = { seenRecorded: 6000 };
    expect((await putRefund(desk, payToken, 100, seen)).body).toMatchObject(changed(6000, 0));
    recorded(await record(payToken, 6000));
    const { body } = await putRefund(desk, payToken, 100, { ...seen, waitSeconds: 15 });
    expect(body.state).toBe('succeeded');
    expect(await bookedRefunds(desk, payToken)).toMatchObject([{ amount: 100 }]);
  });

  it('is left out of a bulk run by the check, and refused where it was recorded after', async () => {
    const payToken = await leftBuyer();
    const later = await leftBuyer();
    recorded(await record(payToken, 6000));
    const { run, rows } = await draftOf(desk, [{ payToken, amount: 100 }, { payToken: later }]);
    expect(rows).toMatchObject([
      { verdict: 'refused', findings: [{ code: 'transferred', won: 6000 }] },
      { verdict: 'ready', amount: 10_000 },
    ]);
    recorded(await record(later, 2000));
    await actOnRun(desk, run.id, 'start', { totalWon: 10_000 });
    await waitForRun(desk, run.id, ['done']);
    expect((await getRun(desk, run.id)).rows[1]?.refusal).toMatchObject({ code: 'stale-view' });
    expect(await bookedRefunds(desk, later)).toEqual([]);
  });

  it('is approved by whoever saw what was transferred since the request', async () => {
    await changeSettings(desk, { ...noLimits, approvalFromWon: 3000 });
    const payToken = await leftBuyer();
    const { body: asked } = await putRefund(desk, payToken, 3000, { seenApproval: true });
    expect(asked.state).toBe('proposed');
    const approve = (body: object) =>
      desk.as('manager').call('POST', `/api/operations/${String(asked.id)}/approve`, {
        bodyHash: asked.bodyHash,
        ...body,
      });
    await changeSettings(desk, noLimits);
    recorded(await record(payToken, 2000, { seenUnsettled: true }));
    expect((await approve({})).body).toMatchObject(changed(0, 2000));
    expect((await approve({ seenRecorded: 2000 })).status).toBe(202);
    await waitForState(desk, asked.id as string, ['succeeded']);
  });

  it('is sent again by whoever saw what was transferred meanwhile', async () => {
    const payToken = await leftBuyer();
    const id = await absentRefund(desk, payToken);
    recorded(await record(payToken, 2000, { seenUnsettled: true }));
    const again = (body?: object) =>
      desk.as('manager').call('POST', `/api/operations/${id}/send-again`, body);
    expect((await again()).body).toMatchObject(changed(0, 2000));
    await waitForState(desk, id, ['absent']);
    expect((await again({ seenRecorded: 2000 })).status).toBe(202);
    await waitForState(desk, id, ['succeeded']);
  });
});

describe("a buyer's data", () => {
  it('is masked for viewers, and stays as evidence when its payment is erased', async () => {
    const payToken = await leftBuyer();
    await changeSettings(desk, { ...noLimits, approvalFromWon: 1000 });
    const one = recorded(
      await record(payToken, 1000, {
        reference: '김하늘 010-9753-5678',
        note: '메모 010-9753-5678',
      }),
    );
    await act(one.id, 'confirm', 'second');
    const reason = '메모 010-9753-5678';
    const asked = recorded(await act(one.id, 'take-back', 'first', { reason }));
    const seenAsked = asked.takeBackAsked?.staff.id;
    expect((await act(one.id, 'take-back', 'second', { reason, seenAsked })).status).toBe(200);
    const { body } = await desk.as('viewer').call('GET', `/api/payments/${payToken}`);
    const seen = (body as PaymentDetail).bankTransfers[0];
    expect(seen?.accountEnd).not.toContain('4821');
    expect(JSON.stringify(seen)).not.toContain('9753');

    const before = await detailOf(payToken);
    const at = '2019-01-01T00:00:00.000Z';
    desk.db.dropTrigger('payment_never_goes_back', 'payment');
    desk.db.run(
      'UPDATE payment SET created_at = ?, completed_at = ? WHERE pay_token = ?',
      ...[at, at, payToken],
    );
    desk.db.together(() => desk.db.unit(erasePayment(payToken, { at, before: '2024-01-01' })));
    expect(desk.db.get('SELECT erased_at FROM payment WHERE pay_token = ?', payToken)).toEqual({
      erased_at: at,
    });
    const now = await detailOf(payToken);
    expect(now.bankTransfers).toEqual(before.bankTransfers);
    const told = ({ timeline }: PaymentDetail) =>
      timeline.filter(({ what }) => what.startsWith('bank-transfer-')).map(({ detail }) => detail);
    expect(told(now)).toEqual(told(before));
    expect(JSON.stringify(told(now))).toContain('010-9753-5678: 메모');
  });
});
