/** What the customer is told, by state, kind and method of payment. */
import { describe, expect, it } from 'vitest';
import '../../client/copy/payment-words.ts';
import { i18n } from '../../client/copy/i18n.ts';
import { paidBackNow, paidBackOf, type PaidBack } from '../../client/parts/paid-back.ts';
import { cardDays, customerText, workingDaysAfter } from '../../client/parts/customer-text.ts';
import { operationKinds, operationStates, type Operation } from '../../shared/operation.ts';
import { payMethods, type PayMethod } from '../../shared/payment.ts';
import { ko } from '../support/words.ts';
import { detailOf, mixedPayment, operationOf, singlePayment } from './support/fixtures.ts';

const sentMs = Date.parse('2026-12-01T05:12:04.000Z');
const at = (ms: number) => new Date(sentMs + ms).toISOString();
const { t } = i18n;

function tell(
  part: Partial<Operation>,
  method: PayMethod | null = 'CARD',
  nowMs = sentMs + 1_000,
  back: PaidBack | null = null,
): string | null {
  const times = { createdAt: at(-1_000), sentAt: at(0), amount: 5_000 };
  return customerText(operationOf({ ...times, ...part }), method, nowMs, t, back);
}

const named = { orderNo: '20261124-0118', amount: '5,000원' };
const what = (told: 'received' | 'open' | 'done' | 'failed') =>
  ko(`customer.what.refund.${told}`, named);

describe('a refund that is done', () => {
  const done = { state: 'succeeded', endedAt: at(1_000) } as const;

  it('on a card says around which days the card company shows it', () =>
    expect(tell(done, 'CARD')).toBe(
      `${what('done')}\n${ko('customer.next.card', { days: '12월 4일~8일' })}`,
    ));

  it('of Toss money says that it is back right away', () =>
    expect(tell(done, 'TOSS_MONEY')).toBe(`${what('done')}\n${ko('customer.next.money')}`));

  it('of a discounted payment says what the buyer gets back, and marks an estimate', () => {
    const told = tell(done, 'TOSS_MONEY', undefined, { won: 4_500, told: true });
    const words = { amount: '5,000원', back: '4,500원' };
    expect(told?.split('\n')[1]).toBe(ko('customer.discounted', words));
    const guess = tell(done, 'TOSS_MONEY', undefined, { won: 4_500, told: false });
    expect(guess?.split('\n')[1]).toBe(ko('customer.discounted', { ...words, back: '약 4,500원' }));
  });

  it('names no method that Toss did not name', () =>
    expect(tell(done, null)).toBe(`${what('done')}\n${ko('customer.next.anyMethod')}`));
});

describe('a refund that is not done', () =>
  it('does not say what the buyer gets back', () =>
    expect(tell({ state: 'pending' }, 'CARD', undefined, { won: 4_500, told: false })).toBe(
      tell({ state: 'pending' }, 'CARD'),
    )));

describe('what the buyer gets back', () => {
  const payment = singlePayment({ discounted: 1_000 });
  const refund = operationOf({ amount: 4_000 });
  const booked = (discounted: number | null) => {
    const [entry] = detailOf(mixedPayment()).refunds;
    return entry === undefined ? [] : [{ ...entry, operationId: refund.id, discounted }];
  };

  it('is estimated in proportion, also for all that is left', () => {
    expect(paidBackNow(payment, 4_000)).toEqual({ won: 3_600, told: false });
    expect(paidBackNow({ ...payment, remaining: 6_000 }, 6_000)).toEqual({
      won: 5_400,
      told: false,
    });
  });

  it('is Toss’s figure if there is one, otherwise an estimate', () => {
    expect(paidBackOf(refund, { payment, refunds: booked(399) })).toEqual({
      won: 3_601,
      told: true,
    });
    expect(paidBackOf(refund, { payment, refunds: booked(null) })).toEqual({
      won: 3_600,
      told: false,
    });
  });

  it('is null without a discount', () => {
    for (const discounted of [0, null]) {
      expect(paidBackNow({ ...payment, discounted }, 4_000)).toBeNull();
      const plain = { payment: { ...payment, discounted }, refunds: booked(discounted) };
      expect(paidBackOf(refund, plain)).toBeNull();
    }
    expect(paidBackOf(refund, { payment, refunds: booked(0) })).toBeNull();
    expect(paidBackOf({ ...refund, kind: 'cancel' }, { payment, refunds: [] })).toBeNull();
  });
});

