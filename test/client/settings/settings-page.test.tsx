import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router';
import { beforeEach, describe, expect, it } from 'vitest';
import { SettingsPage } from '../../../client/pages/settings-page.tsx';
import type { SettingsAnswer } from '../../../shared/api.ts';
import type { Role } from '../../../shared/permissions.ts';
import { descriptionOf, isChecked, problem, valueOf } from '../support/render-dialog.tsx';
import {
  answer,
  http,
  HttpResponse,
  meOf,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();

/** The desk's settings, and the save requests. */
let kept: SettingsAnswer;
let saved: { settings: Record<string, unknown>; seenVersion: number }[];

beforeEach(() => {
  saved = [];
  kept = {
    shopName: '모퉁이 상점',
    businessNumber: null,
    refundReasons: ['단순 변심', '상품 불량', '오배송'],
    approvalFromWon: 300_000,
    approvalHours: 24,
    graceSeconds: { operator: 90, manager: 0 },
    stepUpFromWon: null,
    personDayWon: { operator: 500_000, manager: null },
    shopDayWon: null,
    pushAmounts: false,
    accessYears: 2,
    buyerDataYears: 5,
    version: 4,
    callbackUrl: 'https://desk.corner.shop/toss/callback',
    retUrl: 'https://desk.corner.shop/checkout/return',
    retCancelUrl: 'https://desk.corner.shop/checkout/cancel',
    keyLast4: 'a1b2',
    mode: 'test',
  };
  desk.use(
    http.get('/api/settings', () => answer(kept)),
    http.get('/api/me', () => answer(meOf('manager'))),
    http.get('/api/audit', () =>
      answer({
        items: [{ actor: { type: 'staff', id: 's2', name: '박서준' }, at: '2026-11-24T05:12:00Z' }],
        nextCursor: null,
      }),
    ),
    http.put('/api/settings', async ({ request }) => {
      const body = (await request.json()) as (typeof saved)[number];
      saved.push(body);
      if (body.seenVersion !== kept.version) return refuse('stale-view', 409);
      kept = { ...kept, ...body.settings, version: kept.version + 1 };
      return answer(kept);
    }),
  );
});

const show = (role: Role = 'manager') => renderScreen(<SettingsPage />, '/settings', '*', role);
/** The page, and another one at any other path. */
const BesideAnother = () => (useLocation().pathname === '/settings' ? <SettingsPage /> : null);
const group = async (name: string) => within(await screen.findByRole('region', { name }));
const save = () => userEvent.click(screen.getByRole('button', { name: ko('settings.save') }));
async function typeOver(field: HTMLElement, text: string): Promise<void> {
  await userEvent.clear(field);
  if (text !== '') await userEvent.type(field, text);
}

describe('reading', () => {
  it.each(['operator', 'viewer'] as const)('shows the rules to %s read-only', async (role) => {
    show(role);
    const approval = await group(ko('settings.sections.approval.title'));
    expect(approval.getByText('300,000원')).toBeDefined();
    expect(approval.getByText('1일')).toBeDefined();
    expect(approval.getByText(ko('settings.hidden'))).toBeDefined();
    expect(
      (await group(ko('settings.sections.grace.title'))).getByText(/점원 1분 30초/),
    ).toBeDefined();
    expect((await group(ko('settings.sections.records.title'))).getByText('5년')).toBeDefined();
    expect(
      (await group(ko('settings.sections.reasons.title'))).getAllByRole('listitem'),
    ).toHaveLength(3);
    expect(screen.getByText('설정은 관리자만 바꿀 수 있어요.', { exact: false })).toBeDefined();
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: ko('settings.save') })).toBeNull();
  });

  it('shows what Toss needs and the end of the key', async () => {
    show();
    const toss = await group(ko('settings.sections.desk.title'));
    expect(valueOf(toss.getByLabelText(ko('settings.desk.callbackUrl')))).toBe(kept.callbackUrl);
    expect(toss.getByText('····a1b2')).toBeDefined();
  });

  it('shows an error, and loads on request', async () => {
    desk.use(http.get('/api/settings', () => refuse('not-ready', 503), { once: true }));
    show();
    expect((await screen.findByRole('alert')).textContent).toContain(ko('settings.failed'));
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(valueOf(await screen.findByLabelText('가게 이름'))).toBe('모퉁이 상점');
  });
});

