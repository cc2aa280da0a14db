/** Erasing the personal data of a buyer in place. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  bankTransfersOf,
  writeBankTransfer,
  writeBankTransferAct,
  writeTakeBackAsked,
} from '../../server/storage/bank-transfers.ts';
import { findBulkRun, recordBulkRun } from '../../server/storage/bulk-runs.ts';
import { keepCallbacks } from '../../server/storage/callbacks.ts';
import { eraseBulkRuns, erasePayment, paymentsToErase } from '../../server/storage/erasure.ts';
import { appendEvent, type EventWhat } from '../../server/storage/events.ts';
import { writeOverAcknowledged } from '../../server/storage/over-given.ts';
import { erasedColumns, type StoredColumns } from '../../server/storage/payment-columns.ts';
import { getPaymentOn } from '../../server/storage/payments.ts';
import { pagePayments } from '../../server/storage/payment-list.ts';
import { testEngine } from '../support/engine.ts';
import {
  insertRaw,
  observeFacts,
  openTestStorage,
  paidFacts,
  rawRefund,
  walkTo,
  type TestStorage,
} from '../support/open-test-storage.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare, twice } from '../../server/storage/statement.ts';

const PHONE = '010-9753-5678';
const BEFORE = '2024-01-01T00:00:00.000Z';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage();
});
afterEach(() => test.close());

/** A payment of 2019 by default, with a buyer in every text. */
async function plant(facts: Parameters<typeof paidFacts>[0] = {}) {
  const whole = paidFacts({
    productDesc: `꽃 ${PHONE}`,
    metadata: '박지훈',
    cardApprovalNo: '30011234',
    slipUrl: 'https://pay.toss.im/slip',
    ...facts,
  });
  await observeFacts(test.storage, whole);
  return whole;
}

/** A checked list with a buyer in all of its texts. @returns its id */
async function draft(rows: readonly { payToken: string | null; operationId?: string }[]) {
  const id = randomUUID();
  await recordBulkRun(test.storage, {
    ...{ id, name: `박지훈 ${PHONE}`, note: `${PHONE} 메모` },
    requestedBy: { id: 'maker', name: 'Maker' },
    rows: rows.map(({ payToken, operationId = randomUUID() }) => ({
      ...{ orderNo: null, payToken, amount: 1000, parts: null, reason: `${PHONE} 건` },
      ...{
        seenRefunded: 0,
        verdict: payToken === null ? ('refused' as const) : ('ready' as const),
      },
      ...{ findings: [], operationId },
    })),
  });
  return id;
}

/** Sets its dates back to 2019. */
function age(run: string): void {
  test.db.run("UPDATE bulk_run SET created_at = '2019-01-01T00:00:00.000Z' WHERE id = ?", run);
}

const due = (limit = 10) =>
  test.storage.read(paymentsToErase({ before: BEFORE, limit })).map(({ payToken }) => payToken);
const erase = (payToken: string, before = BEFORE) =>
  test.storage.transact(() => erasePayment(payToken, { at: BEFORE, before }));
const rowOf = (payToken: string) =>
  test.db.get(
    `SELECT product_desc, metadata, card_approval_no, slip_url, erased_at FROM payment
       WHERE pay_token = ?`,
    payToken,
  );
const found = (q: string) =>
  test.storage.read(pagePayments({ filter: { q }, sort: '-changed', limit: 10 }))?.items.length;

describe('payments whose term is over', () => {
  it('are returned oldest first, without those that are young or were paid later', async () => {
    const first = await plant({ createdAt: '2018-01-01T00:00:00.000Z' });
    const second = await plant();
    await plant({ createdAt: '2025-01-01T00:00:00.000Z', completedAt: '2025-01-01T00:01:00.000Z' });
    await plant({ completedAt: '2025-01-01T00:00:00.000Z' });
    const unpaid = await plant({ status: 'PAY_STANDBY', completedAt: null });
    expect(due()).toEqual([first, second, unpaid].map(({ payToken }) => payToken));
    expect(due(1)).toEqual([first.payToken]);
    await erase(first.payToken);
    expect(due(1)).toEqual([second.payToken]);
  });

  it('exclude those with an open operation', async () => {
    const { payToken } = await plant();
    await test.storage.transact(function* () {
      yield* insertRaw(rawRefund(payToken));
    });
    expect(due()).toEqual([]);
    await expect(erase(payToken)).rejects.toThrow('is open');
    expect(rowOf(payToken)).toMatchObject({ metadata: '박지훈', erased_at: null });
  });
});