describe('the days of a card company', () => {
  it.each([
    // Tuesday, and the same instant a second before and after midnight in Seoul.
    ['2026-12-01T05:00:00.000Z', '2026-12-04', '2026-12-08'],
    ['2026-12-01T14:59:59.000Z', '2026-12-04', '2026-12-08'],
    ['2026-12-01T15:00:00.000Z', '2026-12-07', '2026-12-09'],
    // Saturday and Sunday count from Monday on.
    ['2026-12-05T03:00:00.000Z', '2026-12-09', '2026-12-11'],
    ['2026-12-06T03:00:00.000Z', '2026-12-09', '2026-12-11'],
  ])('of %s are %s to %s', (iso, first, last) => {
    expect(workingDaysAfter(iso, 3)).toBe(first);
    expect(workingDaysAfter(iso, 5)).toBe(last);
  });

  it('name the second month only if it is another one', () => {
    expect(cardDays('2026-12-01T05:00:00.000Z', t)).toBe('12월 4일~8일');
    expect(cardDays('2026-12-28T05:00:00.000Z', t)).toBe('12월 31일~1월 4일');
  });
});

describe('a refund that is not done', () => {
  it('says nothing while the next state is seconds away', () => {
    expect(tell({ state: 'ready' })).toBeNull();
    expect(tell({ state: 'sending' })).toBeNull();
  });

  it('says that it is being checked once Toss stays silent', () =>
    expect(tell({ state: 'sending' }, 'CARD', sentMs + 15_000)).toBe(
      `${what('received')}\n${ko('customer.next.checking')}`,
    ));

  it('says until when a refusal is checked, and no time that is over', () => {
    const refusal = { code: 'REFUND_EXCEED_DAILY', message: null, confirmedAt: at(15 * 60_000) };
    expect(tell({ state: 'unknown', refusal })).toBe(
      `${what('open')}\n${ko('customer.next.refused', { time: '14:27' })}`,
    );
    const checking = `${what('open')}\n${ko('customer.next.checking')}`;
    expect(tell({ state: 'unknown', refusal }, 'CARD', sentMs + 15 * 60_000)).toBe(checking);
    expect(tell({ state: 'unknown', refusal: { ...refusal, confirmedAt: null } })).toBe(checking);
  });

  it('says that a colleague looks at it while it waits for one', () =>
    expect(tell({ state: 'proposed' })).toBe(
      `${what('received')}\n${ko('customer.next.approval')}`,
    ));

  it('says that it failed, but not when the requester took it back', () => {
    const sorry = `${what('failed')}\n${ko('customer.next.sorry')}`;
    expect(tell({ state: 'failed' })).toBe(sorry);
    const evidence = { source: 'desk', cause: 'withdrawn', at: at(0), detail: '' } as const;
    expect(tell({ state: 'declined', evidence })).toBeNull();
    const resolvedBy = { id: 's2', name: '박서준' };
    expect(tell({ state: 'declined', evidence, resolvedBy })).toBe(sorry);
  });
});

describe('in every state', () => {
  const cases = operationKinds.flatMap((kind) =>
    operationStates.flatMap((state) =>
      [...payMethods, null].flatMap((method) =>
        [false, true].map((disputed) => ({ kind, state, method, disputed })),
      ),
    ),
  );

  it.each(cases)(
    '$kind, $state, $method, contradicted: $disputed: claims an end only where there is one',
    ({ kind, state, method, disputed }) => {
      const text = tell({ kind, state, disputed, endedAt: at(1_000) }, method);
      const says = (told: 'done' | 'failed') =>
        text?.startsWith(ko(`customer.what.${kind}.${told}`, named)) ?? false;
      expect(says('done')).toBe(state === 'succeeded' && !disputed);
      expect(says('failed')).toBe((state === 'failed' || state === 'declined') && !disputed);
    },
  );
});
