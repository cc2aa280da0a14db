/** 환불 확인서: its content, and that each print is counted before it is printed. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLanguage } from '../../client/copy/i18n.ts';
import { ReceiptPage } from '../../client/pages/receipt-page.tsx';
import type { Receipt } from '../../shared/api.ts';
import { itemsPayment, operationOf, payToken } from './support/fixtures.ts';
import { problem } from './support/render-dialog.tsx';
import { answer, renderScreen, testDesk } from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

const desk = testDesk();
const id = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';
const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const path = `/payments/${payToken}/operations/${id}/receipt`;

let receipt: Receipt;
/** In the order in which they happened. */
let happened: string[];

beforeEach(() => {
  receipt = {
    shopName: '모퉁이 상점',
    businessNumber: '123-45-67890',
    mode: 'test',
    operation: operationOf({
      id,
      state: 'succeeded',
      bodyHash: hash,
      note: '상자가 젖음',
      approvedBy: { id: 's3', name: '이도윤' },
      endedAt: '2026-11-24T05:12:06.000Z',
      tossMessage: '<b>완료</b> & "정상"',
      tossRefundNo: 'TOSS-REFUND-77',
      evidence: {
        source: 'answer',
        cause: 'answered-ok',
        at: '2026-11-24T05:12:06.000Z',
        detail: 'HTTP 200, code 0',
      },
    }),
    payment: {
      items: null,
      discounted: null,
      orderNo: '20261124-0118',
      productDesc: '<img src=x onerror=alert(1)> 햅쌀 20kg',
      amount: 186_000,
      completedAt: '2026-11-20T00:12:00.000Z',
      payMethod: 'CARD',
      cardCompanyName: '국민',
    },
    refundNo: 'TOSS-REFUND-77',
    refundDiscounted: null,
    remaining: 76_000,
    prints: 0,
  };
  happened = [];
  window.print = () => {
    const again = screen.queryByText(/^재출력/)?.textContent ?? '처음';
    happened.push(`print ${again}`);
  };
  desk.use(
    http.get('/api/operations/:id/receipt', () => answer(receipt)),
    http.post('/api/operations/:id/receipt/prints', () => {
      receipt = { ...receipt, prints: receipt.prints + 1 };
      happened.push(`counted ${receipt.prints}`);
      return answer({ prints: receipt.prints });
    }),
  );
});
afterEach(async () => {
  vi.restoreAllMocks();
  await setLanguage('ko');
});

const show = (search = '', role: 'operator' | 'viewer' = 'operator') =>
  renderScreen(
    <ReceiptPage />,
    path + search,
    '/payments/:payToken/operations/:operationId/receipt',
    role,
  );
const paper = () => screen.findByRole('article', { name: ko('receipt.title') });

function fact(sheet: HTMLElement, term: string): string | null {
  const found = within(sheet)
    .getAllByRole('term')
    .find((one) => one.textContent === term);
  return found?.nextElementSibling?.textContent ?? null;
}

it('names the items that came back, and no line where none was named', async () => {
  const { items } = itemsPayment();
  receipt = {
    ...receipt,
    payment: { ...receipt.payment, items },
    operation: {
      ...receipt.operation,
      items: [
        { line: 1, quantity: 2 },
        { line: 3, quantity: 1 },
      ],
    },
  };
  const named = show();
  expect(fact(await paper(), ko('receipt.refund.items'))).toBe(
    '도자기 머그컵 (백색) 2개, 배송비 1개',
  );
  named.unmount();
  receipt = { ...receipt, operation: { ...receipt.operation, items: null } };
  show();
  expect(fact(await paper(), ko('receipt.refund.items'))).toBeNull();
});

it.each<[string, Partial<Receipt>, number | null, string | null]>([
  ['by Toss’s figure', { refundDiscounted: 7401 }, 18_600, '66,599원'],
  ['by an estimate', {}, 18_600, '약 66,600원'],
  ['as the whole without a discount', {}, 0, null],
  ['as the whole where none is known', {}, null, null],
])('tells what the buyer got back: %s', async (_name, told, discounted, back) => {
  receipt = { ...receipt, ...told, payment: { ...receipt.payment, discounted } };
  show();
  expect(fact(await paper(), ko('receipt.refund.paidBack'))).toBe(
    back === null ? null : ko('receipt.refund.paidBackOnly', { amount: back }),
  );
});

it('shows what was paid and refunded, with the numbers, in plain words', async () => {
  show('?paper=a4');
  const sheet = await paper();
  within(sheet).getByText('모퉁이 상점');
  within(sheet).getByText('사업자등록번호 123-45-67890');
  within(sheet).getByText(/^테스트 결제/);
  expect(fact(sheet, ko('common.orderNo'))).toBe('20261124-0118');
  expect(fact(sheet, ko('receipt.payment.paidAt'))).toBe('2026-11-20 09:12:00');
  expect(fact(sheet, ko('receipt.payment.method'))).toBe('국민카드');
  expect(fact(sheet, ko('receipt.refund.reason'))).toBe('상품 불량');
  expect(fact(sheet, ko('receipt.refund.how'))).toBe(
    ko('receipt.refund.toCard', { card: '국민카드' }),
  );
  // Tuesday, the 24th, and three to five working days.
  expect(fact(sheet, ko('receipt.refund.arrives'))).toBe(
    ko('receipt.refund.arrivesAround', { days: '11월 27일~12월 1일' }),
  );
  expect(fact(sheet, ko('receipt.refund.by'))).toBe('김민지');
  expect(fact(sheet, ko('receipt.refund.approvedBy'))).toBe('이도윤');
  expect(fact(sheet, ko('receipt.refund.remaining'))).toBe('76,000원');
  expect(fact(sheet, ko('receipt.evidence.refundNo'))).toBe('TOSS-REFUND-77');
  expect(fact(sheet, ko('receipt.evidence.operationId'))).toBe(id);
  expect(fact(sheet, ko('receipt.evidence.doneAt'))).toBe('2026-11-24 14:12:06');
  expect(fact(sheet, ko('receipt.evidence.proof'))).toBe(ko('receipt.evidence.sources.answer'));
  expect(fact(sheet, ko('receipt.evidence.hash'))).toBe(hash);
  const rows = within(sheet).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    '구분금액(원)',
    '과세32,291',
    '부가세3,229',
    '비과세38,480',
    '봉사료0',
    '합계74,000원',
  ]);
});

