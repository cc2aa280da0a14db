import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { deskAccess } from '../../../client/desk-access.ts';
import {
  answersSession,
  CODE,
  fakeSession,
  openDesk,
  PASSWORD,
  writeDeskNote,
  type FakeSession,
} from '../support/open-desk.tsx';
import { valueOf } from '../support/render-dialog.tsx';
import { answer, http, refuse, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
window.scrollTo = () => undefined;

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const codesOf = (sort: string) =>
  Array.from({ length: 10 }, (_, at) => `${sort}-2f9h-7wqe-000${String(at)}`);

let session: FakeSession;

function setFactor(part: Partial<FakeSession['me']['twoFactor']>): void {
  session.me = { ...session.me, twoFactor: { ...session.me.twoFactor, ...part } };
}

beforeEach(() => {
  session = fakeSession('manager');
  session.standing = 'open';
  deskAccess.abandon();
  writeDeskNote(false);
  desk.use(
    http.post('/api/auth/two-factor/begin', async ({ request }) => {
      const { password } = (await request.json()) as { password: string };
      if (password !== PASSWORD) return refuse('wrong-credentials', 401);
      return answer({ secret: SECRET, uri: `otpauth://totp/x?secret=${SECRET}` });
    }),
    http.post('/api/auth/two-factor/confirm', async ({ request }) => {
      const { code } = (await request.json()) as { code: string };
      if (code !== CODE) return refuse('wrong-code', 401);
      setFactor({ enrolled: true, recoveryCodesLeft: 10 });
      return answer({ recoveryCodes: codesOf('kmtx') });
    }),
    http.post('/api/auth/two-factor/recovery-codes', () =>
      session.calls.includes('second-factor')
        ? answer({ recoveryCodes: codesOf('next') })
        : refuse('step-up-needed', 403),
    ),
    ...answersSession(session),
  );
});

const password = () => screen.findByLabelText(ko('account.password.title'), { selector: 'input' });

const shownCodes = async () => {
  const list = await screen.findByRole('list', { name: ko('account.codes.list') });
  return within(list)
    .getAllByRole('listitem')
    .map((item) => item.textContent);
};

/** Enters the password and the first code, up to the recovery codes. */
async function connect(): Promise<void> {
  await userEvent.type(await password(), `${PASSWORD}{Enter}`);
  await userEvent.type(await screen.findByLabelText(ko('session.factor.code')), `${CODE}{Enter}`);
}

async function finish(): Promise<void> {
  await userEvent.click(screen.getByRole('checkbox', { name: ko('account.codes.kept') }));
  await userEvent.click(screen.getByRole('button', { name: ko('account.codes.finish') }));
}

describe('setting up a second factor on one’s own account', () => {
  it('asks for the password first, and shows the key as text beside the QR code', async () => {
    openDesk('/account');
    await screen.findByText(ko('account.twoFactor.off'));
    await userEvent.click(screen.getByRole('button', { name: ko('account.twoFactor.open') }));
    await userEvent.type(await password(), 'wrong{Enter}');
    await screen.findByText(ko('session.wrongPassword'));
    await userEvent.keyboard(`${PASSWORD}{Enter}`);
    await screen.findByRole('img', { name: ko('account.setup.qr') });
    expect(valueOf(screen.getByLabelText(ko('account.setup.key')))).toBe(SECRET);
    await userEvent.type(screen.getByLabelText(ko('session.factor.code')), '654321{Enter}');
    await screen.findByText(ko('account.setup.wrongCode'));
    expect(session.me.twoFactor.enrolled).toBe(false);
  });

  it('shows the recovery codes once, and goes on only after they are confirmed as kept', async () => {
    openDesk('/account');
    await userEvent.click(
      await screen.findByRole('button', { name: ko('account.twoFactor.open') }),
    );
    await connect();
    expect(await shownCodes()).toEqual(codesOf('kmtx'));
    screen.getByText(/이 화면을 닫으면 다시 볼 수 없어요/);
    await userEvent.click(screen.getByRole('button', { name: ko('account.codes.finish') }));
    await screen.findByText(ko('account.codes.keptMissing'));
    await finish();
    await screen.findByText(ko('account.twoFactor.on'));
    await screen.findByText('복구 코드 10개가 남아 있어요.');
    expect(document.body.textContent).not.toContain('kmtx');
  });

  it('can be left before it is enabled', async () => {
    openDesk('/account');
    await userEvent.click(
      await screen.findByRole('button', { name: ko('account.twoFactor.open') }),
    );
    await password();
    await userEvent.click(screen.getByRole('button', { name: ko('common.cancel') }));
    await screen.findByText(ko('account.twoFactor.off'));
  });
});

describe('new recovery codes', () => {
  beforeEach(() => setFactor({ enrolled: true, recoveryCodesLeft: 2 }));

  async function renew(): Promise<HTMLElement> {
    await userEvent.click(
      await screen.findByRole('button', { name: ko('account.twoFactor.renew') }),
    );
    screen.getByText(ko('account.twoFactor.renewLead'));
    await userEvent.click(screen.getByRole('button', { name: ko('account.twoFactor.renewGo') }));
    return screen.findByRole('dialog', { name: ko('account.setup.passwordTitle') });
  }

  it('are generated after a fresh code, and shown once', async () => {
    openDesk('/account');
    await screen.findByText('복구 코드 2개가 남아 있어요.');
    const question = await renew();
    await userEvent.type(
      within(question).getByLabelText(ko('session.factor.code')),
      `${CODE}{Enter}`,
    );
    expect(await shownCodes()).toEqual(codesOf('next'));
    await finish();
    await screen.findByRole('button', { name: ko('account.twoFactor.renew') });
    expect(document.body.textContent).not.toContain('next-2f9h');
  });

  it('are not generated where the person cancels the code', async () => {
    openDesk('/account');
    const question = await renew();
    await userEvent.click(within(question).getByRole('button', { name: ko('common.cancel') }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog', { name: ko('account.setup.passwordTitle') })).toBeNull(),
    );
    expect(screen.queryByRole('list', { name: ko('account.codes.list') })).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(session.calls).toEqual([]);
  });
});

describe('where a second factor is required', () => {
  beforeEach(() => setFactor({ required: true }));

  it('comes before every other page, and then leads to the requested one', async () => {
    const { address } = openDesk('/payments?sort=-amount');
    await screen.findByRole('heading', { name: ko('account.setup.required') });
    expect(address()).toBe('/two-factor?next=%2Fpayments%3Fsort%3D-amount');
    expect(screen.queryByRole('navigation')).toBeNull();
    await connect();
    await shownCodes();
    // It is enabled already, but the codes are still to be kept.
    expect(address()).toBe('/two-factor?next=%2Fpayments%3Fsort%3D-amount');
    await finish();
    await screen.findByRole('heading', { name: ko('list.title') });
    expect(address()).toBe('/payments?sort=-amount');
  });

  it('can be left only by signing out', async () => {
    openDesk('/two-factor');
    await password();
    expect(screen.queryByRole('button', { name: ko('common.cancel') })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: ko('account.setup.signOut') }));
    await screen.findByLabelText(ko('account.me.email'));
    expect(session.standing).toBe('out');
  });

  it('leads on to the requested page where one is enabled already', async () => {
    setFactor({ enrolled: true });
    const { address } = openDesk('/two-factor?next=%2Fpayments');
    await screen.findByRole('heading', { name: ko('list.title') });
    expect(address()).toBe('/payments');
  });
});