describe('an erased payment', () => {
  it('has lost its texts, also in the index, and is still found by the rest', async () => {
    const { payToken, orderNo } = await plant();
    expect([found(PHONE), found('9753'), found('꽃 0')]).toEqual([1, 1, 1]);
    expect([found('박지훈'), found('지훈')]).toEqual([1, 1]);
    await erase(payToken);
    expect(rowOf(payToken)).toEqual({
      product_desc: '꽃 •••-••••-••••',
      metadata: null,
      card_approval_no: null,
      slip_url: null,
      erased_at: BEFORE,
    });
    expect([found(PHONE), found('9753'), found('꽃 •')]).toEqual([0, 0, 1]);
    expect([found('박지훈'), found('지훈')]).toEqual([0, 0]);
    expect(found(orderNo.slice(1))).toBe(1);
    const pieces = test.db.values(
      twice(
        'SELECT term FROM payment_text_piece',
        'SELECT unnest(text_pieces(words)) FROM payment_text',
      ),
    ) as string[];
    expect(pieces.filter((piece) => /975|753|567|678/.test(piece))).toEqual([]);
    expect(
      test.db.value(
        twice(
          'SELECT count(*) FROM payment_text_metadata_piece',
          'SELECT count(*) FROM payment_text_metadata',
        ),
      ),
    ).toBe(0);
    expect(test.db.value('SELECT count(*) FROM erasing')).toBe(0);
  });

  it('is kept erased by the database, in every personal column', async () => {
    const { payToken } = await plant();
    await erase(payToken);
    const row = test.db.get('SELECT * FROM payment WHERE pay_token = ?', payToken);
    const personal = Object.keys(erasedColumns(row as StoredColumns));
    expect(personal).toContain('metadata');
    for (const column of personal) {
      const write = `UPDATE payment SET ${column} = ? WHERE pay_token = ?`;
      const refused = () => test.db.run(write, '박지훈', payToken);
      expect(refused, column).toThrow(/stays erased|is fixed/);
    }
  });

  it('replaces numbers in the names of its items, and keeps what they cost', async () => {
    const items = [
      { name: `이름 새김 ${PHONE}`, quantity: 3, unitPrice: 4000, tax: 'taxed' },
      { name: '쌀', quantity: 1, unitPrice: 23_000, tax: 'tax-free' },
    ];
    const { payToken } = await plant();
    await test.storage.transact(() =>
      prepare('UPDATE payment SET items = ? WHERE pay_token = ?').run(
        JSON.stringify(items),
        payToken,
      ),
    );
    await erase(payToken);
    const [first, second] = items;
    expect(test.storage.read(getPaymentOn(payToken)).items).toEqual([
      { ...first, name: '이름 새김 •••-••••-••••' },
      second,
    ]);
  });

  it('keeps a short order number, and a text without personal data', async () => {
    const { payToken } = await plant({ orderNo: '7', productDesc: '꽃' });
    await erase(payToken);
    expect(rowOf(payToken)).toMatchObject({ product_desc: '꽃', metadata: null });
    const { payToken: short } = await plant({ orderNo: '8', productDesc: PHONE });
    await erase(short);
    expect(rowOf(short)).toMatchObject({ product_desc: '•••-••••-••••' });
  });

  it('gets its state from a read, and no personal data', async () => {
    const facts = await plant();
    await erase(facts.payToken);
    await observeFacts(test.storage, { ...facts, status: 'SETTLEMENT_COMPLETE' });
    expect(rowOf(facts.payToken)).toMatchObject({ metadata: null });
    const status = test.db.value('SELECT status FROM payment WHERE pay_token = ?', facts.payToken);
    expect(status).toBe('SETTLEMENT_COMPLETE');
  });

  it.each(['v1', 'v2'])('has ended operations whose bodies still match: %s', async (version) => {
    const { payToken } = await plant();
    const id = await test.storage.transact(function* () {
      const told = { reason: `${PHONE} 요청`, note: '박지훈 님', api_version: version };
      const row = yield* insertRaw(rawRefund(payToken, told));
      yield* walkTo(String(row['id']), 'failed');
      return String(row['id']);
    });
    await erase(payToken);
    const row = test.db.get(
      'SELECT reason, note, body, body_hash FROM operation WHERE id = ?',
      id,
    ) as { reason: string; note: null; body: string; body_hash: string };
    expect(row).toMatchObject({ reason: '•••-••••-•••• 요청', note: null });
    expect(row.body_hash).toBe('b'.repeat(64));
    expect(JSON.parse(row.body)).toMatchObject({ reason: '•••-••••-•••• 요청', amount: 4000 });
  });

  it('is not blocked by a list of another payment that has an id of its operation', async () => {
    const [{ payToken }, other] = [await plant(), await plant()];
    const reason = `${PHONE} 요청`;
    const operationId = await test.storage.transact(function* () {
      const row = yield* insertRaw(rawRefund(payToken, { reason }));
      yield* walkTo(String(row['id']), 'failed');
      return String(row['id']);
    });
    const run = await draft([{ payToken: other.payToken, operationId }]);
    await erase(payToken);
    expect(findBulkRun(test.storage, run)?.rows[0]).toMatchObject({
      payToken: other.payToken,
      state: null,
    });
  });

  it('erases a text that contains a NUL', async () => {
    const { payToken } = await plant({ productDesc: `꽃\0다발 ${PHONE}` });
    await erase(payToken);
    // PostgreSQL stores no NUL.
    const nul = testEngine === 'postgres' ? '\u2400' : '\0';
    expect(rowOf(payToken)).toMatchObject({ product_desc: `꽃${nul}다발 •••-••••-••••` });
  });

  it('has no fingerprint left, from which digits could be guessed', async () => {
    const { payToken } = await plant();
    await test.storage.transact(function* () {
      const row = yield* insertRaw(rawRefund(payToken));
      yield* walkTo(String(row['id']), 'failed');
    });
    await erase(payToken);
    expect(test.db.value('SELECT fingerprint FROM operation')).toBe('0'.repeat(64));
  });
});

