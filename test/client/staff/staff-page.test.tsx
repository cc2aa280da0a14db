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

/** The desk's own list, as it is changed; and what it was asked to do. */
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
  // Whoever looks is s1, as `renderScreen` has it.
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

const show = (role: Role = 'manager') => renderScreen(<StaffPage />, '/staff', '*', role);
const rowOf = async (name: string) => {
  // By text: roles are looked up slowly among the many cells of the roles' table.
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
  it('tells role, extra rights, second factor and state; who is out comes last', async () => {
    staff.unshift(entry('s4', '가나다', 'viewer', { disabled: true, lastSignInAt: null }));
    show();
    const row = await rowOf('이서연');
    expect(row.getByText('점원')).toBeDefined();
    expect(row.getByText('하루 300,000원')).toBeDefined();
    expect(row.getByText('내보내기')).toBeDefined();
    expect(row.getByText('꺼짐')).toBeDefined();
    expect((await rowOf('김민지')).getByText('나')).toBeDefined();
    const table = screen.getByRole('table', { name: '직원 4명' });
    const names = within(table)
      .getAllByRole('rowheader')
      .map((cell) => within(cell).getByRole('button').textContent);
    expect(names).toEqual(['김민지', '박서준', '이서연', '가나다']);
    expect((await rowOf('가나다')).getByText('사용 중지')).toBeDefined();
  });

  it('tells an invitation that is out from one that has lapsed', async () => {
    staff.push(
      entry('s5', '정하준', 'operator', { invited: true, linkUntil: inDays(2) }),
      entry('s6', '최지우', 'operator', { invited: true, linkUntil: inDays(-1) }),
    );
    show();
    expect((await rowOf('정하준')).getByText('초대함')).toBeDefined();
    expect((await rowOf('최지우')).getByText('초대 기한 지남')).toBeDefined();
  });

  it('says that it could not be loaded, and loads when asked again', async () => {
    desk.use(http.get('/api/staff', () => refuse('not-ready', 503), { once: true }));
    show();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('직원을 불러오지 못했어요');
    await userEvent.click(screen.getByRole('button', { name: '다시 불러오기' }));
    expect(await screen.findByRole('button', { name: '이서연' })).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each(['operator', 'viewer'] as const)(
    'is nothing for %s, and asks for nothing',
    async (role) => {
      desk.use(http.get('/api/staff', () => HttpResponse.error()));
      show(role);
      expect(await screen.findByText('직원은 관리자만 보고 바꿀 수 있어요.')).toBeDefined();
      expect(screen.queryByRole('button', { name: '직원 초대' })).toBeNull();
    },
  );
});

describe('an invitation', () => {
  const fill = async (email: string) => {
    await userEvent.click(await screen.findByRole('button', { name: '직원 초대' }));
    const form = await dialog();
    await userEvent.type(form.getByLabelText('이름'), ' 정하준 ');
    await userEvent.type(form.getByLabelText('이메일'), email);
    return form;
  };

  it('shows its link this once, and does not lose it by a stray Escape', async () => {
    const user = userEvent.setup();
    desk.use(
      http.post('/api/staff', async ({ request }) => {
        const { email, name, role } = (await note(request)) as Record<'email' | 'name', string> & {
          role: Role;
        };
        const made = entry('s9', name, role, { email, invited: true, linkUntil: inDays(3) });
        staff.push(made);
        return answer({ staff: made, link: LINK, until: inDays(3) }, 201);
      }),
    );
    show();
    const form = await fill('hajun@corner.shop');
    await user.click(form.getByRole('button', { name: '초대 링크 만들기' }));
    expect(await screen.findByRole('heading', { name: '정하준 님의 초대 링크' })).toBeDefined();
    expect(asked).toEqual([
      {
        call: 'POST /api/staff',
        body: { name: '정하준', email: 'hajun@corner.shop', role: 'operator' },
      },
    ]);
    const link = screen.getByLabelText('비밀번호를 정하는 링크');
    expect(valueOf(link)).toBe(LINK);
    await user.keyboard('{Escape}');
    expect((await screen.findByRole('alert')).textContent).toContain('아직 복사하지 않았어요');
    await user.click(screen.getByRole('button', { name: '돌아가기' }));
    await user.click(screen.getByRole('button', { name: /링크 복사/ }));
    expect(await navigator.clipboard.readText()).toBe(LINK);
    const shown = await dialog();
    const [, close] = shown.getAllByRole('button', { name: '닫기' });
    await user.click(close ?? link);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.queryByDisplayValue(LINK)).toBeNull();
    expect((await rowOf('정하준')).getByText('초대함')).toBeDefined();
  });

  it('sends nothing that is incomplete, and leads to what is missing', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: '직원 초대' }));
    const form = await dialog();
    await userEvent.click(form.getByRole('button', { name: '초대 링크 만들기' }));
    expect(descriptionOf(form.getByLabelText('이름'))).toBe('이름을 적어 주세요.');
    await waitFor(() => expect(document.activeElement).toBe(form.getByLabelText('이름')));
    await userEvent.type(form.getByLabelText('이메일'), 'no-address');
    expect(descriptionOf(form.getByLabelText('이메일'))).toBe('이메일 주소의 모양이 아니에요.');
  });

  it('says beside the address that it is taken, until it is another', async () => {
    desk.use(http.post('/api/staff', () => problem('email-taken', 409)));
    show();
    const form = await fill('s2@corner.shop');
    await userEvent.click(form.getByRole('button', { name: '초대 링크 만들기' }));
    const email = form.getByLabelText('이메일');
    await waitFor(() => expect(descriptionOf(email)).toContain('이미 있는 이메일이에요'));
    await userEvent.type(email, '.kr');
    expect(descriptionOf(email)).not.toContain('이미 있는');
  });

  it('says that nobody knows yet when the answer is lost, and reads the list anew', async () => {
    desk.use(
      http.post('/api/staff', () => {
        staff.push(entry('s9', '정하준', 'operator', { invited: true, linkUntil: inDays(3) }));
        return HttpResponse.error();
      }),
    );
    show();
    const form = await fill('hajun@corner.shop');
    await userEvent.click(form.getByRole('button', { name: '초대 링크 만들기' }));
    const alert = await form.findByRole('alert');
    expect(alert.textContent).toContain('초대됐는지 아직 몰라요');
    expect(await screen.findByRole('button', { name: '정하준', hidden: true })).toBeDefined();
  });
});

