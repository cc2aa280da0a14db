import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import {
  createFaults,
  fitCreateParts,
  newCreateDraft,
  suggestOrderNo,
} from '../../client/create-payment/create-draft.ts';
import { CreatePaymentPage } from '../../client/pages/create-payment-page.tsx';
import { sumParts } from '../../shared/tax-split.ts';
import { detailOf, singlePayment } from './support/fixtures.ts';
import { problem, valueOf } from './support/render-dialog.tsx';
import { answer, http, renderScreen, testDesk } from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

const desk = testDesk();

const link = 'https://pay.toss.im/payfront/auth?payToken=made';
const made = singlePayment({
  payToken: 'made',
  orderNo: '20261124-MADE22',
  status: 'PAY_STANDBY',
  amount: 45_000,
  productDesc: '원목 도마',
  checkoutPage: link,
  expiresAt: new Date(Date.now() + 900_000).toISOString(),
});

function onCreate(reply: (body: Record<string, unknown>) => Response) {
  const bodies: Record<string, unknown>[] = [];
  desk.use(
    http.post('/api/payments', async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      bodies.push(body);
      return reply(body);
    }),
    http.post('/api/events/watch', () => new Response(null, { status: 204 })),
  );
  return bodies;
}

async function fill(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText(ko('create.product')), '원목 도마');
  await user.type(screen.getByLabelText(ko('create.amount')), '45000');
}

describe('the form’s values', () => {
  it('suggest order numbers of the day that do not collide', () => {
    const numbers = Array.from({ length: 200 }, () => suggestOrderNo('2026-11-24'));
    expect(new Set(numbers).size).toBe(200);
    for (const orderNo of numbers) expect(orderNo).toMatch(/^20261124-[2-9A-Z]{6}$/);
  });

  it('are validated all at once', () => {
    const draft = { ...newCreateDraft('2026-11-24'), orderNo: '주문 1', product: '"컵"' };
    expect(createFaults(draft)).toEqual({
      orderNo: 'orderNo',
      product: 'product',
      amount: 'amountMissing',
    });
  });

  it('derive the other parts from 비과세 and 봉사료', () => {
    const parts = { taxable: 40_909, vat: 4_091, taxFree: 10_000, serviceFee: 500 };
    const fitted = fitCreateParts(parts, 45_000);
    expect(sumParts(fitted)).toBe(45_000);
    expect(fitted).toMatchObject({ taxFree: 10_000, serviceFee: 500 });
  });
});

describe('the cash receipt', () =>
  it('explains, while it is chosen, that it is for Toss Money only and split like the tax', async () => {
    const user = userEvent.setup();
    renderScreen(<CreatePaymentPage />);
    expect(screen.getByText(ko('create.cashReceiptOnly'))).toBeDefined();
    expect(screen.getByText(ko('create.partsOnReceipt'))).toBeDefined();
    await user.click(screen.getByLabelText(ko('create.cashReceipt')));
    expect(screen.queryByText(ko('create.cashReceiptOnly'))).toBeNull();
    expect(screen.queryByText(ko('create.partsOnReceipt'))).toBeNull();
  }));

