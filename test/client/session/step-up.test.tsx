import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { pendingOperation } from '../../../client/operations/pending-operation.ts';
import { detailOf, mixedPayment, operationOf, payToken } from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  CODE,
  fakeSession,
  otherTab,
  PASSWORD,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { answersRefundForm, fillRefundForm } from '../support/refund-form.tsx';
import { valueOf } from '../support/render-dialog.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { confirmationIsSeen } from '../support/seen.ts';
import { ko } from '../../support/words.ts';

const desk = testDesk();
// Each of these renders the whole desk, a form and a lock, on two cores that others use as well.
vi.setConfig({ testTimeout: 60_000 });
window.scrollTo = () => undefined;

let session: FakeSession;
/** Every request that arrived, under its id. */
let puts: { id: string; body: unknown }[];

beforeEach(() => {
  session = fakeSession('manager');
  session.standing = 'open';
  puts = [];
  sessionStorage.clear();
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(
    http.post('/api/auth/second-factor', async ({ request }) => {
      const { code } = (await request.json()) as { code: string };
      session.calls.push(code === CODE ? 'proved' : 'refused');
      return code === CODE ? answer({ staff: session.me.staff }) : refuse('wrong-code', 401);
    }),
    ...answersSession(session),
    ...answersRefundForm(() => detailOf(mixedPayment())),
    http.get('/api/operations/:id', () => refuse('operation-not-found', 404)),
    http.put('/api/payments/:payToken/operations/:id', async ({ params, request }) => {
      const id = String(params['id']);
      puts.push({ id, body: await request.json() });
      const isProved = session.calls.includes('proved');
      if (!isProved) return refuse('step-up-needed', 403);
      return answer(operationOf({ id, state: 'succeeded' }));
    }),
  );
});

/** Submits the filled-in refund. @returns the prompt for a fresh code */
async function pressRefund(): Promise<HTMLElement> {
  await userEvent.click(
    screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
  );
  await screen.findByRole('button', { name: '74,000원 환불' });
  await userEvent.click(await confirmationIsSeen());
  return screen.findByRole('dialog', { name: ko('session.stepUp.title') });
}

describe('a refund that requires a fresh code', () => {
  it('is sent once more after the code, under the same id and with the same body', async () => {
    await fillRefundForm();
    const question = await pressRefund();
    const code = within(question).getByLabelText(ko('session.factor.code'));
    await focusArrivesAt(code);
    expect(puts).toHaveLength(1);
    await userEvent.type(code, `${CODE}{Enter}`);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(screen.queryByRole('dialog', { name: ko('session.stepUp.title') })).toBeNull();
    expect(puts).toHaveLength(2);
    expect(puts[1]).toEqual(puts[0]);
  });

  it('waits while the code is wrong', async () => {
    await fillRefundForm();
    const question = await pressRefund();
    await userEvent.type(
      within(question).getByLabelText(ko('session.factor.code')),
      '654321{Enter}',
    );
    await within(question).findByText(/맞지 않거나 이미 쓴 코드예요/);
    expect(puts).toHaveLength(1);
    await userEvent.keyboard(`${CODE}{Enter}`);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(2);
  });

  it('is not sent when the person cancels, and the form is unchanged', async () => {
    await fillRefundForm();
    const question = await pressRefund();
    await userEvent.click(
      within(question).getByRole('button', { name: ko('session.stepUp.cancel') }),
    );
    await screen.findByText(ko('session.stepUp.stopped'));
    screen.getByText(/돈은 움직이지 않았어요/);
    expect(valueOf(await screen.findByLabelText(ko('operations.refund.someLabel')))).toBe('74,000');
    expect(valueOf(screen.getByLabelText(ko('bulk.form.reason')))).toBe('상품 불량');
    expect(puts).toHaveLength(1);
    expect(session.calls).toEqual([]);
    expect(pendingOperation(payToken, 's1')).toBeNull();
    await userEvent.type(
      within(await pressRefund()).getByLabelText(ko('session.factor.code')),
      `${CODE}{Enter}`,
    );
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(3);
    expect(puts[2]?.id).toBe(puts[1]?.id);
  });

  it('prompts no second time where a fresh code is not enough', async () => {
    desk.use(
      http.put('/api/payments/:payToken/operations/:id', ({ params }) => {
        puts.push({ id: String(params['id']), body: null });
        return refuse('step-up-needed', 403);
      }),
    );
    await fillRefundForm();
    const question = await pressRefund();
    await userEvent.type(
      within(question).getByLabelText(ko('session.factor.code')),
      `${CODE}{Enter}`,
    );
    await screen.findByLabelText(ko('operations.refund.someLabel'));
    expect(screen.queryByRole('dialog', { name: ko('session.stepUp.title') })).toBeNull();
    expect(puts).toHaveLength(2);
  });

  it('is not sent by a code once the screen was locked: it has to be pressed again', async () => {
    const tab = otherTab();
    await fillRefundForm();
    await pressRefund();
    session.standing = 'locked';
    tab.say({ kind: 'locked' });
    const lock = await screen.findByRole('dialog', { name: ko('session.lock.label') });
    await userEvent.type(within(lock).getByLabelText(ko('session.password')), `${PASSWORD}{Enter}`);
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    await screen.findByText(ko('session.stepUp.stopped'));
    expect(puts).toHaveLength(1);
    await userEvent.type(
      within(await pressRefund()).getByLabelText(ko('session.factor.code')),
      `${CODE}{Enter}`,
    );
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(3);
    tab.close();
  });
});
