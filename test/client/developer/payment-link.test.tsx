import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import { detailOf, payToken, singlePayment } from '../support/fixtures.ts';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

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
  await screen.findByRole('heading', { name: ko('detail.timeline.title') });
  return screen.queryByRole('link', { name: ko('detail.timeline.calls') });
}

it('leads from a payment to its calls, for those who may see them', async () => {
  const link = await show(true);
  expect(link?.getAttribute('href')).toBe(`/developer?payToken=${payToken}`);
});

it('is not offered to anybody else', async () => expect(await show(false)).toBeNull());
