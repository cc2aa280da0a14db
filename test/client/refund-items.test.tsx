/** 상품: refunding items in the dialog, from the choice to what is sent. */
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { OperationDialog } from '../../client/operations/operation-dialog.tsx';
import type { PaymentDetail } from '../../shared/api.ts';
import { detailOf, itemsPayment, operationOf, payToken } from './support/fixtures.ts';
import { answersReads } from './support/render-dialog.tsx';
import { renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';
import { ko } from '../support/words.ts';

const MUG = '도자기 머그컵 (백색)';
const RICE = '유기농 햅쌀 10kg';

const desk = testDesk();
let detail: PaymentDetail;
let sent: Record<string, unknown>[];
beforeEach(() => {
  detail = detailOf(itemsPayment());
  sent = [];
  sessionStorage.clear();
  desk.use(
    ...answersReads(() => detail),
    http.get('/api/operations/:id', () => new Response(null, { status: 404 })),
    http.put('/api/payments/:payToken/operations/:operationId', async ({ params, request }) => {
      sent.push((await request.json()) as Record<string, unknown>);
      return HttpResponse.json(operationOf({ id: String(params.operationId), state: 'succeeded' }));
    }),
  );
});

async function chooseItems() {
  const user = userEvent.setup();
  const dialog = (
    <OperationDialog
      kind="refund"
      payToken={payToken}
      mode="test"
      shopName="모퉁이 상점"
      onClose={() => undefined}
    />
  );
  renderScreen(dialog, '/', '*', 'manager');
  await user.click(await screen.findByRole('radio', { name: ko('operations.items.title') }));
  return user;
}

const number = (name: string) =>
  screen.getByRole('spinbutton', { name: ko('operations.items.quantity', { name }) });
const more = (name: string) =>
  screen.getByRole('button', { name: ko('operations.items.more', { name }) });
const sums = () => screen.getByText(ko('operations.items.total')).closest('[role="status"]');
const next = () => screen.getByRole('button', { name: ko('operations.refund.review') });

describe('a refund of items', () => {
  it('is chosen by line, told with its parts, confirmed by name, and sent', async () => {
    const user = await chooseItems();
    await user.click(more(MUG));
    await user.click(more(MUG));
    expect(sums()?.textContent).toContain('29,000원');
    expect(sums()?.textContent).toContain('과세 26,364 · 부가세 2,636');
    expect(sums()?.textContent).toContain('60,000원');
    await screen.findByRole('option', { name: '상품 불량' });
    await user.selectOptions(screen.getByLabelText(ko('bulk.form.reason')), '상품 불량');
    await user.click(next());
    const term = await screen.findByText(ko('operations.items.title'), { selector: 'dt' });
    expect(term.nextElementSibling?.textContent).toBe(`${MUG} 2개`);
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: /환불 완료/ });
    expect(sent).toMatchObject([
      {
        ...{ amount: 29_000, items: [{ line: 1, quantity: 2 }], seenRefunded: 0 },
        parts: { taxable: 26_364, vat: 2636, taxFree: 0, serviceFee: 0 },
      },
    ]);
  });

  it('takes typed numbers and arrow keys, and stops at what was bought', async () => {
    const user = await chooseItems();
    await user.type(number(MUG), '7');
    expect(number(MUG)).toHaveProperty('value', '3');
    expect(more(MUG)).toHaveProperty('disabled', true);
    await user.type(number(MUG), '{ArrowDown}');
    expect(number(MUG).getAttribute('aria-valuenow')).toBe('2');
    await user.type(number(RICE), '{ArrowUp}{ArrowUp}');
    expect(number(RICE)).toHaveProperty('value', '1');
    expect(sums()?.textContent).toContain('71,500원');
  });

  it('asks for a choice before it goes on', async () => {
    const user = await chooseItems();
    await user.click(next());
    expect(sums()?.textContent).toContain(ko('operations.items.none'));
    expect(sent).toEqual([]);
  });

  it('counts what came back before, and tells what came back by amount', async () => {
    const items = [{ line: 1, quantity: 2 }];
    const parts = { taxable: 26_364, vat: 2636, taxFree: 0, serviceFee: 0 };
    detail = detailOf(
      itemsPayment({
        ...{ refunded: 34_000, remaining: 55_000 },
        parts: {
          taxable: { paid: 42_273, refunded: 26_364, remaining: 15_909 },
          vat: { paid: 4227, refunded: 2636, remaining: 1591 },
          taxFree: { paid: 42_500, refunded: 5000, remaining: 37_500 },
          serviceFee: { paid: 0, refunded: 0, remaining: 0 },
        },
      }),
      { operations: [operationOf({ state: 'succeeded', amount: 29_000, parts, items })] },
    );
    const user = await chooseItems();
    const line = number(MUG).closest('li');
    expect(line?.textContent).toContain(ko('common.itemsReturned', { count: 2 }));
    expect(number(MUG).getAttribute('aria-valuemax')).toBe('1');
    expect(screen.getByText(ko('common.itemsByAmount', { amount: '5,000원' }))).toBeDefined();
    await user.click(more(RICE));
    const words = ko('operations.refund.poolTaxFree', { amount: '37,500원' });
    expect(sums()?.textContent).toContain(ko('operations.items.kindOver', { words }));
  });

  it('leads to 금액, with its formula, and to 남은 전액, which names every line', async () => {
    const user = await chooseItems();
    await user.click(screen.getByRole('radio', { name: ko('operations.items.some') }));
    const field = screen.getByLabelText(ko('operations.refund.someLabel'));
    await user.type(field, '2*14500-1500');
    expect(screen.getByText('= 27,500원')).toBeDefined();
    await user.click(screen.getByRole('radio', { name: ko('operations.refund.rest') }));
    expect(within(screen.getByRole('dialog')).getAllByText('89,000원').length).toBeGreaterThan(1);
  });
});
