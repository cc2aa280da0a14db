/** The refund form of a payment in the whole desk, filled in but not yet submitted. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { PaymentDetail } from '../../../shared/api.ts';
import { openDesk } from './open-desk.tsx';
import { payToken } from './fixtures.ts';
import { answersReads } from './render-dialog.tsx';
import { answer, http } from './render-screen.tsx';
// Imported here, so that no test has to wait for the lazy chunk.
import '../../../client/operations/operation-dialog.tsx';
import { ko } from '../../support/words.ts';

/** The whole desk is rendered, on two cores that other test files use as well. */
const SLOW = { timeout: 20_000 };

/** The requests of the form and of the payment below it. */
export function answersRefundForm(detail: () => PaymentDetail) {
  const holder = { staff: { id: 's1', name: '김민지' }, since: '2026-11-24T05:12:00.000Z' };
  return [
    ...answersReads(detail),
    http.post('/api/payments/:payToken/lease', () => answer({ mine: true, holder })),
    http.delete('/api/payments/:payToken/lease', () => new Response(null, { status: 204 })),
    http.get('/api/payments/:payToken/cautions', () => answer({ cautions: [] })),
  ];
}

/** Opens it and fills in 74,000원 for 상품 불량. */
export async function fillRefundForm() {
  const view = openDesk(`/payments/${payToken}?act=refund`);
  await userEvent.click(await screen.findByLabelText(ko('operations.refund.someLabel'), {}, SLOW));
  await userEvent.paste('74000');
  await screen.findByRole('option', { name: '상품 불량' });
  await userEvent.selectOptions(screen.getByLabelText(ko('bulk.form.reason')), '상품 불량');
  return view;
}
