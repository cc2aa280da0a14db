/** 상품 내역 in the detail: what came back, what is only asked for, and what named no items. */
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { PaymentItems } from '../../../client/payments/payment-items.tsx';
import type { Operation } from '../../../shared/operation.ts';
import { detailOf, itemsPayment, operationOf } from '../support/fixtures.ts';
import { renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

testDesk();

const parts = { taxable: 13_182, vat: 1318, taxFree: 0, serviceFee: 0 };
const mugs = (quantity: number, state: Operation['state']) =>
  operationOf({
    ...{ id: `3f0f2c1a-6f5e-4a57-9d0e-${state.padStart(12, '0')}`, state, parts },
    ...{ amount: 14_500 * quantity, items: [{ line: 1, quantity }] },
  });

const show = (refunded: number, operations: Operation[]) =>
  renderScreen(
    <PaymentItems detail={detailOf(itemsPayment({ refunded }), { operations })} />,
    '/',
    '*',
    'operator',
  );
const lineOf = (name: string) => screen.getByText(name).closest('li')?.textContent;

it('tells what came back apart from what is only asked for', () => {
  show(14_500, [mugs(1, 'proposed'), mugs(1, 'succeeded')]);
  expect(lineOf('도자기 머그컵 (백색)')).toContain(ko('common.itemsReturned', { count: 1 }));
  expect(lineOf('도자기 머그컵 (백색)')).toContain(ko('common.itemsAsked', { count: 1 }));
  expect(lineOf('배송비')).not.toContain('환불');
});

it('says nothing of a refund that has failed', () => {
  show(0, [mugs(2, 'failed'), mugs(1, 'declined')]);
  expect(lineOf('도자기 머그컵 (백색)')).not.toContain('환불');
});

it('tells what was given back without naming items', () => {
  show(19_500, [mugs(1, 'succeeded')]);
  expect(screen.getByText(ko('common.itemsByAmount', { amount: '5,000원' }))).toBeDefined();
});
