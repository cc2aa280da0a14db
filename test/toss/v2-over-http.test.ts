/** Status reads by v2 over HTTP, against the sandbox. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import { createToss, type Toss } from '../../server/toss/toss.ts';
import { startTestSandbox, TEST_API_KEY, type TestSandbox } from '../support/start-sandbox.ts';

let sandbox: TestSandbox;
let toss: Toss;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  const apiKey = ApiKey.parse(TEST_API_KEY);
  const line = { baseUrl: sandbox.url, apiKey, timeoutMs: 5000, clock: systemClock };
  toss = createToss({ ...line, version: 'v2' });
  return () => toss.close();
});

describe('status by v2', () => {
  it.each([
    {
      cardFieldTypes: 'text',
      unusedFields: 'null',
      bankCodeDigits: 2,
      transactionPointsShown: false,
    },
    { cardFieldTypes: 'typed', unusedFields: 'absent', deadFields: true, statusAmounts: 'as-left' },
  ])('is read as %j', async (options) => {
    await sandbox.options(options);
    const { payToken } = await sandbox.createPaidV2(
      { amount: 60_000 },
      {
        payMethod: 'CARD',
        cardCompanyName: '신한',
        spreadOut: 3,
        discountWon: 6000,
        pointsWon: 100,
      },
    );
    await sandbox.outsideRefund(payToken, 20_000);
    expect(await toss.status({ payToken })).toMatchObject({
      ...{ kind: 'read', good: true },
      read: {
        ...{ amount: 60_000, discounted: 6100, installmentMonths: 3, cardCompanyName: '신한' },
        refunds: [{ amount: 20_000, done: true }],
        tossView: { refundableWon: 40_000 },
      },
      exchange: { call: 'v2/status' },
    });
    const money = await sandbox.createPaidV2({}, { payMethod: 'TOSS_MONEY', bankCode: '088' });
    expect(await toss.status({ payToken: money.payToken })).toMatchObject({
      ...{ good: true, read: { tossView: { bankCode: '088' } } },
    });
    expect((await sandbox.calls('status')).length).toBe(0);
  });

  it('for the other kind of key stops every call that moves money', async () => {
    await sandbox.options({ mode: 'LIVE' });
    const { payToken } = await sandbox.createPaid();
    expect(await toss.status({ payToken })).toMatchObject({ kind: 'other-mode' });
    await sandbox.options({ mode: 'TEST' });
    expect(toss.silence()).toMatchObject({ cause: 'other-mode' });
    expect(await toss.status({ payToken })).toMatchObject({ kind: 'read', good: true });
    const body = JSON.stringify({ payToken, amount: 1000, amountTaxFree: 0, refundNo: 'r-1' });
    const sent = await toss.send({ kind: 'refund', version: 'v2', body }, () => true);
    expect(sent).toMatchObject({ outcome: 'never-sent' });
    expect((await sandbox.books()).refunds.filter((one) => one.payToken === payToken)).toEqual([]);
  });
});
