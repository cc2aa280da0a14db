import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { type SandboxFault, startTestSandbox, TEST_API_KEY } from '../support/start-sandbox.ts';
import type { TestSandbox } from '../support/start-sandbox.ts';

let toss: TestSandbox;
beforeAll(async () => {
  toss = await startTestSandbox();
});
afterAll(() => toss.close());
afterEach(() => toss.clearFaults());

function rawRefund(payToken: string, refundNo?: string): Promise<Response> {
  return fetch(`${toss.url}/api/v1/refunds`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiKey: TEST_API_KEY,
      payToken,
      amount: 1000,
      amountTaxFree: 0,
      refundNo,
    }),
  });
}

async function refundCount(payToken: string): Promise<number> {
  const { refunds } = await toss.books();
  return refunds.filter((line) => line.payToken === payToken).length;
}

type Seen = (answer: Promise<Response>) => Promise<void>;

const SPOILED: [Pick<SandboxFault, 'fault' | 'ms' | 'errorCode'>, Seen][] = [
  [
    { fault: 'drop' },
    async (answer) => {
      await expect(answer).rejects.toThrow();
    },
  ],
  [{ fault: 'http500' }, async (answer) => expect((await answer).status).toBe(500)],
  [
    { fault: 'html' },
    async (answer) => {
      expect((await answer).status).toBe(502);
      expect(await (await answer).text()).toContain('<html');
    },
  ],
  [
    { fault: 'cut' },
    async (answer) => {
      const response = await answer;
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
    },
  ],
  [
    { fault: 'garbage' },
    async (answer) => {
      const text = await (await answer).text();
      expect(() => JSON.parse(text) as unknown).toThrow();
    },
  ],
  [
    { fault: 'badUtf8' },
    async (answer) => {
      const bytes = await (await answer).arrayBuffer();
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
    },
  ],
  [
    { fault: 'big' },
    async (answer) =>
      expect((await (await answer).arrayBuffer()).byteLength).toBeGreaterThan(256 * 1024),
  ],
  [
    { fault: 'slow', ms: 150 },
    async (answer) => {
      const start = performance.now();
      const body = (await (await answer).json()) as Record<string, unknown>;
      expect(performance.now() - start).toBeGreaterThan(80);
      expect(body).toHaveProperty('code');
    },
  ],
  [
    { fault: 'redirect' },
    async (answer) => {
      expect((await answer).status).toBe(307);
      expect((await answer).headers.get('location')).toBe('/api/v1/refunds');
    },
  ],
  [
    { fault: 'errorCode', errorCode: 'COMMON_BREAK_TIME_OF_BANK' },
    async (answer) =>
      expect(await (await answer).json()).toMatchObject({
        code: -1,
        errorCode: 'COMMON_BREAK_TIME_OF_BANK',
        msg: '은행 점검 시간입니다. 잠시 후 다시 시도해 주세요.',
      }),
  ],
];

describe('spoiled answers', () => {
  it.each(SPOILED)('$fault before: nothing happens', async (fault, seen) => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', effect: 'before', ...fault });
    await seen(rawRefund(payToken));
    expect(await refundCount(payToken)).toBe(0);
    expect((await (await rawRefund(payToken)).json()) as object).toMatchObject({ code: 0 });
  });

  it.each(SPOILED)('$fault after: Toss has acted', async (fault, seen) => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', effect: 'after', ...fault });
    await seen(rawRefund(payToken));
    expect(await refundCount(payToken)).toBe(1);
  });
});

describe('late calls', () => {
  it('a delay before lets the call act late, a delay after answers late', async () => {
    for (const effect of ['before', 'after'] as const) {
      const { payToken } = await toss.createPaid();
      await toss.fault({ call: 'refunds', effect, fault: 'delay', ms: 60_000 });
      const answer = rawRefund(payToken);
      while (!(await toss.calls('refunds')).some((call) => call.body['payToken'] === payToken)) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      expect(await refundCount(payToken)).toBe(effect === 'before' ? 0 : 1);
      // The delay runs on the sandbox's own clock.
      await toss.advance(60_000);
      expect(await (await answer).json()).toMatchObject({ code: 0 });
      expect(await refundCount(payToken)).toBe(1);
    }
  });

  it('a call that is delivered twice acts as often as its number allows', async () => {
    const numbered = await toss.createPaid();
    await toss.fault({ call: 'refunds', effect: 'before', fault: 'duplicate' });
    const first = await (await rawRefund(numbered.payToken, 'twice-1')).json();
    expect(first).toMatchObject({ code: -1, errorCode: 'REFUND_REFUND_NO_DUPLICATE' });
    expect(await refundCount(numbered.payToken)).toBe(1);
    const bare = await toss.createPaid();
    await toss.fault({ call: 'refunds', effect: 'after', fault: 'duplicate' });
    expect(await (await rawRefund(bare.payToken)).json()).toMatchObject({ code: 0 });
    expect(await refundCount(bare.payToken)).toBe(2);
    const waiting = await toss.create();
    await toss.fault({ call: 'cancel', effect: 'before', fault: 'duplicate' });
    const { body } = await toss.call('cancel', { payToken: waiting.payToken });
    expect(body['errorCode']).toBe('CANCEL_IMPOSSIBLE_STATUS');
  });
});

