/** The samples of Toss's documents, byte for byte: each erratum is named where it is set right. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Sandbox, startSandbox } from '../../../server/sandbox/sandbox.ts';
import { sandboxHelpers } from '../../support/start-sandbox.ts';

const KEY = 'sk_test_w5lNQylNqa5lNQe013Nq';
const PAYMENT = 'example-payToken';

let dataDir: string;
let sandbox: Sandbox;
let toss: ReturnType<typeof sandboxHelpers>;
let now: number;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'changgu-sandbox-'));
  now = Date.parse('2020-04-29T11:00:00+09:00');
  sandbox = await startSandbox({ port: 0, dataDir, now: () => now });
  toss = sandboxHelpers(sandbox.url, KEY);
});
afterEach(async () => {
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const sample = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'samples', `${name}.txt`), 'utf8').trimEnd();

/** Replaces exactly one place. */
function correct(text: string, ...errata: [wrong: string | RegExp, right: string][]): string {
  return errata.reduce((before, [wrong, right]) => {
    const after = before.replace(wrong, right);
    expect(after, `no place for ${String(wrong)}`).not.toBe(before);
    return after;
  }, text);
}

/** The samples have comments, commas too many and commas missing; blanks don't count. */
function asJson(text: string): string {
  return text
    .replaceAll(/(^|[\s,])(\/\/|# ).*$/gm, '$1')
    .replaceAll(/("[^"]*")|\s+/g, '$1')
    .replaceAll(/([\d"}])"(?=\w+":)/g, '$1,"')
    .replaceAll(',}', '}');
}

const MADE = [
  'approvalTime',
  'cardAuthorizationNo',
  'cardBinNumber',
  'cardNum4Print',
  'cardNumber',
  'paidTs',
  'refundNo',
  'salesCheckLinkUrl',
  'transactionId',
];

/** What each Toss makes by itself, down to its shape: digits and hex become 0. */
function shapeOf(text: string): string {
  return text.replaceAll(/"(\w+)":"([^"]*)"/g, (pair, name: string, value: string) =>
    MADE.includes(name) ? `"${name}":"${value.replaceAll(/[0-9a-f]/g, '0')}"` : pair,
  );
}

async function send(path: string, body: string, contentType = 'application/json') {
  const headers = { 'content-type': contentType };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body });
  return { status: answer.status, text: await answer.text() };
}

describe('requests', () => {
  const named = (text: string, payToken: string) => text.replaceAll(PAYMENT, payToken);

  it('create, execute, refund, status and cancel as the reference has them', async () => {
    const made = await send('/api/v2/payments', sample('create.request'));
    expect(made.text).toContain('"code":0');
    expect((await send('/api/v2/status', '{"orderNo":"1","apiKey":"' + KEY + '"}')).text).toContain(
      '"payStatus":"PAY_STANDBY"',
    );
    const { payToken } = await toss.createV2({ autoExecute: false });
    await toss.authenticate(payToken);
    for (const call of ['execute', 'status']) {
      const { text } = await send(`/api/v2/${call}`, named(sample(`${call}.request`), payToken));
      expect(text).toContain('"code":0');
    }
    // Erratum: one document requires refundNo, the sample has none.
    const refund = named(sample('refund.request'), payToken);
    expect((await send('/api/v2/refunds', refund)).text).toContain('COMMON_INVALID_PARAMETER');
    await toss.options({ refundNoAbsent: 'made-by-toss' });
    expect((await send('/api/v2/refunds', refund)).text).toContain('"refundableAmount":0');
    const waiting = await toss.createV2();
    const cancel = named(sample('cancel.request'), waiting.payToken);
    expect((await send('/api/v1/cancel', cancel)).text).toContain('"code":0');
  });

  it('the guide’s create and refund with all the parts', async () => {
    now = Date.parse('2019-06-17T12:40:00+09:00');
    const create = asJson(sample('guide-create.request'));
    const { text } = await send('/api/v2/payments', create);
    expect(text).toContain('"code":0');
    const parts = { amountTaxable: 5000, amountTaxFree: 4000, amountVat: 500 };
    const { payToken } = await toss.createPaidV2({
      amount: 10_000,
      ...parts,
      amountServiceFee: 500,
    });
    await toss.options({ refundNoAbsent: 'made-by-toss' });
    const refund = named(asJson(sample('guide-refund.request')), payToken);
    expect((await send('/api/v2/refunds', refund)).text).toContain('"refundableAmount":0');
  });

  it('forms, under a JSON content type as the ASP sample sends them', async () => {
    // Errata: the form samples' resultCallback is http, their refund has no refundNo.
    const made = await send('/api/v2/payments', sample('create.form'));
    expect(made).toMatchObject({ status: 400 });
    await toss.options({ callbackHttpsOnly: false, refundNoAbsent: 'made-by-toss' });
    const form = 'application/x-www-form-urlencoded';
    expect((await send('/api/v2/payments', sample('create.form'))).text).toContain('"code":0');
    expect((await send('/api/v2/status', sample('status.form'), form)).text).toContain(
      '"orderNo":"1"',
    );
    const { payToken } = await toss.createV2({ autoExecute: false });
    await toss.authenticate(payToken);
    for (const call of ['execute', 'refund']) {
      const path = call === 'refund' ? 'refunds' : call;
      const body = named(sample(`${call}.form`), payToken);
      expect((await send(`/api/v2/${path}`, body)).text).toContain('"code":0');
    }
  });
});

describe('answers', () => {
  it('create', async () => {
    const { text } = await send('/api/v2/payments', sample('create.request'));
    const { payToken } = JSON.parse(text) as { payToken: string };
    const printed = sample('create.answer')
      .replace('https://pay.toss.im', sandbox.url)
      .replaceAll(PAYMENT, payToken);
    expect(text).toBe(printed);
  });

  it('execute by card', async () => {
    await toss.options({ mode: 'LIVE' });
    const orderNo = 'TossTest20190718';
    const { payToken } = await toss.createV2({ orderNo, amount: 2000, autoExecute: false });
    await toss.authenticate(payToken, 'CARD', '삼성');
    const { text } = await toss.callV2('execute', { payToken });
    const printed = asJson(sample('execute.answer')).replaceAll(PAYMENT, payToken);
    expect(shapeOf(text)).toBe(shapeOf(printed));
  });

  it('execute with 토스머니, which the sample has in comments', async () => {
    await toss.options({ mode: 'LIVE', bankCodeDigits: 2 });
    const { payToken } = await toss.createV2({ autoExecute: false });
    await toss.authenticate(payToken);
    const { body } = await toss.callV2('execute', { payToken });
    const block = [...sample('execute.answer').matchAll(/^\s*\/\/"(\w+)"/gm)].map(
      ([, name]) => name,
    );
    expect(Object.keys(body).slice(-4)).toEqual(block);
    expect(body).toMatchObject({
      accountBankCode: '88',
      accountBankName: '신한은행',
      accountNumber: expect.stringMatching(/^\d{3}\*{6}\d{3}$/),
    });
  });

  it('refund of a card, with a sum that does not add up', async () => {
    await toss.options({ refundNoAbsent: 'made-by-toss' });
    const { payToken } = await toss.createPaidV2({ amount: 4000 }, { payMethod: 'CARD' });
    const wrongSum = { paidAmount: 1000 };
    await toss.fault({ call: 'v2/refunds', fault: 'edit', fields: wrongSum });
    const { text, body } = await toss.callV2('refunds', { payToken, amount: 2000 });
    expect(body['refundNo']).toBe(body['transactionId']);
    const printed = correct(
      asJson(sample('refund.answer')).replaceAll(PAYMENT, payToken),
      // Cards have no cash receipt, and the table names the slip of the refund.
      [/"cashReceiptMgtKey":"[^"]*",/, ''],
      [/\}$/, `,"salesCheckLinkUrl":"${String(body['salesCheckLinkUrl'])}"}`],
    );
    expect(shapeOf(text)).toBe(shapeOf(printed));
  });

  it('status of a card that masks its last place', async () => {
    now = Date.parse('2023-02-10T09:00:00+09:00');
    await toss.options({ mode: 'LIVE', slipHost: 'staging.toss.im', regTsLaterMs: 1000 });
    const [made] = await toss.history({
      orderNo: 'TEST-2023-02-09T06:44:04.217Z',
      amount: 1000,
      state: 'PAY_COMPLETE',
      payMethod: 'CARD',
      cardCompanyName: '국민',
      createdAt: '2023-02-09T15:44:04+09:00',
      completedAt: '2023-02-09T15:44:24+09:00',
    });
    const payToken = made?.payToken ?? '';
    const { text } = await toss.callV2('status', { payToken });
    const printed = asJson(sample('status.answer')).replaceAll('rDgrfe4YRBnTNLo5lwpqb9', payToken);
    expect(shapeOf(text)).toBe(shapeOf(printed));
  });

  it('status as the guide has it, with another name for the discount', async () => {
    now = Date.parse('2020-03-02T09:00:00+09:00');
    await toss.options({ statusShape: 'guide' });
    const [made] = await toss.history({
      orderNo: '1',
      amount: 15_000,
      state: 'PAY_COMPLETE',
      buyer: { discountWon: 300 },
      createdAt: '2020-03-01T12:33:04+09:00',
      completedAt: '2020-03-01T12:33:20+09:00',
    });
    const payToken = made?.payToken ?? '';
    const { text } = await toss.callV2('status', { payToken });
    const printed = correct(
      asJson(sample('guide-status.answer')).replaceAll(PAYMENT, payToken),
      // A UUID has five groups.
      ['3243c76e-4669', '3243c76e-e9cf-4669'],
    );
    expect(shapeOf(text)).toBe(shapeOf(printed));
  });
});

describe('the settlement', () => {
  it('with a refund that has plus, a key twice and fifteen digits', async () => {
    now = Date.parse('2024-03-14T12:00:00+09:00');
    await toss.options({
      settlement: 'live',
      feeRates: [{ from: '20240101', tossMoneyBp: 40, cardBp: 40 }],
      feeBack: 'proportional',
      settlementRefundSign: 'as-sample',
      settlementDoubledKey: true,
      settleDateTimeDigits: 15,
    });
    const createdAt = '2024-03-12T15:00:00+09:00';
    const [first, second] = await toss.history(
      {
        orderNo: 'order1',
        productDesc: '상품 1',
        amount: 10_000,
        state: 'REFUND_SUCCESS',
        createdAt,
        refunds: [{ amount: 10_000, at: '2024-03-13T15:16:35+09:00' }],
      },
      {
        orderNo: 'order2',
        productDesc: '상품 2',
        amount: 33_000,
        state: 'PAY_COMPLETE',
        createdAt,
        completedAt: '2024-03-13T15:17:00+09:00',
      },
    );
    // Erratum: the request's key is no key.
    const ask = correct(asJson(sample('settlement.request')), [/"\(example\)[^"]*"/, `"${KEY}"`]);
    const path = '/pay/api/v2/settlement-details';
    const { text } = await send(path, ask);
    const printed = correct(
      asJson(sample('settlement.answer')),
      [PAYMENT, first?.payToken ?? ''],
      [PAYMENT, second?.payToken ?? ''],
      // Of a third line, which is left out, are only the totals.
      [/,?\{\.+\}/, ''],
      ['"totalAmount":407000', '"totalAmount":43000'],
      ['"totalFee":-1628', '"totalFee":-172'],
      ['"totalVat":-163', '"totalVat":-17'],
      ['"totalFeeVatSum":-1791', '"totalFeeVatSum":-189'],
    );
    expect(shapeOf(text)).toBe(shapeOf(printed));
    const timed = await send(`${path}?includeSettleDateTime=true`, ask);
    const times = [...timed.text.matchAll(/"settleDateTime":"(\d+)"/g)].map(([, time]) => time);
    expect(times).toEqual(['202403131516350', '202403131517000']);
  });

  it('has the totals of the sample for the amount of the sample', async () => {
    now = Date.parse('2024-03-14T12:00:00+09:00');
    await toss.options({
      settlement: 'live',
      feeRates: [{ from: '20240101', tossMoneyBp: 40, cardBp: 40 }],
    });
    const createdAt = '2024-03-13T15:00:00+09:00';
    await toss.history({ orderNo: '1', amount: 407_000, state: 'PAY_COMPLETE', createdAt });
    const { body } = await toss.settlement({ dateType: 'SETTLE', baseDate: '20240313' });
    const { transactionList: _lines, ...rest } = body;
    const totals = /"nextCursor".*\}$/.exec(asJson(sample('settlement.answer')))?.[0];
    expect(JSON.stringify(rest).slice(1)).toBe(totals);
  });
});

describe('the callback', () => {
  it('V2, with a sum that does not add up', async () => {
    await toss.options({ mode: 'LIVE', callbackPaidLacksWon: 100 });
    const { payToken } = await toss.createV2({
      orderNo: '1',
      amount: 3000,
      callbackVersion: 'V2',
      resultCallback: 'http://127.0.0.1:9/callback',
    });
    await toss.authenticate(payToken, 'CARD', '삼성', { discountWon: 600 });
    const { callbacks } = (await toss.payment(payToken)) as { callbacks: { body: string }[] };
    const printed = asJson(sample('callback')).replaceAll(PAYMENT, payToken);
    expect(shapeOf(callbacks[0]?.body ?? '')).toBe(shapeOf(printed));
  });
});
