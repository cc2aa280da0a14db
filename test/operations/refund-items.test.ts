/** Refunds of items: the parts follow from their kinds, and no more of a line than was bought. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bookedRefunds,
  callsAbout,
  getOperation,
  getPayment,
  knowPaid,
  knowTwoManagers,
  putRefund,
  waitForState,
} from '../support/desk-acts.ts';
import { payOrder } from '../support/orders.ts';
import { startTestDesk, type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startTestDesk();
  await knowTwoManagers(desk);
});
afterAll(async () => {
  await desk.close();
});

/** 43,500 taxed: 39,545 and 3,955 VAT; 42,500 tax-free. */
const bought = () => payOrder(desk);
const mugs = (quantity: number) => ({ items: [{ line: 1, quantity }] });
const twoMugs = { taxable: 26_363, vat: 2637, taxFree: 0, serviceFee: 0 };
const errorsOf = (answer: { body: { errors: object[] } }) => answer.body.errors;
const nothingSent = async (payToken: string) =>
  expect(await callsAbout(desk, 'refunds', payToken)).toEqual([]);

describe('a refund of items', () => {
  it('takes the parts of their kind, and tells Toss nothing of them', async () => {
    const payToken = await bought();
    const id = randomUUID();
    const done = await putRefund(desk, payToken, 29_000, { id, ...mugs(2), waitSeconds: 15 });
    expect(done.body).toMatchObject({ state: 'succeeded', parts: twoMugs, ...mugs(2) });
    const [call] = await callsAbout(desk, 'refunds', payToken);
    expect(call?.body).toEqual({
      ...{ payToken, amount: 29_000, refundNo: id, reason: '단순 변심' },
      ...{ amountTaxable: 26_363, amountVat: 2637, amountTaxFree: 0, amountServiceFee: 0 },
    });
    const detail = await desk.as('viewer').call('GET', `/api/payments/${payToken}`);
    expect(detail.body.refunds).toMatchObject([{ refundNo: id, ...mugs(2) }]);
    expect(detail.body.operations).toMatchObject([{ id, ...mugs(2) }]);
  });

  it('has the bytes and the hash of the same refund without them', async () => {
    const [payToken, id] = [await bought(), randomUUID()];
    await putRefund(desk, payToken, 29_000, { id, ...mugs(2), waitSeconds: 15 });
    const [row] = desk.read<Record<'body' | 'body_hash', string>>(
      'SELECT body, body_hash FROM operation WHERE id = ?',
      id,
    );
    expect(row?.body).toBe(
      `{"payToken":"${payToken}","amount":29000,"amountTaxable":26363,"amountTaxFree":0,` +
        `"amountVat":2637,"amountServiceFee":0,"refundNo":"${id}","reason":"단순 변심"}`,
    );
    const hash = createHash('sha256').update(JSON.stringify([row?.body, '단순 변심', null]));
    expect(row?.body_hash).toBe(hash.digest('hex'));
  });

  it('one after the other gives back each part to the last won', async () => {
    const payToken = await bought();
    let refunded = 0;
    for (const [amount, line] of [
      [14_500, 1],
      [42_500, 2],
      [14_500, 1],
      [14_500, 1],
    ] as const) {
      const items = [{ line, quantity: 1 }];
      const more = { items, seenRefunded: refunded, waitSeconds: 15 };
      expect((await putRefund(desk, payToken, amount, more)).body.state).toBe('succeeded');
      refunded += amount;
    }
    expect(await getPayment(desk, payToken)).toMatchObject({
      remaining: 0,
      parts: { taxable: { remaining: 0 }, vat: { remaining: 0 }, taxFree: { remaining: 0 } },
    });
  });

  it('may name the parts, where they are those that follow', async () => {
    const payToken = await bought();
    const other = { taxable: 26_364, vat: 2636, taxFree: 0, serviceFee: 0 };
    const refused = await putRefund(desk, payToken, 29_000, { ...mugs(2), parts: other });
    expect([refused.status, refused.body.code]).toEqual([422, 'items-mismatch']);
    expect(errorsOf(refused)).toMatchObject([
      { pointer: '/parts/taxable', code: 'items', params: { givenWon: 26_364, followWon: 26_363 } },
      { pointer: '/parts/vat', code: 'items', params: { givenWon: 2636, followWon: 2637 } },
    ]);
    await nothingSent(payToken);
    const asked = await putRefund(desk, payToken, 29_000, { ...mugs(2), parts: twoMugs });
    expect(asked.status).toBe(202);
  });

  it('is another one with other items under the same id', async () => {
    const [payToken, id] = [await bought(), randomUUID()];
    const first = await putRefund(desk, payToken, 29_000, { id, ...mugs(2), waitSeconds: 15 });
    const again = await putRefund(desk, payToken, 29_000, { id, ...mugs(2) });
    expect(again.body).toEqual(first.body);
    for (const more of [{}, { items: [{ line: 2, quantity: 1 }] }]) {
      const other = await putRefund(desk, payToken, 29_000, { id, ...more });
      expect(other.body.code).toBe('operation-id-reused');
    }
    expect(await bookedRefunds(desk, payToken)).toHaveLength(1);
  });
});