describe('what comes after the erasure', () => {
  const SINCE = '2024-06-01T00:00:00.000Z';
  const later = (before: string) =>
    test.storage.read(paymentsToErase({ before, limit: 10 })).map(({ payToken }) => payToken);

  it('is erased once its own term is over, and not while it is open', async () => {
    const { payToken } = await plant();
    await erase(payToken);
    const id = await test.storage.transact(function* () {
      const row = yield* insertRaw(rawRefund(payToken, { reason: PHONE, note: '박지훈' }));
      const event = `INSERT INTO event (at, type, what, source, pay_token, operation_id, detail)
        VALUES (?, 'operation', 'operation-requested', 'staff', ?, ?, ?)`;
      yield* prepare(event).run(SINCE, payToken, row['id'], PHONE);
      return String(row['id']);
    });
    expect(later('2026-01-01')).toEqual([]);
    await test.storage.transact(() => walkTo(id, 'failed'));
    expect([later(BEFORE), later('2026-01-01')]).toEqual([[], [payToken]]);
    await erase(payToken);
    expect(later('2026-01-01')).toEqual([]);
    const reason = test.db.get('SELECT reason, note FROM operation');
    expect(reason).toEqual({ reason: '•••-••••-••••', note: null });
  });

  it('is not stored for a callback, nor for a refund made elsewhere', async () => {
    const facts = await plant();
    const { payToken } = facts;
    await erase(payToken);
    const body = JSON.stringify({ payToken, metadata: '박지훈' });
    await keepCallbacks(test.storage, [
      { contentType: 'application/json', body, payToken, named: false },
    ]);
    const one = (sql: string) => test.db.value(sql);
    expect(one('SELECT body FROM callback')).toBe('');
    const refund = {
      ...{ refundNo: 'elsewhere', amount: 1000, reason: `${PHONE} 요청` },
      ...{ at: SINCE, done: true },
    };
    await observeFacts(test.storage, { ...facts, status: 'REFUND_SUCCESS', refunds: [refund] });
    expect(one('SELECT reason FROM payment_refund')).toBe('•••-••••-•••• 요청');
  });
});

