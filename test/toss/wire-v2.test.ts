/** Status answers of v2, as the documents and their samples have them. */
import { describe, expect, it } from 'vitest';
import { payStatuses } from '../../shared/payment.ts';
import { ApiKey } from '../../server/toss/api-key.ts';
import type { Exchange } from '../../server/toss/exchange.ts';
import { readAnswer } from '../../server/toss/read-answer.ts';
import { readStatusAnswer } from '../../server/toss/status-answer.ts';
import { bankCodeOf, readPaymentV2 } from '../../server/toss/wire-v2.ts';

const PAY = {
  stepType: 'PAY',
  transactionId: 'tx-pay',
  transactionAmount: 10_000,
  discountedAmount: 1000,
  paidAmount: 9000,
  regTs: '2026-05-01 12:00:01',
};
const REFUND = {
  stepType: 'REFUND',
  transactionId: 'tx-1',
  transactionAmount: -4000,
  discountedAmount: -400,
  paidAmount: -3600,
  regTs: '2026-05-02 09:00:00',
};
const CARD = {
  noInterest: false,
  spreadOut: 3,
  cardCompanyName: '신한',
  cardCompanyCode: 1,
  cardAuthorizationNo: '30011234',
  cardMethodType: 'CHECK',
  cardUserType: 'CORP_COMPANY',
  salesCheckLinkUrl: 'https://pay.toss.im/slip',
};
const full = {
  code: 0,
  mode: 'TEST',
  payToken: 't1',
  orderNo: 'o-1',
  payStatus: 'REFUND_SUCCESS',
  payMethod: 'CARD',
  amount: 10_000,
  discountedAmount: 1000,
  discountAmountV2: 700,
  paidPointV2: 300,
  paidAmount: 9000,
  refundableAmount: 6000,
  amountTaxable: 9090,
  amountTaxFree: 0,
  amountVat: 910,
  amountServiceFee: 0,
  disposableCupDeposit: 300,
  card: CARD,
  transactions: [PAY, REFUND],
  createdTs: '2026-05-01 11:59:00',
  paidTs: '2026-05-01 12:00:00',
};
type Json = Record<string, unknown>;
const answer = (over: Json = {}) => ({ ...full, ...over });

const nothing = { outcome: 'answered', httpStatus: 200 } as const;
const times = { startedAt: '2026-05-01T03:00:00.000Z', endedAt: '2026-05-01T03:00:01.000Z' };

function readText(text: string, key = 'sk_test_1') {
  const bytes = Buffer.from(text);
  const read = readAnswer({ httpStatus: 200, contentType: 'application/json', bytes });
  const exchange: Exchange = { call: 'v2/status', ...nothing, ...read, ...times };
  return readStatusAnswer({ payToken: 't1' }, exchange, ApiKey.parse(key).kind);
}
const read = (over: Json = {}) => readText(JSON.stringify(answer(over)));
const why = (over: Json) => {
  const told = read(over);
  return told.kind === 'read' ? told.why : told.kind;
};

