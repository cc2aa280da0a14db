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
  await userEvent.click(await screen.findByRole('button', { name: '비밀번호 바꾸기' }));
}

async function give(current: string, next: string): Promise<void> {
  await userEvent.clear(screen.getByLabelText('지금 비밀번호'));
  await userEvent.type(screen.getByLabelText('지금 비밀번호'), current);
  await userEvent.clear(screen.getByLabelText('새 비밀번호'));
  await userEvent.type(screen.getByLabelText('새 비밀번호'), `${next}{Enter}`);
}

describe('changing one’s password', () => {
  it('takes the current one and the next, and says what else it did', async () => {
    await open();
    await give('not mine', NEXT);
    await screen.findByText('비밀번호가 맞지 않아요.');
    await give(PASSWORD, NEXT);
    const done = '비밀번호를 바꿨어요. 다른 기기의 로그인은 모두 끝났어요.';
    await screen.findByText(done, { selector: 'main p' });
    expect(sent).toEqual([
      { current: 'not mine', next: NEXT },
      { current: PASSWORD, next: NEXT },
    ]);
    expect(screen.queryByLabelText('새 비밀번호')).toBeNull();
  });

  it('sends nothing that is too short anyway', async () => {
    await open();
    await give(PASSWORD, '짧아요');
    await screen.findByText('15자 이상으로 정해 주세요.');
    expect(sent).toEqual([]);
  });

  it('tells what the desk does not like about the next one', async () => {
    const errors = [{ pointer: '/next', code: 'like-name', params: {}, detail: 'like-name' }];
    desk.use(
      http.post('/api/auth/change-password', () => problem('invalid-request', 422, { errors })),
    );
    await open();
    await give(PASSWORD, 'minji-minji-minji');
    await screen.findByText('이름·이메일·가게 이름과 너무 비슷해요. 다른 것으로 정해 주세요.');
    await focusArrivesAt(screen.getByLabelText('새 비밀번호'));
  });
});
