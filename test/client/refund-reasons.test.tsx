/** 사유 while the shop's list is loading, when it can't be loaded, and when it has changed. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { useRefundReasons } from '../../client/refund-reasons.ts';
import { ReasonFields } from '../../client/parts/reason-fields.tsx';
import type { ReasonDraft } from '../../client/parts/sent-reason.ts';
import {
  answer,
  answersReasons,
  http,
  refuse,
  renderScreen,
  testDesk,
} from './support/render-screen.tsx';
import { ko } from '../support/words.ts';

const desk = testDesk();

function Harness({ chosen }: { chosen: string }) {
  const reasons = useRefundReasons();
  const [draft, setDraft] = useState<ReasonDraft>({ reason: chosen, otherText: '기타', note: '' });
  const change = (part: Partial<ReasonDraft>) => setDraft((before) => ({ ...before, ...part }));
  return <ReasonFields reasons={reasons} draft={draft} tried={false} change={change} />;
}

const select = () =>
  screen.getByRole<HTMLSelectElement>('combobox', { name: ko('bulk.form.reason') });
const choices = () =>
  [...select().options].filter(({ disabled }) => !disabled).map(({ textContent }) => textContent);
const whole = ['단순 변심', '상품 불량', '오배송', ko('operations.refund.other')];

it('offers nothing before the list is loaded, so that no key selects 기타 instead', async () => {
  let send = () => {};
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  desk.use(
    http.get('/api/settings', async () => {
      await sent;
      return answer({ refundReasons: ['단순 변심'] });
    }),
  );
  renderScreen(<Harness chosen="" />);
  expect(choices()).toEqual([]);
  expect(select().selectedOptions[0]?.textContent).toBe(ko('operations.refund.reasonsLoading'));
  expect(select().getAttribute('aria-busy')).toBe('true');
  send();
  await waitFor(() => expect(choices()).toEqual(['단순 변심', ko('operations.refund.other')]));
  expect(select().selectedOptions[0]?.textContent).toBe(ko('operations.refund.reasonNone'));
  expect(select().getAttribute('aria-busy')).toBe('false');
});

it('says that the list could not be loaded, offers 기타, and retries on request', async () => {
  desk.use(http.get('/api/settings', () => refuse('internal', 500), { once: true }));
  renderScreen(<Harness chosen="" />);
  await screen.findByText(ko('operations.refund.reasonsFailed'));
  expect(choices()).toEqual([ko('operations.refund.other')]);
  desk.use(answersReasons());
  await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
  expect(document.activeElement).toBe(select());
  await waitFor(() => expect(choices()).toEqual(whole));
  expect(screen.queryByText(ko('operations.refund.reasonsFailed'))).toBeNull();
});

it('keeps a chosen reason, which is sent, also where the list no longer has it', async () => {
  desk.use(answersReasons());
  renderScreen(<Harness chosen="재고 부족" />);
  expect(choices()).toEqual(['재고 부족']);
  await waitFor(() => expect(choices()).toEqual(['재고 부족', ...whole]));
  expect(select().value).toBe('재고 부족');
});

it('keeps 기타 visible while the list is read again', async () => {
  desk.use(answersReasons());
  renderScreen(<Harness chosen="기타" />);
  expect(choices()).toEqual([ko('operations.refund.other')]);
  await waitFor(() => expect(choices()).toEqual(whole));
  expect(select().value).toBe('기타');
});