describe('readPaymentV2', () => {
  it('reads every field that the desk shows', () => {
    expect(readPaymentV2(full)).toMatchObject({
      payMethod: 'CARD',
      amount: 10_000,
      parts: { taxable: 9090, vat: 910, taxFree: 0, serviceFee: 0 },
      refunds: [
        {
          transactionId: 'tx-1',
          amount: 4000,
          paidWon: 3600,
          discountWon: 400,
          at: '2026-05-02T00:00:00.000Z',
          done: true,
        },
      ],
      cardCompanyName: '신한',
      cardApprovalNo: '30011234',
      cardKind: 'CHECK',
      installmentMonths: 3,
      discounted: 1000,
      completedAt: '2026-05-01T03:00:00.000Z',
      tossView: {
        discountWon: 700,
        pointsWon: 300,
        paidWon: 9000,
        refundableWon: 6000,
        cupDepositWon: 300,
        cardUser: 'CORP_COMPANY',
        transactions: [
          { step: 'PAY', amount: 10_000, at: '2026-05-01T03:00:01.000Z' },
          { step: 'REFUND', transactionId: 'tx-1', amount: 4000, paidWon: 3600, discountWon: 400 },
        ],
      },
    });
    expect(read()).toMatchObject({ kind: 'read', good: true });
  });

  it('takes null for absent', () => {
    const unused = { card: null, accountBankCode: null, disposableCupDeposit: null, mode: null };
    const told = read(unused);
    expect(told).toMatchObject({ kind: 'read', good: true });
    expect(readPaymentV2(answer(unused))).toMatchObject({
      cardCompanyName: null,
      cardKind: null,
      installmentMonths: null,
      tossView: { cupDepositWon: null, cardUser: null, bankCode: null },
    });
  });

  it('reads numbers that come as texts, and both names of the discount', () => {
    const { discountedAmount, ...line } = REFUND;
    const texts = answer({
      amount: '10000',
      refundableAmount: '6000',
      card: { ...CARD, spreadOut: '3', noInterest: 'false', cardCompanyCode: '1' },
      transactions: [PAY, { ...line, transactionAmount: '-4000', discountAmount: -400 }],
    });
    expect(readPaymentV2(texts)).toMatchObject({
      amount: 10_000,
      amountsUnderstood: true,
      installmentMonths: 3,
      refunds: [{ amount: 4000, discountWon: 400 }],
    });
  });

  it('reads the amounts of a refund with either sign', () => {
    const plus = { ...REFUND, transactionAmount: 4000, discountedAmount: 400, paidAmount: 3600 };
    expect(read({ transactions: [PAY, plus] })).toMatchObject({ good: true });
  });

  it.each([
    ['88', '088'],
    ['088', '088'],
    [4, '004'],
    ['', null],
    ['bank', null],
    [null, null],
  ])('reads the bank code %j as %j', (told, code) => expect(bankCodeOf(told)).toBe(code));

  it('takes no line for a finished refund while one is in progress', () => {
    const later = { ...REFUND, transactionId: 'tx-2', regTs: '2026-05-03 09:00:00' };
    const transactions = [PAY, later, REFUND];
    const done = (payStatus: string) =>
      readPaymentV2(answer({ payStatus, transactions }))?.refunds?.map((one) => one.done);
    expect(done('REFUND_SUCCESS')).toEqual([true, true]);
    expect(done('REFUND_PROGRESS')).toEqual([false, false]);
  });

  it('needs a payToken, an orderNo and a status', () => {
    for (const name of ['payToken', 'orderNo', 'payStatus']) {
      expect(readPaymentV2(answer({ [name]: undefined }))).toBeNull();
    }
  });
});