describe('the evidence of a bank transfer', () => {
  const RECORDED = '2024-03-01T00:00:00.000Z';
  const TAKEN_BACK = '2024-05-01T00:00:00.000Z';
  const dueBy = (before: string) =>
    test.storage.read(paymentsToErase({ before, limit: 10 })).map(({ payToken }) => payToken);

  /** A record with a buyer in each text, and its line in the history. @returns its id */
  async function transfer(
    payToken: string,
    at = RECORDED,
    second: 'not-needed' | 'needed' = 'not-needed',
  ): Promise<string> {
    const id = randomUUID();
    await test.storage.transact(function* () {
      yield* writeBankTransfer({
        ...{ id, pay_token: payToken, amount: 1000, paid_on: at.slice(0, 10), bank: '국민은행' },
        ...{ taxable: null, vat: null, tax_free: null, service_fee: null },
        ...{ account_end: '4821', reference: `송금 ${PHONE}`, note: '박지훈 님' },
        ...{ ground: 'refund-period-over', second_person: second },
        ...{ recorded_at: at, recorded_by: 'm', recorded_by_name: 'Manager' },
      });
      yield* tell(payToken, 'bank-transfer-recorded', at);
    });
    return id;
  }

  function* tell(
    payToken: string,
    what: Extract<EventWhat, `bank-transfer-${string}`>,
    at: string,
  ): Unit<void> {
    const detail = `${PHONE} 메모`;
    yield* appendEvent({
      ...{ at, type: 'payment', what, source: 'staff', pay_token: payToken, detail },
    });
  }

  const takeBack = (id: string, payToken: string, at = TAKEN_BACK) =>
    test.storage.transact(function* () {
      const staff = { staff_id: 'm', staff_name: 'Manager' };
      yield* writeBankTransferAct({
        ...{ refund_id: id, act: 'taken-back', note: '박지훈', at, ...staff },
      });
      yield* tell(payToken, 'bank-transfer-taken-back', at);
    });

  const told = (payToken: string) =>
    test.db.values(
      "SELECT detail FROM event WHERE pay_token = ? AND what LIKE 'bank-%' ORDER BY seq",
      payToken,
    );
  const evidence = (payToken: string) =>
    test.storage
      .read(bankTransfersOf(payToken))
      .map(({ accountEnd, reference, note }) => [...[accountEnd, reference, note]]);
  const whole = ['4821', `송금 ${PHONE}`, '박지훈 님'];
  const nothing = [null, '송금 •••-••••-••••', null];

  it('stays when its payment is erased, until its own term is over', async () => {
    const { payToken } = await plant();
    await transfer(payToken);
    await erase(payToken);
    expect(rowOf(payToken)).toMatchObject({ metadata: null, erased_at: BEFORE });
    expect(evidence(payToken)).toEqual([whole]);
    expect(told(payToken)).toEqual([`${PHONE} 메모`]);
    expect([dueBy(RECORDED), dueBy('2024-03-02')]).toEqual([[], [payToken]]);
    await erase(payToken, '2024-03-02');
    expect(evidence(payToken)).toEqual([nothing]);
    expect(told(payToken)).toEqual([null]);
    expect(dueBy('2026-01-01')).toEqual([]);
  });

  it('goes with the note of whoever looked at what was given back beyond the price', async () => {
    const { payToken } = await plant();
    await transfer(payToken);
    const row = test.db.get(
      'SELECT amount, refunded, transferred FROM payment WHERE pay_token = ?',
      payToken,
    ) as { amount: number; refunded: number; transferred: number };
    await test.storage.transact(function* () {
      yield* prepare('UPDATE payment SET refunded = amount WHERE pay_token = ?').run(payToken);
      yield* writeOverAcknowledged({
        ...{ pay_token: payToken, over_won: row.transferred, at: TAKEN_BACK, note: PHONE },
        ...{ staff_id: 'm', staff_name: 'Manager' },
      });
      yield* tell(payToken, 'bank-transfer-over-acknowledged', TAKEN_BACK);
    });
    const notes = () => test.db.values('SELECT note FROM over_given_acknowledged');
    await erase(payToken, TAKEN_BACK);
    expect(notes()).toEqual([PHONE]);
    expect(told(payToken)).toEqual([null, `${PHONE} 메모`]);
    await erase(payToken, '2024-05-02');
    expect(notes()).toEqual([null]);
    expect(told(payToken)).toEqual([null, null]);
  });

  it('goes text by text, each by the time at which it was written', async () => {
    const { payToken } = await plant();
    const id = await transfer(payToken);
    await takeBack(id, payToken);
    await erase(payToken);
    await transfer(payToken, '2024-07-01T00:00:00.000Z');
    await erase(payToken, '2024-04-01');
    expect(evidence(payToken)).toEqual([whole, nothing]);
    expect(told(payToken)).toEqual([null, `${PHONE} 메모`, `${PHONE} 메모`]);
    const takenBack = () => test.storage.read(bankTransfersOf(payToken))[1]?.takenBack?.note;
    expect(takenBack()).toBe('박지훈');
    expect([dueBy(TAKEN_BACK), dueBy('2024-05-02')]).toEqual([[], [payToken]]);
    await erase(payToken, '2024-05-02');
    expect(takenBack()).toBeNull();
    expect(told(payToken)).toEqual([null, null, `${PHONE} 메모`]);
    expect([dueBy('2024-07-01'), dueBy('2024-07-02')]).toEqual([[], [payToken]]);
    await erase(payToken, '2024-07-02');
    expect(evidence(payToken)).toEqual([nothing, nothing]);
    expect(dueBy('2026-01-01')).toEqual([]);
  });

  it('goes with its payment where that is older than both', async () => {
    const { payToken } = await plant();
    const id = await transfer(payToken, '2023-01-01T00:00:00.000Z');
    await takeBack(id, payToken, '2023-02-01T00:00:00.000Z');
    await erase(payToken);
    expect(evidence(payToken)).toEqual([nothing]);
    expect(told(payToken)).toEqual([null, null]);
    expect(dueBy('2026-01-01')).toEqual([]);
  });

  it('is erased from what was asked and not acted on', async () => {
    const { payToken } = await plant();
    const id = await transfer(payToken, RECORDED, 'needed');
    await test.storage.transact(function* () {
      const other = { staff_id: 'n', staff_name: 'Other' };
      const on = { refund_id: id, at: TAKEN_BACK };
      yield* writeBankTransferAct({ ...on, act: 'confirmed', note: null, ...other });
      const asked = { ...on, lapses_at: '2024-05-02T00:00:00.000Z', sole: 0 as const };
      yield* writeTakeBackAsked({ ...asked, note: '박지훈', ...other });
    });
    const notes = () => test.db.values('SELECT note FROM bank_transfer_take_back');
    await erase(payToken, TAKEN_BACK);
    expect(notes()).toEqual(['박지훈']);
    await erase(payToken, '2024-05-02');
    expect(notes()).toEqual([null]);
  });

  it('can’t be erased by anybody for a year', async () => {
    const { payToken } = await plant();
    await transfer(payToken, new Date().toISOString());
    const change = (sql: string) => () =>
      test.db.together(() => {
        test.db.run('INSERT INTO erasing VALUES (?, ?)', payToken, BEFORE);
        test.db.script(sql);
      });
    expect(change('UPDATE bank_transfer SET note = NULL')).toThrow('kept for a year');
    const lost = "UPDATE event SET detail = NULL WHERE what = 'bank-transfer-recorded'";
    expect(change(lost)).toThrow('kept for a year');
    const [id] = test.storage.read(bankTransfersOf(payToken)).map((one) => one.id);
    await takeBack(String(id), payToken, new Date().toISOString());
    expect(change('UPDATE bank_transfer_act SET note = NULL')).toThrow('kept for a year');
  });
});