describe('상품 내역', () => {
  const add = () => screen.getByRole('button', { name: ko('create.items.add') });
  const line = (number: number) =>
    within(screen.getByRole('group', { name: ko('create.items.line', { line: number }) }));
  const submit = (amount: string) =>
    screen.getByRole('button', { name: ko('create.submit', { amount }) });

  it('gives the amount and the tax, and is sent line by line', async () => {
    const user = userEvent.setup();
    const bodies = onCreate(() => answer(made, 201));
    desk.use(http.get('/api/payments/made', () => answer(detailOf(made))));
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(add());
    await user.type(line(1).getByLabelText(ko('create.items.name')), ' 머그컵 ');
    await user.clear(line(1).getByLabelText(ko('create.items.quantity')));
    await user.type(line(1).getByLabelText(ko('create.items.quantity')), '3');
    await user.type(line(1).getByLabelText(ko('create.items.price')), '14500');
    await user.click(add());
    await user.type(line(2).getByLabelText(ko('create.items.name')), '햅쌀');
    await user.type(line(2).getByLabelText(ko('create.items.price')), '42500');
    await user.selectOptions(line(2).getByLabelText(ko('create.items.tax')), 'tax-free');
    expect(screen.getByLabelText(ko('create.amount')).textContent).toBe('86,000원');
    const parts = { taxable: '39,545', vat: '3,955', taxFree: '42,500원' };
    expect(screen.getByText(ko('create.items.parts', parts))).toBeDefined();
    await user.click(submit('86,000원'));
    await screen.findByText(ko('create.side.wait'));
    expect(bodies).toMatchObject([
      {
        amount: 86_000,
        items: [
          { name: '머그컵', quantity: 3, unitPrice: 14_500, tax: 'taxed' },
          { name: '햅쌀', quantity: 1, unitPrice: 42_500, tax: 'tax-free' },
        ],
      },
    ]);
    expect(bodies[0]).not.toHaveProperty('parts');
  });

  it('takes a pasted quantity as it is written, and refuses one that is too large', async () => {
    const user = userEvent.setup();
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(add());
    await user.type(line(1).getByLabelText(ko('create.items.name')), '스티커');
    await user.type(line(1).getByLabelText(ko('create.items.price')), '10');
    const quantity = line(1).getByLabelText(ko('create.items.quantity'));
    const paste = async (text: string) => {
      await user.clear(quantity);
      await user.click(quantity);
      await user.paste(text);
    };
    await paste('1,000');
    expect(submit('10,000원')).toBeDefined();
    await paste('10,000');
    await user.click(submit('100,000원'));
    await screen.findByText(ko('create.wrong.items'));
    expect(quantity.getAttribute('aria-invalid')).toBe('true');
  });

  it('is refused while a line is not whole, and gives the typed amount back without lines', async () => {
    const user = userEvent.setup();
    const bodies = onCreate(() => answer(made, 201));
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(add());
    await user.type(line(1).getByLabelText(ko('create.items.price')), '14500');
    await user.click(submit('14,500원'));
    await screen.findByText(ko('create.wrong.items'));
    const name = line(1).getByLabelText(ko('create.items.name'));
    expect(name.getAttribute('aria-invalid')).toBe('true');
    // Pasted from a spreadsheet, with the tab between two cells.
    await user.click(name);
    await user.paste('머그컵\t백색');
    expect(name.getAttribute('aria-invalid')).toBe('true');
    await user.click(submit('14,500원'));
    expect(bodies).toEqual([]);
    await user.click(screen.getByRole('button', { name: ko('create.items.remove', { line: 1 }) }));
    expect(submit('45,000원')).toBeDefined();
  });

  it('forgets a price that could not be read together with its line', async () => {
    const user = userEvent.setup();
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await user.click(add());
    await user.click(add());
    await user.type(line(1).getByLabelText(ko('create.items.price')), '만사천 원쯤');
    await user.type(line(2).getByLabelText(ko('create.items.name')), '햅쌀');
    await user.click(screen.getByRole('button', { name: ko('create.items.remove', { line: 1 }) }));
    expect(document.activeElement).toBe(add());
    expect(valueOf(line(1).getByLabelText(ko('create.items.name')))).toBe('햅쌀');
    expect(valueOf(line(1).getByLabelText(ko('create.items.price')))).toBe('');
    expect(screen.queryByText(ko('common.wonUnread'))).toBeNull();
  });
});

