import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { classify } from '../../server/toss/classify.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import { createToss, type Toss, type TossOptions } from '../../server/toss/toss.ts';
import { startTestSandbox, TEST_API_KEY } from '../support/start-sandbox.ts';
import { httpAnswer, startRawToss } from './raw-toss.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function tossAt(baseUrl: string, options: Partial<TossOptions> = {}): Toss {
  const apiKey = ApiKey.parse(TEST_API_KEY);
  const toss = createToss({ baseUrl, apiKey, timeoutMs: 2000, clock: systemClock, ...options });
  closing.push(() => toss.close());
  return toss;
}

async function answering(body: string, status = 200, options: Partial<TossOptions> = {}) {
  const server = await startRawToss((socket) => socket.end(httpAnswer(body, { status })));
  closing.push(() => server.close());
  return tossAt(server.url, options);
}

const request = {
  orderNo: 'o-1',
  amount: 35_000,
  amountTaxFree: 0,
  productDesc: '토스티셔츠',
  retUrl: 'http://127.0.0.1:9/return',
  retCancelUrl: 'http://127.0.0.1:9/cancel',
  autoExecute: false,
};

const minusOne = (errorCode?: string) => JSON.stringify({ code: -1, msg: '안 돼요', errorCode });

const always = () => true;

describe('creating a payment', () => {
  const created = { code: 0, payToken: 't1', checkoutPage: 'https://pay.toss.im/auth?payToken=t1' };

  it.each([
    [JSON.stringify(created), 200, 'created'],
    [JSON.stringify(created), 201, 'unclear'],
    [JSON.stringify({ ...created, payToken: '' }), 200, 'unclear'],
    [JSON.stringify({ ...created, checkoutPage: 'javascript:alert(1)' }), 200, 'unclear'],
    [JSON.stringify({ ...created, checkoutPage: undefined }), 200, 'unclear'],
    [minusOne('PAYMENT_DUPLICATION_ORDER_NO'), 200, 'rejected'],
    [minusOne('COMMON_INVALID_PARAMETER'), 400, 'rejected'],
    [minusOne(), 404, 'rejected'],
    [minusOne('COMMON_INVALID_API_KEY'), 401, 'credentials'],
    [minusOne('COMMON_INVALID_API_KEY'), 200, 'credentials'],
    [minusOne('COMMON_TIMEOUT'), 200, 'unclear'],
    [minusOne('PAYMENT_DUPLICATION_ORDER_NO'), 500, 'unclear'],
    ['oops', 200, 'unclear'],
  ])('answered %s with %i is %s', async (body, status, kind) => {
    const toss = await answering(body, status);
    expect((await toss.create(request)).kind).toBe(kind);
  });

  it('tells a lost answer from a request that was never sent', async () => {
    const server = await startRawToss((socket) => socket.destroy());
    const toss = tossAt(server.url);
    expect((await toss.create(request)).kind).toBe('unclear');
    await server.close();
    expect((await toss.create(request)).kind).toBe('never-sent');
  });

  it("passes on Toss's message", async () => {
    const toss = await answering(minusOne('PAYMENT_DUPLICATION_ORDER_NO'));
    const errorCode = 'PAYMENT_DUPLICATION_ORDER_NO';
    expect(await toss.create(request)).toMatchObject({ errorCode, message: '안 돼요' });
  });
});