describe('a bulk run', () => {
  const told = (id: string) => {
    const found = findBulkRun(test.storage, id);
    return [found?.run.name, found?.run.note, ...(found?.rows ?? []).map(({ reason }) => reason)];
  };
  const eraseRuns = (before = '2030-01-01') =>
    test.storage.transact(() => eraseBulkRuns({ before, limit: 10, at: BEFORE }));

  it('loses its texts when the last of its payments has, also of rows that were not sent', async () => {
    const [first, second] = [await plant(), await plant()];
    const rows = [first, second, { payToken: null }].map(({ payToken }) => ({ payToken }));
    const run = await draft(rows);
    age(run);
    await erase(first.payToken);
    const [masked, whole] = ['•••-••••-•••• 건', `${PHONE} 건`];
    expect(await eraseRuns()).toBe(0);
    expect(told(run)).toEqual([`박지훈 ${PHONE}`, `${PHONE} 메모`, masked, whole, whole]);
    await erase(second.payToken);
    expect(await eraseRuns('2018-01-01')).toBe(0);
    expect(await eraseRuns()).toBe(1);
    expect(told(run)).toEqual(['박지훈 •••-••••-••••', null, masked, masked, masked]);
    expect(await eraseRuns()).toBe(0);
  });

  it('can’t be erased by anybody for a year, and stays erased afterwards', async () => {
    const run = await draft([{ payToken: null }]);
    await expect(eraseRuns()).rejects.toThrow('kept for a year');
    age(run);
    await eraseRuns();
    const again = test.storage.transact(function* () {
      yield* prepare('UPDATE bulk_run SET erased_at = NULL').run();
    });
    await expect(again).rejects.toThrow('stays erased');
  });
});
