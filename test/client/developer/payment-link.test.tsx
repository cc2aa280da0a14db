import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import { detailOf, payToken, singlePayment } from '../support/fixtures.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';

const desk = testDesk();

async function show(mayDevelop: boolean) {
  const now = new Date().toISOString();
  const detail = detailOf({ ...singlePayment(), observedAt: now });
  desk.use(http.get(`/api/payments/${payToken}`, () => answer(detail)));
  renderScreen(
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      mayDevelop={mayDevelop}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={() => null}
    />,
  );
  await screen.findByRole('heading', { name: '시간순 기록' });
  return screen.queryByRole('link', { name: '개발자에서 보기' });
}

it('leads from a payment to its calls, for whoever may see them', async () => {
  const link = await show(true);
  expect(link?.getAttribute('href')).toBe(`/developer?payToken=${payToken}`);
});

it('is not offered to anybody else', async () => expect(await show(false)).toBeNull());