describe('lag', () => {
  it('after a refund hides it from status for a while', async () => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', fault: 'lag', ms: 30_000 });
    await rawRefund(payToken);
    expect(await toss.status(payToken)).toMatchObject({ payStatus: 'PAY_COMPLETE', refunds: [] });
    await toss.advance(30_000);
    expect(await toss.status(payToken)).toMatchObject({ payStatus: 'REFUND_SUCCESS' });
  });

  it('on status shows the state before a recent change', async () => {
    const { payToken } = await toss.create();
    await toss.authenticate(payToken);
    await toss.fault({ call: 'status', fault: 'lag', ms: 30_000, times: 2 });
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_STANDBY');
    await toss.advance(30_000);
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_COMPLETE');
  });
});

describe('pending', () => {
  it('refunds after the bank’s maintenance', async () => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', fault: 'pending' });
    expect(await (await rawRefund(payToken, 'later')).json()).toMatchObject({
      code: -1,
      errorCode: 'REFUND_PENDING_SUCCESS',
    });
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'REFUND_PROGRESS',
      refunds: [],
    });
    expect(await refundCount(payToken)).toBe(0);
    await toss.advance(60_000);
    expect(await toss.status(payToken)).toMatchObject({
      payStatus: 'REFUND_SUCCESS',
      refunds: [{ refundNo: 'later' }],
    });
  });

  it('may fail in the end, and refuses what can’t be refunded anyway', async () => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', fault: 'pending', ms: 1000, fails: true });
    await rawRefund(payToken);
    await toss.advance(1000);
    expect(await toss.status(payToken)).toMatchObject({ payStatus: 'PAY_COMPLETE', refunds: [] });
    const waiting = await toss.create();
    await toss.fault({ call: 'refunds', fault: 'pending' });
    expect(await (await rawRefund(waiting.payToken)).json()).toMatchObject({
      errorCode: 'COMMON_REFUND_ERROR',
    });
  });

  it('charges later on execute', async () => {
    const { payToken } = await toss.create({ autoExecute: false });
    await toss.authenticate(payToken);
    await toss.fault({ call: 'execute', fault: 'pending', ms: 5000 });
    const { body } = await toss.call('execute', { payToken });
    expect(body['errorCode']).toBe('TRANSACTION_PENDING_ERROR');
    await toss.advance(5000);
    expect((await toss.status(payToken))['payStatus']).toBe('PAY_COMPLETE');
  });
});

describe('the list of faults', () => {
  it('is used up, matched by call and payment, and can be cleared', async () => {
    const { payToken } = await toss.createPaid();
    const other = await toss.createPaid();
    await toss.fault({ call: 'status', fault: 'http500', times: 2, payToken });
    expect((await toss.status(other.payToken))['code']).toBe(0);
    expect((await toss.call('status', { payToken })).httpStatus).toBe(500);
    expect((await toss.call('status', { payToken })).httpStatus).toBe(500);
    expect((await toss.call('status', { payToken })).httpStatus).toBe(200);
    await toss.fault({ call: 'status', fault: 'http500', times: 9 });
    await toss.clearFaults();
    expect((await toss.call('status', { payToken })).httpStatus).toBe(200);
  });

  it('shows in the log what was dropped', async () => {
    const { payToken } = await toss.createPaid();
    await toss.fault({ call: 'refunds', fault: 'drop' });
    await rawRefund(payToken).catch(() => undefined);
    expect((await toss.calls('refunds')).at(-1)).toMatchObject({ fault: 'drop', answered: null });
  });

  it('refuses unknown faults', async () => {
    for (const bad of [
      { call: 'refund', effect: 'before', fault: 'drop' },
      { call: 'refunds', effect: 'before', fault: 'errorCode' },
      { call: 'refunds', effect: 'sometimes', fault: 'drop' },
      { call: 'refunds', effect: 'before', fault: 'drop', times: 0 },
    ]) {
      await expect(toss.fault(bad as SandboxFault)).rejects.toThrow(/400 .*details/);
    }
  });
});