describe('a refund of items is refused, with nothing sent,', () => {
  it.each<[string, number, object[], object]>([
    [
      'where they do not add up',
      28_000,
      [{ line: 1, quantity: 2 }],
      {
        ...{ pointer: '/items', code: 'sum', params: { sumWon: 29_000, amountWon: 28_000 } },
        detail: 'The items add up to 29000, 1000 more than the refund (line 1: 2 × 14500 = 29000)',
      },
    ],
    [
      'of a line that there is not',
      14_500,
      [
        { line: 1, quantity: 1 },
        { line: 3, quantity: 1 },
      ],
      { pointer: '/items/1/line', code: 'no-line', params: { line: 3, lines: 2 } },
    ],
  ])('%s', async (_name, amount, items, error) => {
    const payToken = await bought();
    const answer = await putRefund(desk, payToken, amount, { items });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'items-mismatch', effect: 'not-applied' });
    expect(errorsOf(answer)).toMatchObject([error]);
    await nothingSent(payToken);
  });

  it.each<[string, object[]]>([
    ['/items', []],
    [
      '/items',
      [
        { line: 1, quantity: 1 },
        { line: 1, quantity: 1 },
      ],
    ],
    ['/items/0/line', [{ line: 0, quantity: 1 }]],
    ['/items/0/quantity', [{ line: 1, quantity: 0 }]],
  ])('that its form does not allow: %s', async (pointer, items) => {
    const payToken = await bought();
    const answer = await putRefund(desk, payToken, 29_000, { items });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid-request']);
    expect(errorsOf(answer)).toMatchObject([{ pointer }]);
  });

  it('of a payment without items', async () => {
    const payToken = await knowPaid(desk, { amount: 43_500 });
    const answer = await putRefund(desk, payToken, 29_000, mugs(2));
    expect(errorsOf(answer)).toMatchObject([{ pointer: '/items', code: 'no-items' }]);
    await nothingSent(payToken);
  });

  it('of more than was bought', async () => {
    const payToken = await bought();
    const answer = await putRefund(desk, payToken, 58_000, mugs(4));
    expect([answer.status, answer.body.code]).toEqual([409, 'over-items']);
    expect(errorsOf(answer)).toMatchObject([
      { pointer: '/items/0/quantity', code: 'over-line', params: { line: 1, asked: 4, left: 3 } },
    ]);
    await nothingSent(payToken);
  });

  it('where an earlier refund by amount has taken too much of their kind', async () => {
    const payToken = await bought();
    const parts = { taxable: 20_000, vat: 2000, taxFree: 0, serviceFee: 0 };
    await putRefund(desk, payToken, 22_000, { parts, waitSeconds: 15 });
    const answer = await putRefund(desk, payToken, 29_000, { ...mugs(2), seenRefunded: 22_000 });
    expect([answer.status, answer.body.code]).toEqual([422, 'items-mismatch']);
    expect(errorsOf(answer)).toMatchObject([
      { pointer: '/items', code: 'over-taxed', params: { askedWon: 29_000, leftWon: 21_500 } },
    ]);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('also the tax-free kind', async () => {
    const payToken = await bought();
    const parts = { taxable: 0, vat: 0, taxFree: 10_000, serviceFee: 0 };
    await putRefund(desk, payToken, 10_000, { parts, waitSeconds: 15 });
    const items = [{ line: 2, quantity: 1 }];
    const answer = await putRefund(desk, payToken, 42_500, { items, seenRefunded: 10_000 });
    expect(errorsOf(answer)).toMatchObject([
      { code: 'over-tax-free', params: { askedWon: 42_500, leftWon: 32_500 } },
    ]);
  });
});

describe('the same mugs asked for twice', () => {
  it('at once by two clerks go once', async () => {
    const payToken = await bought();
    const answers = await Promise.all(
      ['first', 'second'].map((who) => putRefund(desk, payToken, 29_000, { who, ...mugs(2) })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    const won = answers.find(({ status }) => status === 202);
    await waitForState(desk, String(won?.body.id), ['succeeded']);
    const more = { ...mugs(2), seenRefunded: 29_000, who: 'second' };
    const later = await putRefund(desk, payToken, 29_000, more);
    expect([later.status, later.body.code]).toEqual([409, 'over-items']);
    expect(errorsOf(later)).toMatchObject([{ params: { line: 1, asked: 2, left: 1 } }]);
    expect(await callsAbout(desk, 'refunds', payToken)).toHaveLength(1);
  });

  it('count as given back until the first is known not to have gone', async () => {
    const payToken = await bought();
    const id = randomUUID();
    await desk.sandbox.fault({ call: 'refunds', effect: 'before', fault: 'drop', payToken });
    await putRefund(desk, payToken, 29_000, { id, ...mugs(2) });
    await waitForState(desk, id, ['absent']);
    await desk.as('manager').call('POST', `/api/operations/${id}/give-up`);
    expect(await getOperation(desk, id)).toMatchObject({ state: 'given_up', ...mugs(2) });
    const held = await putRefund(desk, payToken, 29_000, mugs(2));
    expect([held.status, held.body.code]).toEqual([409, 'over-items']);
    const last = await putRefund(desk, payToken, 14_500, { ...mugs(1), waitSeconds: 15 });
    expect(last.body.state).toBe('succeeded');
  });

  it('may be asked for again where the first has failed', async () => {
    const payToken = await bought();
    const first = randomUUID();
    await desk.sandbox.fault({
      ...{ call: 'refunds', effect: 'before', fault: 'errorCode', payToken },
      errorCode: 'COMMON_INVALID_API_KEY',
    });
    await putRefund(desk, payToken, 43_500, { id: first, ...mugs(3) });
    await waitForState(desk, first, ['failed']);
    const again = await putRefund(desk, payToken, 43_500, { ...mugs(3), waitSeconds: 15 });
    expect(again.body).toMatchObject({ state: 'succeeded' });
  });
});