describe('what is done to an account', () => {
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
    await userEvent.click(menu.getByRole('menuitem', { name: '사용 중지' }));
    const ask = await dialog();
    expect(ask.getByText(/열어 둔 화면이 바로 닫히고/)).toBeDefined();
    expect(ask.queryByText(/관리자가 나 혼자 남아요/)).toBeNull();
    await userEvent.click(ask.getByRole('button', { name: '사용 중지' }));
    expect(await (await rowOf('이서연')).findByText('사용 중지')).toBeDefined();
    expect(asked).toEqual([{ call: 'PATCH /api/staff/s3', body: { disabled: true } }]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('warns whoever would be the only manager left', async () => {
    show();
    const menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: '사용 중지' }));
    expect((await dialog()).getByText(/관리자가 나 혼자 남아요/)).toBeDefined();
  });

  it('keeps the last manager: nobody ends the own account, and a race is refused', async () => {
    desk.use(http.patch('/api/staff/:id', () => refuse('last-manager', 409)));
    show();
    const own = await openMenu('김민지');
    expect(own.getAllByRole('menuitem').map(({ textContent }) => textContent)).toEqual([
      '내 이름 바꾸기',
    ]);
    await userEvent.keyboard('{Escape}');
    const menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: '사용 중지' }));
    const ask = await dialog();
    await userEvent.click(ask.getByRole('button', { name: '사용 중지' }));
    expect((await ask.findByRole('alert')).textContent).toContain('관리자');
    expect((await rowOf('박서준')).getByText('사용 중')).toBeDefined();
  });

  it('tells the only manager that nobody could change the own role', async () => {
    staff = staff.filter(({ id }) => id !== 's2');
    show();
    await userEvent.click(await screen.findByRole('button', { name: '김민지' }));
    const form = await dialog();
    expect(form.getByText(/지금 관리자는 나뿐이라/)).toBeDefined();
    expect(form.queryByRole('radio')).toBeNull();
  });

  it('makes a link for a new password and takes a lost second factor away', async () => {
    desk.use(
      http.post('/api/staff/:id/reset-password', async ({ request }) => {
        await note(request);
        return answer({ link: LINK, until: inDays(1) });
      }),
      http.post('/api/staff/:id/reset-two-factor', async ({ request }) => {
        await note(request);
        return answer(staff[1] ?? {});
      }),
    );
    show();
    let menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: '2단계 인증 초기화' }));
    await userEvent.click((await dialog()).getByRole('button', { name: '2단계 인증 초기화' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    menu = await openMenu('박서준');
    await userEvent.click(menu.getByRole('menuitem', { name: '비밀번호 재설정 링크 만들기' }));
    await userEvent.click((await dialog()).getByRole('button', { name: '링크 만들기' }));
    expect(await screen.findByRole('heading', { name: '박서준 님의 비밀번호 링크' })).toBeDefined();
    expect(asked.map(({ call }) => call)).toEqual([
      'POST /api/staff/s2/reset-two-factor',
      'POST /api/staff/s2/reset-password',
    ]);
  });

  it('offers a second factor to be reset only where there is one', async () => {
    show();
    const menu = await openMenu('이서연');
    expect(menu.queryByRole('menuitem', { name: '2단계 인증 초기화' })).toBeNull();
  });
});

describe('changing somebody', () => {
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
    expect(form.getByLabelText('역할의 한도를 따름 (500,000원)')).toBeDefined();
    expect(isChecked(form.getByLabelText('이 사람만 따로 정함'))).toBe(true);
    const won = form.getByLabelText('한 사람의 하루 한도');
    await userEvent.clear(won);
    await userEvent.click(form.getByRole('button', { name: '저장' }));
    expect(descriptionOf(won)).toContain('한도를 적어 주세요');
    expect(asked).toEqual([]);
    await userEvent.type(won, '0');
    await userEvent.click(form.getByRole('button', { name: '저장' }));
    await waitFor(() =>
      expect(asked).toEqual([{ call: 'PATCH /api/staff/s3', body: { dayCeilingWon: 0 } }]),
    );
  });

  it('says what another role means before it is saved, and asks before it is thrown away', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: '박서준' }));
    const form = await dialog();
    await userEvent.click(form.getByRole('radio', { name: '점원' }));
    expect(form.getByText(/열어 둔 화면이 닫히고/)).toBeDefined();
    expect(form.getByText(/관리자가 나 혼자 남아요/)).toBeDefined();
    await userEvent.keyboard('{Escape}');
    expect((await form.findByRole('alert')).textContent).toBe('적던 내용을 버릴까요?');
    await userEvent.click(form.getByRole('button', { name: '계속 적기' }));
    expect(isChecked(form.getByRole('radio', { name: '점원' }))).toBe(true);
  });
});