describe('a status read', () => {
  const paid = { code: 0, payToken: 't1', orderNo: 'o-1', payStatus: 'PAY_COMPLETE', refunds: [] };

  it.each([
    [JSON.stringify(paid), 200, 'read'],
    [JSON.stringify(paid), 404, 'unclear'],
    [JSON.stringify({ code: 0 }), 200, 'unclear'],
    [minusOne(), 200, 'not-found'],
    [minusOne('TRANSACTION_NOT_FOUND'), 404, 'not-found'],
    [minusOne('COMMON_PAY_NOT_FOUND'), 200, 'not-found'],
    [minusOne('CORE_USER_ERROR'), 200, 'not-found'],
    [minusOne('COMMON_SYSTEM_ERROR'), 200, 'unclear'],
    [minusOne('COMMON_SERVICE_CHECK_TIME'), 200, 'unclear'],
    [minusOne('TRANSACTION_NOT_FOUND'), 400, 'unclear'],
    [minusOne('TRANSACTION_NOT_FOUND'), 500, 'unclear'],
    [minusOne('COMMON_INVALID_API_KEY'), 401, 'credentials'],
    [minusOne('COMMON_INVALID_API_KEY'), 200, 'credentials'],
    ['Not Found', 404, 'unclear'],
  ])('answered %s with %i is %s', async (body, status, kind) => {
    const toss = await answering(body, status);
    expect((await toss.status({ payToken: 't1' })).kind).toBe(kind);
  });

  it('is good only about the requested payment', async () => {
    const toss = await answering(JSON.stringify(paid));
    const asked = async (by: Parameters<Toss['status']>[0]) => {
      const answer = await toss.status(by);
      return answer.kind === 'read' ? [answer.good, answer.why] : answer.kind;
    };
    expect(await asked({ payToken: 't1' })).toEqual([true, null]);
    expect(await asked({ payToken: 't2' })).toEqual([false, 'other-payment']);
    expect(await asked({ orderNo: 'o-1' })).toEqual([true, null]);
    expect(await asked({ orderNo: 'o-2' })).toEqual([false, 'other-payment']);
  });

  it('that was lost is unclear', async () => {
    const server = await startRawToss((socket) => socket.destroy());
    closing.push(() => server.close());
    expect((await tossAt(server.url).status({ payToken: 't1' })).kind).toBe('unclear');
  });
});

describe('the gateway', () => {
  it('reports each call, and survives a listener that throws', async () => {
    const told: [string, string | null][] = [];
    const onExchange = (exchange: Exchange, payToken: string | null) => {
      told.push([exchange.call, payToken]);
      throw new Error('the disk is full');
    };
    const toss = await answering('{"code":0,"payToken":"from-answer"}', 200, { onExchange });
    await toss.create(request);
    await toss.status({ orderNo: 'o-1' });
    await toss.status({ payToken: 't1' });
    expect(
      (
        await toss.send(
          { kind: 'refund', version: 'v1', body: '{"payToken":"t2","amount":1}' },
          always,
        )
      ).code,
    ).toBe(0);
    expect(told).toEqual([
      ['payments', 'from-answer'],
      ['status', 'from-answer'],
      ['status', 't1'],
      ['refunds', 't2'],
    ]);
  });

  it('aborts a read when it closes', async () => {
    const server = await startRawToss(() => undefined);
    closing.push(() => server.close());
    const toss = tossAt(server.url, { timeoutMs: 60_000 });
    const read = toss.status({ payToken: 't1' });
    while (server.received.join('') === '') await systemClock.sleep(5);
    await toss.close();
    expect((await read).kind).toBe('unclear');
  });

  it('waits for money calls when it closes', async () => {
    let release: () => void = () => undefined;
    const server = await startRawToss((socket, number) => {
      if (number === 1) release = () => socket.end(httpAnswer('{"code":0}'));
      else release();
    });
    closing.push(() => server.close());
    const toss = tossAt(server.url);
    const money = toss.send({ kind: 'cancel', version: 'v1', body: '{"payToken":"t1"}' }, always);
    expect(toss.inFlight()).toBe(1);
    while (server.received.length < 1) await systemClock.sleep(5);
    await systemClock.sleep(20);
    const closed = toss.close();
    const isEarly = await Promise.race([closed.then(() => true), systemClock.sleep(100)]);
    expect(isEarly).toBeUndefined();
    release();
    await closed;
    expect(await money).toMatchObject({ outcome: 'answered', code: 0 });
    expect(toss.inFlight()).toBe(0);
  });

  it('knows when Toss last answered and the skew of its clock', async () => {
    const server = await startRawToss((socket) =>
      socket.end(
        httpAnswer('<html>', {
          status: 503,
          type: 'text/html',
          headers: [`Date: ${new Date(Date.now() + 90_000).toUTCString()}`],
        }),
      ),
    );
    const toss = tossAt(server.url);
    expect([toss.skewMs(), toss.reachedAt()]).toEqual([null, null]);
    await toss.status({ payToken: 't1' });
    const reachedAt = toss.reachedAt();
    expect(Math.abs((toss.skewMs() ?? 0) - 90_000)).toBeLessThan(1000);
    expect(reachedAt).not.toBeNull();
    await server.close();
    await toss.status({ payToken: 't1' });
    expect(toss.reachedAt()).toBe(reachedAt);
  });
});

