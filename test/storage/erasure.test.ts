/** What is known of a buyer, erased in its place. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBulkRun, recordBulkRun } from '../../server/storage/bulk-runs.ts';
import { erasePayment, paymentsToErase } from '../../server/storage/erasure.ts';
import { pagePayments } from '../../server/storage/payment-list.ts';
import {
  insertRaw,
  observeFacts,
  openTestStorage,
  paidFacts,
  rawRefund,
  walkTo,
  type TestStorage,
} from '../support/open-test-storage.ts';

const PHONE = '010-9753-5678';
const BEFORE = '2024-01-01T00:00:00.000Z';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage();
});
afterEach(() => {
  test.close();
});

/** A payment of 2019 unless told otherwise, with a buyer in every text. */
async function plant(facts: Parameters<typeof paidFacts>[0] = {}) {
  const whole = paidFacts({ productDesc: `꽃 ${PHONE}`, metadata: '박지훈', ...facts });
  await observeFacts(test.storage, whole);
  return whole;
}

/** A checked list with somebody in all of its texts. @returns its id */
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

const due = (limit = 10) => paymentsToErase(test.storage.reader, { before: BEFORE, limit });
const erase = (payToken: string) =>
  test.storage.transact((connection) => erasePayment(connection, payToken, BEFORE));
const rowOf = (payToken: string) =>
  test.storage.reader
    .prepare('SELECT product_desc, metadata, erased_at FROM payment WHERE pay_token = ?')
    .get(payToken);
const found = (q: string) =>
  pagePayments(test.storage.reader, { filter: { q }, sort: '-changed', limit: 10 })?.items.length;

describe('payments whose term is over', () => {
  it('are the oldest first, and none that is young or was paid later', async () => {
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

  it('are none on which an operation is open', async () => {
    const { payToken } = await plant();
    await test.storage.transact((connection) => {
      insertRaw(connection, rawRefund(payToken));
    });
    expect(due()).toEqual([]);
    await expect(erase(payToken)).rejects.toThrow('is open');
    expect(rowOf(payToken)).toMatchObject({ metadata: '박지훈', erased_at: null });
  });
});

describe('an erased payment', () => {
  it('has lost its texts, also in the index, and is still found by what is left', async () => {
    const { payToken, orderNo } = await plant();
    expect([found(PHONE), found('9753'), found('꽃 0')]).toEqual([1, 1, 1]);
    await erase(payToken);
    expect(rowOf(payToken)).toEqual({
      product_desc: '꽃 •••-••••-••••',
      metadata: null,
      erased_at: BEFORE,
    });
    expect([found(PHONE), found('9753'), found('꽃 •')]).toEqual([0, 0, 1]);
    expect(found(orderNo.slice(1))).toBe(1);
    const { reader } = test.storage;
    const pieces = reader.prepare('SELECT term FROM payment_text_piece').pluck().all() as string[];
    expect(pieces.filter((piece) => /975|753|567|678/.test(piece))).toEqual([]);
    expect(reader.prepare('SELECT count(*) FROM erasing').pluck().get()).toBe(0);
  });

  it('keeps a short order number, and a text without anything of anybody', async () => {
    const { payToken } = await plant({ orderNo: '7', productDesc: '꽃' });
    await erase(payToken);
    expect(rowOf(payToken)).toMatchObject({ product_desc: '꽃', metadata: null });
    const { payToken: short } = await plant({ orderNo: '8', productDesc: PHONE });
    await erase(short);
    expect(rowOf(short)).toMatchObject({ product_desc: '•••-••••-••••' });
  });

  it('gets back from a read what Toss tells of its state, and nothing of its buyer', async () => {
    const facts = await plant();
    await erase(facts.payToken);
    await observeFacts(test.storage, { ...facts, status: 'SETTLEMENT_COMPLETE' });
    expect(rowOf(facts.payToken)).toMatchObject({ metadata: null });
    const status = test.storage.reader
      .prepare('SELECT status FROM payment WHERE pay_token = ?')
      .pluck()
      .get(facts.payToken);
    expect(status).toBe('SETTLEMENT_COMPLETE');
  });

  it('has ended operations whose bodies are still those of their columns', async () => {
    const { payToken } = await plant();
    const id = await test.storage.transact((connection) => {
      const told = { reason: `${PHONE} 요청`, note: '박지훈 님' };
      const row = insertRaw(connection, rawRefund(payToken, told));
      walkTo(connection, String(row['id']), 'failed');
      return String(row['id']);
    });
    await erase(payToken);
    const row = test.storage.reader
      .prepare('SELECT reason, note, body, body_hash FROM operation WHERE id = ?')
      .get(id) as { reason: string; note: null; body: string; body_hash: string };
    expect(row).toMatchObject({ reason: '•••-••••-•••• 요청', note: null });
    expect(row.body_hash).toBe('b'.repeat(64));
    expect(JSON.parse(row.body)).toMatchObject({ reason: '•••-••••-•••• 요청', amount: 4000 });
  });

  it('is not held up by a list of another payment that has an id of its operation', async () => {
    const [{ payToken }, other] = [await plant(), await plant()];
    const reason = `${PHONE} 요청`;
    const operationId = await test.storage.transact((connection) => {
      const row = insertRaw(connection, rawRefund(payToken, { reason }));
      walkTo(connection, String(row['id']), 'failed');
      return String(row['id']);
    });
    const run = await draft([{ payToken: other.payToken, operationId }]);
    await erase(payToken);
    expect(findBulkRun(test.storage, run)?.rows[0]).toMatchObject({
      payToken: other.payToken,
      state: null,
    });
  });
});
