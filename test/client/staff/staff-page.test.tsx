import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { StaffPage } from '../../../client/pages/staff-page.tsx';
import type { StaffEntry } from '../../../client/staff-options.ts';
import type { Role } from '../../../shared/permissions.ts';
import { descriptionOf, isChecked, problem, valueOf } from '../support/render-dialog.tsx';
import {
  answer,
  http,
  HttpResponse,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const LINK = 'https://desk.corner.shop/welcome?token=n0tARealToken';

function entry(id: string, name: string, role: Role, part: Partial<StaffEntry> = {}): StaffEntry {
  return {
    id,
    name,
    email: `${id}@corner.shop`,
    role,
    disabled: false,
    mayExport: false,
    dayCeilingWon: null,
    twoFactor: false,
    createdAt: inDays(-90),
    lastSignInAt: inDays(-1),
    linkUntil: null,
    invited: false,
    ...part,
  };
}

/** The desk's list of staff, and the requests it received. */
let staff: StaffEntry[];
let asked: { call: string; body: unknown }[];

async function note(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  const body = text === '' ? null : (JSON.parse(text) as Record<string, unknown>);
  asked.push({ call: `${request.method} ${new URL(request.url).pathname}`, body });
  return body ?? {};
}

beforeEach(() => {
  asked = [];
  // The signed-in person is s1, as in `renderScreen`.
  staff = [
    entry('s1', '김민지', 'manager', { twoFactor: true }),
    entry('s2', '박서준', 'manager', { twoFactor: true }),
    entry('s3', '이서연', 'operator', { mayExport: true, dayCeilingWon: 300_000 }),
  ];
  desk.use(
    http.get('/api/staff', () => answer({ items: staff })),
    http.get('/api/settings', () =>
      answer({ personDayWon: { operator: 500_000, manager: null }, refundReasons: [] }),
    ),
  );
});

const show = () => renderScreen(<StaffPage />, '/staff', '*', 'manager');
const rowOf = async (name: string) => {
  // By text: a search by role is slow among the many cells of the table of roles.
  const row = (await screen.findByText(name, { selector: 'button' })).closest('tr');
  if (row === null) throw new Error(`${name} has no row`);
  return within(row);
};
async function openMenu(name: string) {
  const row = await rowOf(name);
  await userEvent.click(row.getByRole('button', { name: `${name} 님에게 할 수 있는 일` }));
  return within(await screen.findByRole('menu'));
}
const dialog = async () => within(await screen.findByRole('dialog'));

describe('the list', () => {
  it('shows role, extra rights, second factor and state; disabled accounts come last', async () => {
    staff.unshift(entry('s4', '가나다', 'viewer', { disabled: true, lastSignInAt: null }));
    show();
    const row = await rowOf('이서연');
    expect(row.getByText(ko('common.role.operator'))).toBeDefined();
    expect(row.getByText('하루 300,000원')).toBeDefined();
    expect(row.getByText(ko('staff.exports'))).toBeDefined();
    expect(row.getByText(ko('staff.twoFactor.off'))).toBeDefined();
    expect((await rowOf('김민지')).getByText(ko('staff.me'))).toBeDefined();
    const table = screen.getByRole('table', { name: '직원 4명' });
    const names = within(table)
      .getAllByRole('rowheader')
      .map((cell) => within(cell).getByRole('button').textContent);
    expect(names).toEqual(['김민지', '박서준', '이서연', '가나다']);
    expect((await rowOf('가나다')).getByText(ko('staff.menu.disable'))).toBeDefined();
  });

  it('tells a pending invitation from an expired one', async () => {
    staff.push(
      entry('s5', '정하준', 'operator', { invited: true, linkUntil: inDays(2) }),
      entry('s6', '최지우', 'operator', { invited: true, linkUntil: inDays(-1) }),
    );
    show();
    expect((await rowOf('정하준')).getByText(ko('staff.state.invited'))).toBeDefined();
    expect((await rowOf('최지우')).getByText(ko('staff.state.invitationOver'))).toBeDefined();
  });

  it('shows an error, and loads on request', async () => {
    desk.use(http.get('/api/staff', () => refuse('not-ready', 503), { once: true }));
    show();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(ko('staff.failed'));
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByRole('button', { name: '이서연' })).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('an invitation', () => {
  const fill = async (email: string) => {
    await userEvent.click(await screen.findByRole('button', { name: ko('staff.invite') }));
    const form = await dialog();
    await userEvent.type(form.getByLabelText(ko('staff.form.name')), ' 정하준 ');
    await userEvent.type(form.getByLabelText(ko('staff.form.email')), email);
    return form;
  };

  it('shows its link once, and does not lose it by a stray Escape', async () => {
    const user = userEvent.setup();
    desk.use(
      http.post('/api/staff', async ({ request }) => {
        const { email, name, role } = (await note(request)) as Record<'email' | 'name', string> & {
          role: Role;
        };
        const made = entry('s9', name, role, { email, invited: true, linkUntil: inDays(3) });
        staff.push(made);
        return answer({ staff: made, link: LINK, until: inDays(3), mailable: true }, 201);
      }),
    );
    show();
    const form = await fill('hajun@corner.shop');
    await user.click(form.getByRole('button', { name: ko('staff.inviteDialog.submit') }));
    expect(
      await screen.findByRole('heading', { name: ko('staff.link.invitation', { name: '정하준' }) }),
    ).toBeDefined();
    expect(asked).toEqual([
      {
        call: 'POST /api/staff',
        body: { name: '정하준', email: 'hajun@corner.shop', role: 'operator' },
      },
    ]);
    const link = screen.getByLabelText(ko('staff.link.label'));
    expect(valueOf(link)).toBe(LINK);
    await user.keyboard('{Escape}');
    expect((await screen.findByRole('alert')).textContent).toContain('아직 복사하지 않았어요');
    await user.click(screen.getByRole('button', { name: ko('staff.link.stay') }));
    await user.click(screen.getByRole('button', { name: /링크 복사/ }));
    expect(await navigator.clipboard.readText()).toBe(LINK);
    const shown = await dialog();
    const [, close] = shown.getAllByRole('button', { name: ko('common.close') });
    await user.click(close ?? link);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByDisplayValue(LINK)).toBeNull();
    expect((await rowOf('정하준')).getByText(ko('staff.state.invited'))).toBeDefined();
  });

  it('mails its link by one press, and keeps it to be copied where the mail was refused', async () => {
    const user = userEvent.setup();
    let refuses = true;
    desk.use(
      http.post('/api/staff', () => {
        const made = entry('s9', '정하준', 'operator', { invited: true, linkUntil: inDays(3) });
        return answer({ staff: made, link: LINK, until: inDays(3), mailable: true }, 201);
      }),
      http.post('/api/staff/:id/mail-link', async ({ request }) => {
        await note(request);
        if (refuses) return problem('mail-refused', 502);
        return answer({ email: 'hajun@corner.shop' });
      }),
    );
    show();
    const form = await fill('hajun@corner.shop');
    await user.click(form.getByRole('button', { name: ko('staff.inviteDialog.submit') }));
    const press = async () =>
      user.click(await screen.findByRole('button', { name: ko('staff.link.mail') }));
    await press();
    expect((await screen.findByRole('alert')).textContent).toContain(
      ko('problems.codes.mail-refused.title'),
    );
    expect(valueOf(screen.getByLabelText(ko('staff.link.label')))).toBe(LINK);
    refuses = false;
    await press();
    const told = ko('staff.link.mailed', { email: 'hajun@corner.shop' });
    expect((await dialog()).getByText(told)).toBeDefined();
    expect(asked).toContainEqual({
      ...{ call: 'POST /api/staff/s9/mail-link', body: { link: LINK } },
    });
    // It is on its way: nothing is lost by closing.
    const shown = await dialog();
    const [, close] = shown.getAllByRole('button', { name: ko('common.close') });
    await user.click(close ?? document.body);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('sends nothing incomplete, and moves to what is missing', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('staff.invite') }));
    const form = await dialog();
    await userEvent.click(form.getByRole('button', { name: ko('staff.inviteDialog.submit') }));
    expect(descriptionOf(form.getByLabelText(ko('staff.form.name')))).toBe(
      ko('staff.wrong.nameMissing'),
    );
    await waitFor(() =>
      expect(document.activeElement).toBe(form.getByLabelText(ko('staff.form.name'))),
    );
    await userEvent.type(form.getByLabelText(ko('staff.form.email')), 'no-address');
    expect(descriptionOf(form.getByLabelText(ko('staff.form.email')))).toBe(
      ko('staff.wrong.email'),
    );
  });

  it('says at the address that it is taken, until it is changed', async () => {
    desk.use(http.post('/api/staff', () => problem('email-taken', 409)));
    show();
    const form = await fill('s2@corner.shop');
    await userEvent.click(form.getByRole('button', { name: ko('staff.inviteDialog.submit') }));
    const email = form.getByLabelText(ko('staff.form.email'));
    await waitFor(() =>
      expect(descriptionOf(email)).toContain(ko('problems.codes.email-taken.title')),
    );
    await userEvent.type(email, '.kr');
    expect(descriptionOf(email)).not.toContain('이미 있는');
  });

  it('says that the outcome is unknown when the response is lost, and refetches the list', async () => {
    desk.use(
      http.post('/api/staff', () => {
        staff.push(entry('s9', '정하준', 'operator', { invited: true, linkUntil: inDays(3) }));
        return HttpResponse.error();
      }),
    );
    show();
    const form = await fill('hajun@corner.shop');
    await userEvent.click(form.getByRole('button', { name: ko('staff.inviteDialog.submit') }));
    const alert = await form.findByRole('alert');
    expect(alert.textContent).toContain(ko('staff.lost.invite'));
    expect(await screen.findByRole('button', { name: '정하준', hidden: true })).toBeDefined();
  });
});

describe('acting on an account', () => {
  it('disables somebody after saying what follows', async () => {
    desk.use(
      http.patch('/api/staff/:id', async ({ request, params }) => {
        await note(request);
        staff = staff.map((one) => (one.id === params['id'] ? { ...one, disabled: true } : one));
        return answer(staff.find(({ id }) => id === params['id']) ?? {});
      }),
    );
    show();
    const menu = await openMenu('이서연');
    await userEvent.click(menu.getByRole('menuitem', { name: ko('staff.acts.disable.confirm') }));
    const ask = await dialog();
    expect(ask.getByText(ko('staff.acts.disable.what.session'))).toBeDefined();
    expect(ask.queryByText(/관리자가 나 혼자 남아요/)).toBeNull();
    await userEvent.click(ask.getByRole('button', { name: ko('staff.acts.disable.confirm') }));
    expect(await (await rowOf('이서연')).findByText(ko('staff.menu.disable'))).toBeDefined();
    expect(asked).toEqual([{ call: 'PATCH /api/staff/s3', body: { disabled: true } }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('warns the person who would be the only manager left', async () => {
    show();
    const menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: ko('staff.acts.disable.confirm') }));
    expect((await dialog()).getByText(/관리자가 나 혼자 남아요/)).toBeDefined();
  });

  it('keeps the last manager: nobody disables their own account, and a race is refused', async () => {
    desk.use(http.patch('/api/staff/:id', () => refuse('last-manager', 409)));
    show();
    const own = await openMenu('김민지');
    expect(own.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
      ko('staff.menu.editOwn'),
    ]);
    await userEvent.keyboard('{Escape}');
    const menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: ko('staff.acts.disable.confirm') }));
    const ask = await dialog();
    await userEvent.click(ask.getByRole('button', { name: ko('staff.acts.disable.confirm') }));
    expect((await ask.findByRole('alert')).textContent).toContain(ko('common.role.manager'));
    expect((await rowOf('박서준')).getByText(ko('staff.state.active'))).toBeDefined();
  });

  it('tells the only manager that nobody could change their role', async () => {
    staff = staff.filter(({ id }) => id !== 's2');
    show();
    await userEvent.click(await screen.findByRole('button', { name: '김민지' }));
    const form = await dialog();
    expect(form.getByText(ko('staff.form.ownLast'))).toBeDefined();
    expect(form.queryByRole('radio')).toBeNull();
  });

  it('creates a link for a new password and resets a lost second factor', async () => {
    desk.use(
      http.post('/api/staff/:id/reset-password', async ({ request }) => {
        await note(request);
        return answer({ link: LINK, until: inDays(1), mailable: false });
      }),
      http.post('/api/staff/:id/reset-two-factor', async ({ request }) => {
        await note(request);
        return answer(staff[1] ?? {});
      }),
    );
    show();
    let menu = await openMenu('박서준');
    await userEvent.click(
      menu.getByRole('menuitem', { name: ko('staff.acts.resetTwoFactor.confirm') }),
    );
    await userEvent.click(
      (await dialog()).getByRole('button', { name: ko('staff.acts.resetTwoFactor.confirm') }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: ko('staff.menu.resetPassword') }));
    await userEvent.click(
      (await dialog()).getByRole('button', { name: ko('staff.acts.resetPassword.confirm') }),
    );
    expect(
      await screen.findByRole('heading', { name: ko('staff.link.reset', { name: '박서준' }) }),
    ).toBeDefined();
    expect(asked.map(({ call }) => call)).toEqual([
      'POST /api/staff/s2/reset-two-factor',
      'POST /api/staff/s2/reset-password',
    ]);
  });

  it('offers a second factor to be reset only where there is one', async () => {
    show();
    const menu = await openMenu('이서연');
    expect(
      menu.queryByRole('menuitem', { name: ko('staff.acts.resetTwoFactor.confirm') }),
    ).toBeNull();
  });
});