describe('changing', () => {
  it('saves all settings based on the version that was seen, and says so', async () => {
    show();
    const approval = await group(ko('settings.sections.approval.title'));
    expect(screen.queryByRole('button', { name: ko('settings.save') })).toBeNull();
    await typeOver(approval.getByLabelText(ko('settings.fields.stepUpFrom')), '100,000원');
    expect(screen.getByText(ko('settings.changed', { count: 1 }))).toBeDefined();
    await save();
    expect(await screen.findByText(ko('settings.saved'), { selector: 'p' })).toBeDefined();
    expect(saved).toHaveLength(1);
    expect(saved[0]).toMatchObject({
      seenVersion: 4,
      settings: { approvalFromWon: 100_000, approvalHours: 24, personDayWon: { manager: null } },
    });
    expect(Object.keys(saved[0]?.settings ?? {})).not.toContain('callbackUrl');
    expect(screen.queryByRole('button', { name: ko('settings.save') })).toBeNull();
  });

  it('lets notices of phones say the amount', async () => {
    show();
    const approval = await group(ko('settings.sections.approval.title'));
    await userEvent.click(approval.getByLabelText(ko('settings.fields.pushAmounts')));
    await save();
    await waitFor(() => expect(saved).toMatchObject([{ settings: { pushAmounts: true } }]));
  });

  it('has terms for buyers’ data and access records, within bounds', async () => {
    show();
    const terms = await group(ko('settings.sections.records.title'));
    const access = terms.getByLabelText(ko('settings.names.accessYears'));
    await typeOver(access, '0');
    await save();
    expect(await terms.findByText(ko('settings.wrong.accessYears'))).toBeDefined();
    expect(saved).toEqual([]);
    await typeOver(access, '3');
    await typeOver(terms.getByLabelText(ko('settings.names.buyerDataYears')), '7');
    await save();
    await waitFor(() =>
      expect(saved[0]?.settings).toMatchObject({ accessYears: 3, buyerDataYears: 7 }),
    );
  });

  it('asks before a term becomes shorter, and saves nothing before', async () => {
    show();
    const terms = await group(ko('settings.sections.records.title'));
    await typeOver(terms.getByLabelText(ko('settings.names.buyerDataYears')), '1');
    await save();
    const dialog = within(
      await screen.findByRole('dialog', { name: ko('settings.shorter.title') }),
    );
    expect(
      dialog.getByText(
        ko('settings.shorter.term', { name: '구매자 정보 보관', from: '5', to: '1' }),
      ),
    ).toBeDefined();
    expect(dialog.getByText(/7일 뒤부터/)).toBeDefined();
    await userEvent.click(dialog.getByRole('button', { name: ko('settings.shorter.back') }));
    expect(saved).toEqual([]);
    await save();
    await userEvent.click(await screen.findByRole('button', { name: ko('settings.shorter.save') }));
    await waitFor(() =>
      expect(saved[0]?.settings).toMatchObject({ accessYears: 2, buyerDataYears: 1 }),
    );
  });

  it('turns a rule off, and a limit of 0 means that no refund is allowed', async () => {
    show();
    await userEvent.click(
      (await group(ko('settings.sections.approval.title'))).getByRole('checkbox', {
        name: ko('settings.fields.approvalOn'),
      }),
    );
    const limits = await group(ko('settings.sections.ceilings.title'));
    await typeOver(
      limits.getByLabelText(ko('settings.fields.limitWon', { who: '점원 한 사람' })),
      '0',
    );
    expect(limits.getByText(ko('settings.fields.zero'))).toBeDefined();
    await save();
    await waitFor(() =>
      expect(saved[0]?.settings).toMatchObject({
        approvalFromWon: null,
        personDayWon: { operator: 0, manager: null },
      }),
    );
  });

  it('orders the reasons by keys and buttons', async () => {
    show();
    const reasons = await group(ko('settings.sections.reasons.title'));
    await userEvent.click(reasons.getByRole('button', { name: '오배송 위로' }));
    await userEvent.click(reasons.getByRole('button', { name: '단순 변심 지우기' }));
    const first = reasons.getByLabelText('사유 1');
    expect(valueOf(first)).toBe('오배송');
    await userEvent.type(first, '{Enter}재고 부족');
    await save();
    await waitFor(() =>
      expect(saved[0]?.settings['refundReasons']).toEqual(['오배송', '재고 부족', '상품 불량']),
    );
  });

  it('ignores the Enter that ends a Korean syllable', async () => {
    show();
    const reasons = await group(ko('settings.sections.reasons.title'));
    fireEvent.keyDown(reasons.getByLabelText('사유 1'), { key: 'Enter', isComposing: true });
    expect(reasons.getAllByRole('textbox')).toHaveLength(3);
    fireEvent.keyDown(reasons.getByLabelText('사유 1'), { key: 'Enter' });
    expect(reasons.getAllByRole('textbox')).toHaveLength(4);
  });

  it('sends nothing invalid, says what is, and moves to the first error', async () => {
    show();
    const name = await screen.findByLabelText('가게 이름');
    const reasons = await group(ko('settings.sections.reasons.title'));
    await typeOver(reasons.getByLabelText('사유 2'), '단순 변심');
    await typeOver(screen.getByLabelText(ko('settings.fields.hours')), '721');
    await typeOver(
      (await group(ko('settings.sections.approval.title'))).getByLabelText(
        ko('settings.fields.stepUpFrom'),
      ),
      '',
    );
    await typeOver(screen.getByLabelText(/^사업자등록번호/), '123-45');
    await typeOver(name, '');
    await save();
    await waitFor(() => expect(document.activeElement).toBe(name));
    expect(descriptionOf(name)).toBe(ko('settings.wrong.shopNameMissing'));
    for (const words of [
      ko('settings.wrong.businessNumber'),
      ko('settings.wrong.reasonTwice'),
      ko('settings.wrong.wonMissing'),
      ko('settings.wrong.hours'),
    ]) {
      expect(screen.getByText(words)).toBeDefined();
    }
    expect(saved).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: ko('settings.reset') }));
    expect(valueOf(screen.getByLabelText('가게 이름'))).toBe('모퉁이 상점');
    expect(screen.queryByText(ko('settings.wrong.wonMissing'))).toBeNull();
  });

  it('shows each refusal of the desk at its field', async () => {
    desk.use(
      http.put('/api/settings', () =>
        problem('invalid-request', 422, {
          errors: [{ pointer: '/settings/refundReasons/1', code: 'x', params: {}, detail: 'x' }],
        }),
      ),
    );
    show();
    await typeOver(await screen.findByLabelText('가게 이름'), '새 이름');
    await save();
    const reason = (await group(ko('settings.sections.reasons.title'))).getByLabelText('사유 2');
    await waitFor(() => expect(descriptionOf(reason)).toBe(ko('settings.wrong.refused')));
  });

  it('says that it is unknown whether it was saved when the response is lost', async () => {
    desk.use(http.put('/api/settings', () => HttpResponse.error(), { once: true }));
    show();
    await typeOver(await screen.findByLabelText('가게 이름'), '새 이름');
    await save();
    expect((await screen.findByRole('alert')).textContent).toContain('다시 저장해도 안전해요');
    await save();
    await waitFor(() => expect(kept.shopName).toBe('새 이름'));
  });
});