describe('결제 만들기', () => {
  it('creates a payment, shows link and QR code, and turns to 결제 완료 by itself', async () => {
    const user = userEvent.setup();
    let payment = made;
    const bodies = onCreate(() => answer(made, 201));
    desk.use(http.get('/api/payments/made', () => answer(detailOf(payment))));
    const { queryClient } = renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    const orderNo = valueOf(screen.getByLabelText(ko('create.orderNo')));
    await fill(user);
    screen.getByText(ko('create.partsLine', { taxable: '40,909', vat: '4,091원' }));
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await screen.findByRole('img', { name: ko('create.side.qr', { orderNo: '20261124-MADE22' }) });
    expect(valueOf(screen.getByLabelText(ko('create.side.link'), { selector: 'input' }))).toBe(
      link,
    );
    screen.getByText(ko('create.side.wait'));
    expect(bodies).toEqual([
      {
        orderNo,
        amount: 45_000,
        productDesc: '원목 도마',
        autoExecute: true,
        expiresInMinutes: 15,
        cashReceipt: true,
      },
    ]);
    payment = { ...made, status: 'PAY_COMPLETE' };
    await queryClient.invalidateQueries({ queryKey: ['payment', 'made'] });
    await screen.findByText(ko('statuses.toss.PAY_COMPLETE'));
    expect(screen.queryByRole('img', { name: /QR/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: ko('create.side.next') }));
    expect(valueOf(await screen.findByLabelText(ko('create.orderNo')))).not.toBe(orderNo);
  });

  it('keeps its values over a reload, and is empty after success or a restart', async () => {
    const user = userEvent.setup();
    onCreate(() => answer(made, 201));
    desk.use(http.get('/api/payments/made', () => answer(detailOf(made))));
    const open = () =>
      renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator').unmount;
    const typed = () =>
      [ko('create.orderNo'), ko('create.product'), ko('create.amount')].map((name) =>
        valueOf(screen.getByLabelText(name)),
      );
    const close = open();
    await fill(user);
    const before = typed();
    close();
    const again = open();
    expect(typed()).toEqual(before);
    await user.click(screen.getByRole('button', { name: ko('common.kept.startOver') }));
    expect(typed().slice(1)).toEqual(['', '']);
    expect(screen.queryByRole('button', { name: ko('common.kept.startOver') })).toBeNull();
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await screen.findByRole('img', { name: /QR$/ });
    again();
    open();
    expect(typed().slice(1)).toEqual(['', '']);
  });

  it('starts empty where another release stored a draft that this one does not know', () => {
    const draft = { ...newCreateDraft('2026-11-24'), product: '컵', parts: null };
    sessionStorage.setItem('changgu.draft.create', JSON.stringify({ staffId: 's1', draft }));
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    expect(valueOf(screen.getByLabelText(ko('create.product')))).toBe('');
  });

  it('sends a split only when it adds up', async () => {
    const user = userEvent.setup();
    const bodies = onCreate(() => answer(made, 201));
    desk.use(http.get('/api/payments/made', () => answer(detailOf(made))));
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(screen.getByRole('radio', { name: ko('create.taxKinds.split') }));
    const taxFree = screen.getByRole('textbox', { name: ko('common.part.taxFree') });
    await user.clear(taxFree);
    await user.type(taxFree, '12000');
    screen.getByText('12,000원 초과');
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    expect(bodies).toEqual([]);
    await user.click(screen.getByRole('button', { name: ko('create.fit') }));
    screen.getByText(ko('create.sum', { sum: '45,000', amount: '45,000' }));
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await waitFor(() => expect(bodies).toHaveLength(1));
    expect(bodies[0]?.parts).toEqual({
      taxable: 30_000,
      vat: 3_000,
      taxFree: 12_000,
      serviceFee: 0,
    });
  });

  it('shows each refusal of the desk at its field', async () => {
    const user = userEvent.setup();
    onCreate(() =>
      problem('invalid-request', 422, {
        errors: [
          { pointer: '#/orderNo', code: 'invalid_format', params: {}, detail: 'orderNo' },
          { pointer: '#/productDesc', code: 'too_big', params: {}, detail: 'productDesc' },
          { pointer: '#/parts/vat', code: 'too_big', params: {}, detail: 'vat' },
        ],
      }),
    );
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await screen.findByText(ko('create.wrong.orderNo'));
    screen.getByText(ko('create.wrong.product'));
    screen.getByText(ko('create.wrong.parts'));
    expect(screen.getByLabelText(ko('create.orderNo')).getAttribute('aria-invalid')).toBe('true');
  });

  it('says what is unknown after a lost response, and looks the same order number up', async () => {
    const user = userEvent.setup();
    const bodies = onCreate(() => problem('toss-lost-answer', 504, { effect: 'unknown' }));
    let looked: unknown;
    desk.use(
      http.post('/api/payments/lookup', async ({ request }) => {
        looked = await request.json();
        return answer({ payment: made, others: [] });
      }),
      http.get('/api/payments/made', () => answer(detailOf(made))),
    );
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await screen.findByText(ko('create.lost.title'));
    screen.getByText(/찾아봐도 안전해요/);
    await user.click(screen.getByRole('button', { name: ko('create.lost.lookup') }));
    await screen.findByRole('img', { name: ko('create.side.qr', { orderNo: '20261124-MADE22' }) });
    expect(looked).toEqual({ orderNo: bodies[0]?.orderNo });
    expect(bodies).toHaveLength(1);
  });

  it('allows the same order number again once Toss does not have it', async () => {
    const user = userEvent.setup();
    onCreate(() => problem('toss-lost-answer', 504, { effect: 'unknown' }));
    desk.use(http.post('/api/payments/lookup', () => problem('payment-not-found', 404)));
    renderScreen(<CreatePaymentPage />, '/payments/new', '*', 'operator');
    const orderNo = valueOf(screen.getByLabelText(ko('create.orderNo')));
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('create.submit', { amount: '45,000원' }) }),
    );
    await user.click(await screen.findByRole('button', { name: ko('create.lost.lookup') }));
    await screen.findByText(ko('create.lost.absentBody'));
    expect(valueOf(screen.getByLabelText(ko('create.orderNo')))).toBe(orderNo);
  });
});
