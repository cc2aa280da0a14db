import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import { focusArrivesAt } from '../support/focus.ts';
import {
  answersSession,
  CODE,
  fakeSession,
  openDesk,
  PASSWORD,
  RECOVERY_CODE,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { meOf, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

let session: FakeSession;

beforeEach(() => {
  const { twoFactor } = meOf('manager');
  session = fakeSession('manager', { twoFactor: { ...twoFactor, enrolled: true } });
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(...answersSession(session));
});

async function givePassword(): Promise<HTMLElement> {
  await userEvent.type(await screen.findByLabelText(ko('session.email')), session.me.staff.email);
  await userEvent.type(screen.getByLabelText(ko('session.password')), `${PASSWORD}{Enter}`);
  return screen.findByLabelText(ko('session.factor.code'));
}

describe('the second step of a sign-in', () => {
  it('shows nothing before the code, and then the requested page', async () => {
    const { address } = openDesk('/payments?sort=-amount');
    const code = await givePassword();
    await focusArrivesAt(code);
    expect(address()).toBe('/sign-in?next=%2Fpayments%3Fsort%3D-amount');
    await userEvent.type(code, `${CODE}{Enter}`);
    await screen.findByRole('heading', { name: ko('list.title') });
    expect(address()).toBe('/payments?sort=-amount');
    expect(session.calls).toEqual(['sign-in/email', 'second-factor']);
  });

  it('takes a code as it is pasted, and sends no incomplete one', async () => {
    openDesk('/sign-in');
    const code = await givePassword();
    await userEvent.type(code, '12{Enter}');
    await screen.findByText(ko('session.factor.codeMissing'));
    expect(session.calls).not.toContain('second-factor');
    await userEvent.clear(code);
    await userEvent.click(code);
    await userEvent.paste('123 456');
    await userEvent.click(screen.getByRole('button', { name: ko('session.submit') }));
    await screen.findByRole('heading', { name: ko('list.title') });
  });

  it('says of a refused code that it may have been used already, and takes the next', async () => {
    openDesk('/sign-in');
    const code = await givePassword();
    await userEvent.type(code, '654321{Enter}');
    await screen.findByText(/맞지 않거나 이미 쓴 코드예요/);
    expect(code.getAttribute('aria-invalid')).toBe('true');
    // The refused one is selected, so that the next one replaces it.
    await userEvent.keyboard(`${CODE}{Enter}`);
    await screen.findByRole('heading', { name: ko('list.title') });
  });

  it('takes a recovery code from somebody without their phone', async () => {
    openDesk('/sign-in');
    await givePassword();
    await userEvent.click(screen.getByRole('button', { name: ko('session.factor.useRecovery') }));
    const recovery = await screen.findByLabelText(ko('session.factor.recovery'));
    await focusArrivesAt(recovery);
    await userEvent.type(recovery, 'not-mine{Enter}');
    await screen.findByText(ko('session.factor.wrongRecovery'));
    await userEvent.clear(recovery);
    await userEvent.type(recovery, ` ${RECOVERY_CODE} {Enter}`);
    await screen.findByRole('heading', { name: ko('list.title') });
  });

  it('continues after a reload in the middle', async () => {
    session.standing = 'half';
    openDesk('/payments');
    await userEvent.type(await screen.findByLabelText(ko('session.factor.code')), `${CODE}{Enter}`);
    await screen.findByRole('heading', { name: ko('list.title') });
    expect(session.calls).toEqual(['second-factor']);
  });

  it('can be cancelled for another person, and the half session ends', async () => {
    openDesk('/sign-in');
    await givePassword();
    await userEvent.click(screen.getByRole('button', { name: ko('session.factor.other') }));
    await screen.findByLabelText(ko('session.email'));
    expect(session.standing).toBe('out');
  });
});