describe('a read that is not good', () => {
  const line = (over: Json) => ({ transactions: [PAY, { ...REFUND, ...over }] });

  it.each<[string, Json, string]>([
    ['has no list', { transactions: undefined }, 'no-refund-list'],
    ['has a transaction without id', line({ transactionId: null }), 'unreadable-refund'],
    ['has a transaction of another kind', line({ stepType: 'FEE' }), 'unreadable-refund'],
    ['has a transaction without amount', line({ transactionAmount: '4,000' }), 'unreadable-refund'],
    [
      'has one id twice',
      { refundableAmount: 2000, transactions: [PAY, REFUND, REFUND] },
      'number-twice',
    ],
    ['has a negative amount', { amount: -10_000 }, 'wrong-amounts'],
    ['has a negative discount', { discountedAmount: -1000 }, 'wrong-amounts'],
    ['has a negative rest', { refundableAmount: -6000 }, 'wrong-amounts'],
    [
      'has a negative charge',
      { transactions: [{ ...PAY, transactionAmount: -10_000 }, REFUND] },
      'wrong-amounts',
    ],
    ['does not tell what is refundable', { refundableAmount: null }, 'wrong-amounts'],
    ['lacks a refund of what is gone', { refundableAmount: 5000 }, 'wrong-amounts'],
    ['lists more than is gone', { refundableAmount: 7000 }, 'wrong-amounts'],
    ['lists no charge', { transactions: [REFUND] }, 'wrong-amounts'],
    ['lists two charges', { transactions: [PAY, PAY, REFUND] }, 'wrong-amounts'],
    [
      'lists a charge of another amount',
      { transactions: [{ ...PAY, transactionAmount: 9000, paidAmount: 8000 }, REFUND] },
      'wrong-amounts',
    ],
    ['has a discount that does not fit', { discountedAmount: 900 }, 'wrong-amounts'],
    ['has a refund that does not fit', line({ paidAmount: -3000 }), 'wrong-amounts'],
    [
      'has a refund whose discount is more than its amount',
      line({ paidAmount: null, discountedAmount: -4001 }),
      'wrong-amounts',
    ],
    ['is of another payment', { payToken: 't2' }, 'other-payment'],
    ['has an unknown status', { payStatus: 'PAY_PAUSED' }, 'unknown-status'],
    ['has refunds before the charge', { payStatus: 'PAY_APPROVED' }, 'list-against-status'],
  ])('%s', (_, over, fault) => expect(why(over)).toBe(fault));

  it.each([
    { discountedAmount: 10_001 },
    { discountedAmount: 10_001, paidAmount: null },
    { discountedAmount: -1000 },
  ])('tells no discount of the payment by a charge with %j', (over) => {
    const told = readPaymentV2(answer({ transactions: [{ ...PAY, ...over }, REFUND] }));
    expect(told).toMatchObject({ discounted: null, amountsUnderstood: false });
  });

  it('has one key twice', () => {
    const text = JSON.stringify(full);
    const doubled = text.replace('"amount":10000', '"amount":10000,"amount":9000');
    expect(readText(doubled).kind).toBe('unclear');
  });
});

describe('amounts that the documents leave open', () => {
  it('may be of what is left', () =>
    expect(why({ discountedAmount: 600, paidAmount: 5400 })).toBeNull());

  it('may have the points beside the discount', () => {
    const refund = { ...REFUND, discountedAmount: -300, pointAmount: -100 };
    expect(why({ transactions: [PAY, refund] })).toBeNull();
  });

  it('count points beside the discount as discounted', () => {
    const pay = { ...PAY, discountedAmount: 700, pointAmount: 300 };
    const refund = { ...REFUND, discountedAmount: -300, pointAmount: -100 };
    expect(readPaymentV2(answer({ transactions: [pay, refund] }))).toMatchObject({
      ...{ discounted: 1000, refunds: [{ amount: 4000, discountWon: 400 }] },
    });
  });

  it('may lack a refund in progress', () => {
    const progress = { payStatus: 'REFUND_PROGRESS', refundableAmount: 2000 };
    expect(why(progress)).toBeNull();
    expect(why({ ...progress, transactions: [PAY] })).toBeNull();
  });

  it('are absent before the charge', () => {
    const waiting = { discountedAmount: 0, paidAmount: 0, refundableAmount: 0, transactions: [] };
    for (const payStatus of payStatuses.slice(0, 2)) {
      expect(why({ ...waiting, payStatus })).toBeNull();
      expect(why({ ...waiting, payStatus, transactions: null })).toBeNull();
    }
  });
});

describe('the mode of an answer', () => {
  it('must be the kind of the key', () => {
    expect(read({ mode: 'LIVE' }).kind).toBe('other-mode');
    expect(read({ mode: 'test' }).kind).toBe('other-mode');
    expect(readText(JSON.stringify(full), 'sk_live_1').kind).toBe('other-mode');
    expect(readText(JSON.stringify(answer({ mode: 'LIVE' })), 'sk_live_1').kind).toBe('read');
  });
});