describe('a colleague was faster', () => {
  /** A colleague changes the shop's name and the approval limit while the form is open. */
  const colleagueSaves = () => {
    kept = { ...kept, shopName: '골목 상점', approvalFromWon: 50_000, version: 5 };
  };

  it('merges what was not touched, and lets the person choose where both changed', async () => {
    show();
    const approval = await group(ko('settings.sections.approval.title'));
    await typeOver(approval.getByLabelText(ko('settings.fields.stepUpFrom')), '100000');
    colleagueSaves();
    await save();
    const told = within(
      (await screen.findByText(/다른 사람이 설정을 바꿨어요/)).closest('div') ?? document.body,
    );
    expect(await told.findByText(/박서준 님이 .*에 바꿨어요/)).toBeDefined();
    expect(valueOf(screen.getByLabelText('가게 이름'))).toBe('골목 상점');
    const choice = within(
      screen.getByRole('radiogroup', {
        name: ko('settings.stale.use', { name: ko('settings.names.approvalFromWon') }),
      }),
    );
    expect(isChecked(choice.getByRole('radio', { name: '내 값: 100,000원' }))).toBe(true);
    expect(kept.version).toBe(5);
    await userEvent.click(choice.getByRole('radio', { name: '저장된 값: 50,000원' }));
    expect(valueOf(approval.getByLabelText(ko('settings.fields.stepUpFrom')))).toBe('50,000');
    await userEvent.click(choice.getByRole('radio', { name: '내 값: 100,000원' }));
    await save();
    await waitFor(() =>
      expect(kept).toMatchObject({ version: 6, shopName: '골목 상점', approvalFromWon: 100_000 }),
    );
    expect(saved.map(({ seenVersion }) => seenVersion)).toEqual([4, 5]);
  });

  it('simply shows the new settings where nothing was changed here', async () => {
    const { queryClient } = show();
    await screen.findByLabelText('가게 이름');
    colleagueSaves();
    await queryClient.invalidateQueries({ queryKey: ['settings'] });
    await waitFor(() => expect(valueOf(screen.getByLabelText('가게 이름'))).toBe('골목 상점'));
    expect(screen.queryByText(/다른 사람이 설정을 바꿨어요/)).toBeNull();
  });

  it('starts with the current settings, whatever another page has read before', async () => {
    const { router } = renderScreen(<BesideAnother />, '/settings', '*', 'manager');
    await screen.findByLabelText('가게 이름');
    await act(() => router.navigate('/staff'));
    colleagueSaves();
    await act(() => router.navigate('/settings'));
    await waitFor(() => expect(valueOf(screen.getByLabelText('가게 이름'))).toBe('골목 상점'));
  });
});

describe('leaving', () =>
  it('asks before unsaved changes are discarded', async () => {
    const { router } = show();
    await typeOver(await screen.findByLabelText('가게 이름'), '새 이름');
    void router.navigate('/payments');
    const ask = within(await screen.findByRole('dialog'));
    expect(ask.getByText(ko('settings.leave.body', { names: '가게 이름' }))).toBeDefined();
    await userEvent.click(ask.getByRole('button', { name: ko('settings.leave.stay') }));
    expect(router.state.location.pathname).toBe('/settings');
    expect(valueOf(screen.getByLabelText('가게 이름'))).toBe('새 이름');
    void router.navigate('/payments');
    await userEvent.click(await screen.findByRole('button', { name: ko('settings.leave.leave') }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/payments'));
  }));
