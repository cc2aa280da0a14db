import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  fakeSession,
  openDesk,
  PASSWORD,
  writeDeskNote,
} from '../support/open-desk.tsx';
import { problem } from '../support/render-dialog.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

const NEXT = '창밖 우산 셋 그리고 보리차';
let sent: unknown[];

beforeEach(() => {
  const session = fakeSession();
  session.standing = 'open';
  sent = [];
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(
    ...answersSession(session),
    http.post('/api/auth/change-password', async ({ request }) => {
      const body = (await request.json()) as { current: string };
      sent.push(body);
      return body.current === PASSWORD
        ? answer({ staff: session.me.staff })
        : refuse('wrong-credentials', 401);
    }),
  );
});

async function open(): Promise<void> {
  openDesk('/account');
  await userEvent.click(await screen.findByRole('button', { name: ko('account.password.open') }));
}

async function give(current: string, next: string): Promise<void> {
  await userEvent.clear(screen.getByLabelText(ko('account.password.current')));
  await userEvent.type(screen.getByLabelText(ko('account.password.current')), current);
  await userEvent.clear(screen.getByLabelText(ko('account.password.next')));
  await userEvent.type(screen.getByLabelText(ko('account.password.next')), `${next}{Enter}`);
}

describe('changing the password', () => {
  it('takes the current and the new password, and says what else it did', async () => {
    await open();
    await give('not mine', NEXT);
    await screen.findByText(ko('session.wrongPassword'));
    await give(PASSWORD, NEXT);
    const done = ko('account.password.done');
    await screen.findByText(done, { selector: 'main p' });
    expect(sent).toEqual([
      { current: 'not mine', next: NEXT },
      { current: PASSWORD, next: NEXT },
    ]);
    expect(screen.queryByLabelText(ko('account.password.next'))).toBeNull();
  });

  it('sends no password that is too short', async () => {
    await open();
    await give(PASSWORD, '짧아요');
    await screen.findByText(ko('account.password.faults.too-short', { min: '15' }));
    expect(sent).toEqual([]);
  });

  it('shows why the desk refuses the new password', async () => {
    const errors = [{ pointer: '/next', code: 'like-name', params: {}, detail: 'like-name' }];
    desk.use(
      http.post('/api/auth/change-password', () => problem('invalid-request', 422, { errors })),
    );
    await open();
    await give(PASSWORD, 'minji-minji-minji');
    await screen.findByText(ko('account.password.faults.like-name'));
    await focusArrivesAt(screen.getByLabelText(ko('account.password.next')));
  });
});
