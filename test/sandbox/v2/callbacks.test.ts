import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { startTestSandbox, type TestSandbox } from '../../support/start-sandbox.ts';

type Received = { contentType: string; body: string };

let shop: Server;
let url: string;
let received: Received[];
let answers: number[];
let toss: TestSandbox;

beforeAll(async () => {
  shop = createServer((req, res) => {
    let body = '';
    req.on('data', (chunk) => {
      body += String(chunk);
    });
    req.on('end', () => {
      received.push({ contentType: req.headers['content-type'] ?? '', body });
      res.writeHead(answers.shift() ?? 200).end('ok');
    });
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((shop.address() as AddressInfo).port)}/callback`;
  toss = await startTestSandbox();
});
afterAll(async () => {
  await toss.close();
  shop.closeAllConnections();
  await new Promise((resolve) => shop.close(resolve));
});
beforeEach(() => {
  received = [];
  answers = [];
});
afterEach(() => toss.options({ deadFields: false, v1CallbackFields: '2019' }));

const until = (check: () => void) => vi.waitFor(check, { timeout: 3000, interval: 5 });

async function pay(fields: Record<string, unknown>, choice = {}) {
  const made = await toss.createPaidV2({ resultCallback: url, ...fields }, choice);
  await until(() => expect(received.length).toBeGreaterThan(0));
  return made;
}

describe('callbackVersion V2', () => {
  it('posts JSON with what was paid and by what', async () => {
    const choice = { discountWon: 1000, pointsWon: 500 };
    const { payToken, orderNo } = await pay({ callbackVersion: 'V2' }, choice);
    expect(received[0]?.contentType).toBe('application/json;charset=UTF-8');
    const body = JSON.parse(received[0]?.body ?? '') as Record<string, unknown>;
    const { transactions, paidTs } = (await toss.statusV2(payToken)) as {
      transactions: { transactionId: string }[];
      paidTs: string;
    };
    expect(body).toMatchObject({
      status: 'PAY_COMPLETE',
      payToken,
      orderNo,
      payMethod: 'TOSS_MONEY',
      amount: 35_000,
      discountedAmount: 1500,
      paidAmount: 33_500,
      paidTs,
      transactionId: transactions[0]?.transactionId,
      accountBankCode: '088',
      accountBankName: '신한은행',
    });
    for (const name of ['metadata', 'cardCompanyName', 'cardNumber', 'paidPoint']) {
      expect(body).not.toHaveProperty(name);
    }
  });

  it('is sent after an execute, and again until it is answered 200', async () => {
    answers = [500];
    const { payToken } = await pay({ callbackVersion: 'V2', autoExecute: false });
    await toss.advance(10_000);
    await until(() => expect(received).toHaveLength(2));
    expect(received[1]).toEqual(received[0]);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ payToken });
  });

  it('is not sent for a refund', async () => {
    const { payToken } = await pay({ callbackVersion: 'V2' });
    await toss.callV2('refunds', { payToken, refundNo: 'no-callback' });
    const { callbacks } = (await toss.payment(payToken)) as { callbacks: unknown[] };
    expect(callbacks).toHaveLength(1);
  });

  it('has the dead paidPoint by option', async () => {
    await toss.options({ deadFields: true });
    await pay({ callbackVersion: 'V2' });
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ paidPoint: 0 });
  });
});

describe('callbackVersion V1, or none', () => {
  it.each(['V1', undefined])('%s posts v1’s form', async (callbackVersion) => {
    const { payToken } = await pay({ callbackVersion }, { discountWon: 1000 });
    expect(received[0]?.contentType).toBe('application/x-www-form-urlencoded;charset=UTF-8');
    const form = Object.fromEntries(new URLSearchParams(received[0]?.body));
    expect(form).toMatchObject({ status: 'PAY_SUCCESS', payToken, discountedAmount: '1000' });
    expect(form).not.toHaveProperty('amount');
  });

  it('has what came in 2020 by option', async () => {
    await toss.options({ v1CallbackFields: '2020' });
    await pay({}, { pointsWon: 1000 });
    expect(Object.fromEntries(new URLSearchParams(received[0]?.body))).toMatchObject({
      amount: '35000',
      paidAmount: '34000',
      paidPoint: '0',
      transactionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});