it('has the token and the hash on A4 only: a roll is for the buyer', async () => {
  const user = userEvent.setup();
  show();
  const sheet = await paper();
  expect(fact(sheet, ko('receipt.evidence.refundNo'))).toBe('TOSS-REFUND-77');
  expect(sheet.textContent).not.toContain(hash);
  expect(sheet.textContent).not.toContain(payToken);
  expect(sheet.textContent).not.toContain(ko('receipt.evidence.hashWhy'));
  await user.click(screen.getByRole('radio', { name: 'A4' }));
  expect(fact(sheet, ko('receipt.evidence.hash'))).toBe(hash);
  expect(fact(sheet, ko('common.payToken'))).toBe(payToken);
});

it('shows texts of others as plain text, and no internal notes', async () => {
  show();
  const sheet = await paper();
  expect(fact(sheet, ko('receipt.payment.product'))).toBe('<img src=x onerror=alert(1)> 햅쌀 20kg');
  expect(fact(sheet, ko('receipt.evidence.tossSaid'))).toBe('<b>완료</b> & "정상"');
  expect(sheet.querySelector('img')).toBeNull();
  expect(sheet.textContent).not.toContain('상자가 젖음');
  expect(sheet.textContent).not.toContain('HTTP 200');
});

it('counts a print first, so that the paper has its number', async () => {
  const user = userEvent.setup();
  receipt.prints = 2;
  show();
  within(await paper()).getByText('재출력 2회');
  await user.click(screen.getByRole('button', { name: ko('receipt.print') }));
  await waitFor(() => expect(happened).toEqual(['counted 3', 'print 재출력 2회']));
  await screen.findByText('재출력 3회');
});

it('is an original the first time, and a print by another person is counted too', async () => {
  const user = userEvent.setup();
  show();
  const sheet = await paper();
  expect(within(sheet).queryByText(/재출력/)).toBeNull();
  // A colleague prints it as well.
  receipt.prints = 1;
  await user.click(screen.getByRole('button', { name: ko('receipt.print') }));
  await waitFor(() => expect(happened).toEqual(['counted 2', 'print 재출력 1회']));
});

it('counts a print by shortcut like one by its button, and by the browser’s own menu too', async () => {
  show();
  await paper();
  const allowed = fireEvent.keyDown(window, { key: 'p', ctrlKey: true });
  expect(allowed).toBe(false);
  await waitFor(() => expect(happened).toEqual(['counted 1', 'print 처음']));
  await screen.findByText('재출력 1회');
  window.dispatchEvent(new Event('beforeprint'));
  await screen.findByText('재출력 2회');
  expect(happened).toEqual(['counted 1', 'print 처음', 'counted 2']);
});

it('prints nothing that could not be counted, and says so', async () => {
  const user = userEvent.setup();
  desk.use(http.post('/api/operations/:id/receipt/prints', () => HttpResponse.error()));
  show();
  await paper();
  await user.click(screen.getByRole('button', { name: ko('receipt.print') }));
  await screen.findByText(ko('receipt.notCounted'));
  expect(happened).toEqual([]);
});

it('has its paper size in the address and in the print style', async () => {
  const user = userEvent.setup();
  const { router, container } = show();
  expect((await paper()).dataset['paper']).toBe('roll');
  const size = () => container.ownerDocument.querySelector('main ~ style')?.textContent ?? '';
  expect(size()).toMatch(/^@page \{ size: 80mm \d+mm;/);
  await user.click(screen.getByRole('radio', { name: 'A4' }));
  expect(router.state.location.search).toBe('?paper=a4');
  expect((await paper()).dataset['paper']).toBe('a4');
  expect(size()).toMatch(/^@page \{ size: 210mm 297mm;/);
});

it('of an operation that did not succeed says why, with a way back', async () => {
  desk.use(http.get('/api/operations/:id/receipt', () => problem('no-receipt', 409)));
  show();
  expect((await screen.findByRole('alert')).textContent).not.toBe('');
  expect(screen.getByRole('link', { name: ko('receipt.back') }).getAttribute('href')).toBe(
    `/payments/${payToken}`,
  );
});

it('tells a viewer that characters are masked', async () => {
  show('', 'viewer');
  await paper();
  screen.getByText(/^조회 권한이라/);
});

it('exists in English too', async () => {
  await setLanguage('en');
  show('?paper=a4');
  const sheet = await screen.findByRole('article', { name: 'Refund confirmation' });
  expect(fact(sheet, 'Refund number')).toBe('TOSS-REFUND-77');
  expect(fact(sheet, 'Refunded to')).toBe('to KB Kookmin Card');
  expect(fact(sheet, 'On the card')).toBe('around 11/27–12/1, by card company');
});
