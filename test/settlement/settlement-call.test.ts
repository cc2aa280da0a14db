/** The call over HTTP: its path, keys that come twice, and how much of an answer is read. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { callOutcome } from '../../server/toss/call-outcome.ts';
import { createToss, type Toss } from '../../server/toss/toss.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';

const clock = systemClock;
const apiKey = ApiKey.parse(TEST_API_KEY);
const tossAt = (baseUrl: string) => createToss({ baseUrl, apiKey, timeoutMs: 5000, clock });
const question = { dateType: 'SETTLE', day: '2026-05-04', cursor: null } as const;

describe('from the sandbox', () => {
  let sandbox: TestSandbox;
  let toss: Toss;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
    toss = tossAt(sandbox.url);
    await sandbox.options({ settlement: 'live', settlementPageSize: 2 });
    for (const orderNo of ['a', 'b', 'c']) {
      await sandbox.history({
        ...{ orderNo, amount: 10_000, payMethod: 'TOSS_MONEY', state: 'PAY_COMPLETE' },
        ...{ createdAt: '2026-05-04T12:00:00+09:00', completedAt: '2026-05-04T12:00:00+09:00' },
      });
    }
  });
  afterAll(async () => {
    await toss.close();
    await sandbox.close();
  });

  it('is a page with times, and its cursor leads to the next', async () => {
    const first = await toss.settlement(question);
    if (first.kind !== 'page') throw new Error(first.fault);
    expect(first.page).toMatchObject({
      lines: [{ settledAt: '2026-05-04T03:00:00.000Z', dueDay: '2026-05-05' }, {}],
      totals: { amount: 30_000, fee: -480, vat: -48, feeAndVat: -528 },
    });
    expect(callOutcome(first.exchange)).toBe('ok');
    const second = await toss.settlement({ ...question, cursor: first.page.next });
    expect(second).toMatchObject({ kind: 'page', page: { next: null, lines: [{}] } });
  });

  it('survives a key that comes twice with the same value', async () => {
    await sandbox.options({ settlementDoubledKey: true });
    expect(await toss.settlement(question)).toMatchObject({ kind: 'page' });
  });

  it('is refused for a cursor of another day', async () => {
    const answer = await toss.settlement({ ...question, cursor: 'AAAAAAAAAAAAAAAAAAAAAA==' });
    expect(answer).toMatchObject({ kind: 'none', fault: 'no-answer' });
    expect(callOutcome(answer.exchange)).toBe('refused');
  });
});

describe('from anything else', () => {
  let server: Server;
  let body = '';
  let status = 200;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterEach(() => {
    status = 200;
  });
  afterAll(() => server.close());

  const page = (lines: string) =>
    `{"transactionList":[${lines}],"nextCursor":"","totalAmount":0,"totalFee":0,"totalVat":0,"totalFeeVatSum":0}`;
  const line = (more: string) =>
    `{"transactionType":"PAY","transactionId":"t","payToken":"p","orderNo":"o","payMethod":"CARD",` +
    `"amount":0,"fee":0,"vat":0,"feeVatSum":0,"settleDate":"20260504","dueDate":""${more}}`;

  async function ask() {
    const { port } = server.address() as AddressInfo;
    const toss = tossAt(`http://127.0.0.1:${String(port)}`);
    const answer = await toss.settlement(question);
    await toss.close();
    return answer.kind === 'page' ? 'page' : answer.fault;
  }

  it.each([
    ['page', page('')],
    ['page', page(line(''))],
    ['page', page(line(',"amount":0'))],
    ['page', page(line(',"more":{"a":[1,{"b":2}]},"more":{"a":[1,{"b":2}]}'))],
    ['page', page(line('')).replace('"nextCursor":""', '"nextCursor":null')],
    ['key-twice', page(line(',"amount":1'))],
    ['key-twice', page(line(String.raw`,"\u0061mount":1`))],
    ['key-twice', page(line(',"more":{"a":1,"a":2}'))],
    ['key-twice', page(line('')).replace('"totalFee":0', '"totalFee":0,"totalFee":1')],
    ['unreadable', page(line('')).slice(0, -9)],
    ['unreadable', '[]'],
    ['no-answer', '{"code":-1,"errorCode":"COMMON_SYSTEM_ERROR"}'],
    ['page', page(line(`,"productDesc":"${'가'.repeat(400 * 1024)}"`))],
    ['too-large', page(line(`,"productDesc":"${'a'.repeat(2048 * 1024)}"`))],
  ])('is %s', async (outcome, text) => {
    body = text;
    expect(await ask()).toBe(outcome);
  });

  it('is no answer where Toss fails', async () => {
    body = '<html>';
    status = 503;
    expect(await ask()).toBe('no-answer');
  });
});