describe('editing an account', () => {
  it('sends only what differs', async () => {
    desk.use(
      http.patch('/api/staff/:id', async ({ request }) => {
        await note(request);
        return answer(staff[2] ?? {});
      }),
    );
    show();
    await userEvent.click(await screen.findByRole('button', { name: '이서연' }));
    const form = await dialog();
    expect(
      form.getByLabelText(ko('staff.form.ceilingByRoleIs', { amount: '500,000원' })),
    ).toBeDefined();
    expect(isChecked(form.getByLabelText(ko('staff.form.ceilingOwn')))).toBe(true);
    const won = form.getByLabelText(ko('staff.form.ceilingWon'));
    await userEvent.clear(won);
    await userEvent.click(form.getByRole('button', { name: ko('staff.form.save') }));
    expect(descriptionOf(won)).toContain(ko('staff.wrong.ceilingMissing'));
    expect(asked).toEqual([]);
    await userEvent.type(won, '0');
    await userEvent.click(form.getByRole('button', { name: ko('staff.form.save') }));
    await waitFor(() =>
      expect(asked).toEqual([{ call: 'PATCH /api/staff/s3', body: { dayCeilingWon: 0 } }]),
    );
  });

  it('says what another role means before it is saved, and asks before it is discarded', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: '박서준' }));
    const form = await dialog();
    await userEvent.click(form.getByRole('radio', { name: ko('common.role.operator') }));
    expect(form.getByText(/로그아웃되고, 다시 로그인하면/)).toBeDefined();
    expect(form.getByText(/관리자가 나 혼자 남아요/)).toBeDefined();
    await userEvent.keyboard('{Escape}');
    expect((await form.findByRole('alert')).textContent).toBe(ko('common.leave.title'));
    await userEvent.click(form.getByRole('button', { name: ko('common.leave.stay') }));
    expect(isChecked(form.getByRole('radio', { name: ko('common.role.operator') }))).toBe(true);
  });
});