describe('against the sandbox', () =>
  it('creates, executes, refunds and reads a payment, and cancels another', async () => {
    const sandbox = await startTestSandbox();
    closing.push(() => sandbox.close());
    const toss = tossAt(sandbox.url);

    const made = await toss.create({ ...request, metadata: '메모' });
    if (made.kind !== 'created') throw new Error(JSON.stringify(made));
    const { payToken } = made;
    await sandbox.authenticate(payToken);
    const operation = {
      id: randomUUID(),
      payToken,
      orderNo: 'o-1',
      amount: 35_000,
      leftWon: null,
      shownWon: null,
    };
    const executeBody = JSON.stringify({ payToken, amount: 35_000, orderNo: 'o-1' });
    const executed = await toss.send({ kind: 'execute', version: 'v1', body: executeBody }, always);
    expect(classify('execute', operation, executed).verdict).toBe('ok');

    const parts = { amountTaxFree: 0, amountTaxable: 3636, amountVat: 364, amountServiceFee: 0 };
    const refund = { payToken, amount: 4000, ...parts, refundNo: operation.id, reason: '변심' };
    const sent = await toss.send(
      { kind: 'refund', version: 'v1', body: JSON.stringify(refund) },
      always,
    );
    expect(classify('refund', operation, sent)).toEqual({
      verdict: 'ok',
      tossRefundNo: operation.id,
    });
    const again = await toss.send(
      { kind: 'refund', version: 'v1', body: JSON.stringify(refund) },
      always,
    );
    expect(classify('refund', operation, again).verdict).toBe('said-done');

    const answer = await toss.status({ orderNo: 'o-1' });
    expect(answer).toMatchObject({ kind: 'read', good: true });
    expect(answer.kind === 'read' && answer.read).toMatchObject({
      payToken,
      status: 'REFUND_SUCCESS',
      payMethod: 'TOSS_MONEY',
      amount: 35_000,
      parts: { taxable: 31_818, vat: 3_182, taxFree: 0, serviceFee: 0 },
      metadata: '메모',
      refunds: [{ refundNo: operation.id, amount: 4000, reason: '변심', done: true }],
    });
    expect((await sandbox.books()).refunds).toHaveLength(1);

    const other = await toss.create({ ...request, orderNo: 'o-2' });
    if (other.kind !== 'created') throw new Error(JSON.stringify(other));
    const cancelBody = JSON.stringify({ payToken: other.payToken });
    const cancelled = await toss.send({ kind: 'cancel', version: 'v1', body: cancelBody }, always);
    expect(classify('cancel', operation, cancelled).verdict).toBe('ok');
    const refusedAgain = await toss.send(
      { kind: 'cancel', version: 'v1', body: cancelBody },
      always,
    );
    expect(classify('cancel', operation, refusedAgain).verdict).toBe('refused');

    expect((await toss.status({ payToken: 'nobody' })).kind).toBe('not-found');
    const strange = tossAt(sandbox.url, { apiKey: ApiKey.parse(`sk_test_${'x'.repeat(40)}`) });
    expect((await strange.status({ payToken })).kind).toBe('credentials');
    expect(JSON.stringify([made, sent, answer])).not.toContain(TEST_API_KEY);
  }));
