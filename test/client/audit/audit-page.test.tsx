import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditPage } from '../../../client/pages/audit-page.tsx';
import type { AuditAction, AuditVerdict, ListedAuditEntry } from '../../../shared/audit.ts';
import { catchFiles, fileAnswer } from '../support/catch-files.ts';
import { descriptionOf } from '../support/render-dialog.tsx';
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
const MINUTE_MS = 60_000;
const OPERATION = '3f0f2c1a-6f5e-4a57-9d0e-000000000001';
const manager = { type: 'staff', id: 's2', name: '박서준', address: '10.0.0.7' } as const;

function entry(
  seq: number,
  action: AuditAction,
  part: Partial<ListedAuditEntry> = {},
): ListedAuditEntry {
  return {
    seq,
    // 2026-11-24 14:00 in Seoul, a minute per entry.
    at: new Date(Date.parse('2026-11-24T05:00:00.000Z') + seq * MINUTE_MS).toISOString(),
    actor: manager,
    action,
    payToken: null,
    operationId: null,
    detail: {},
    prevHash: `prev${seq}`.padEnd(64, '0'),
    hash: `hash${seq}`.padEnd(64, '0'),
    orderNo: null,
    ...part,
  };
}

/** The queries that the desk received, newest last. */
let asked: URLSearchParams[];
let pages: Map<string | null, { items: ListedAuditEntry[]; nextCursor: string | null }>;

beforeEach(() => {
  asked = [];
  pages = new Map([
    [null, { items: [entry(2, 'signed-out'), entry(1, 'signed-in')], nextCursor: null }],
  ]);
  desk.use(
    http.get('/api/audit', ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams);
      return answer(pages.get(searchParams.get('cursor')) ?? { items: [], nextCursor: null });
    }),
    http.get('/api/staff', () =>
      answer({
        items: [
          { id: 's1', name: '김민지' },
          { id: 's2', name: '박서준' },
        ],
      }),
    ),
  );
});

afterEach(() => {
  vi.restoreAllMocks();
});

const show = (path = '/audit') => renderScreen(<AuditPage />, path, '*', 'manager');
const holds = (...items: ListedAuditEntry[]) => pages.set(null, { items, nextCursor: null });
const lastAsked = () => Object.fromEntries(asked.at(-1) ?? []);

describe('the log', () => {
  it('shows who, from where and what, grouped by days in Seoul', async () => {
    holds(
      entry(3, 'settings-changed', {
        detail: { changes: { approvalFromWon: { from: 300_000, to: 100_000 } } },
      }),
      entry(2, 'sign-in-refused', {
        actor: { type: 'staff', id: null, name: null, address: '203.0.113.9' },
        detail: { refused: 40 },
      }),
      // Past midnight in Seoul, though not in UTC.
      entry(1, 'operation-ended', {
        at: '2026-11-23T15:30:00.000Z',
        actor: { type: 'desk', id: null, name: null, address: null },
        payToken: 'pay_token_0118',
        operationId: OPERATION,
        detail: { kind: 'refund', amount: 12_000, state: 'succeeded', cause: 'seen-done' },
      }),
    );
    show();
    const [settings, refused, ended] = await screen.findAllByRole('listitem');
    const text = (row: HTMLElement | undefined) => row?.textContent ?? '';
    expect(text(settings)).toContain('박서준 님이');
    expect(text(settings)).toContain('10.0.0.7');
    expect(text(settings)).toContain(
      ko('audit.said.settings-changed', { names: ko('settings.names.approvalFromWon') }),
    );
    expect(text(settings)).toContain('300,000원 → 100,000원');
    expect(text(refused)).toContain(ko('audit.who.nobody'));
    expect(text(refused)).toContain('40');
    expect(text(ended)).toContain(ko('audit.who.desk'));
    expect(text(ended)).toContain(ko('audit.states.succeeded', { act: '12,000원 환불' }));
    expect(
      within(ended ?? document.body)
        .getByRole('link')
        .getAttribute('href'),
    ).toBe('/payments/pay_token_0118');
    expect(screen.getAllByRole('heading', { level: 2 }).map((day) => day.textContent)).toEqual([
      expect.stringContaining('11월 24일 (화)'),
    ]);
    expect(text(ended)).toContain('00:30:00');
  });

  it('shows for an approval who last created, reset or enabled the approver’s account', async () => {
    const detail = { kind: 'refund', amount: 12_000, state: 'ready', cause: 'approved' };
    const at = '2026-11-23T05:00:00.000Z';
    holds(
      entry(3, 'operation-decided', {
        detail: { ...detail, approverOpened: { what: 'reset', at, by: '김민지' } },
      }),
      entry(2, 'bulk-approved', { detail: { approverOpened: { what: 'made', at, by: null } } }),
      entry(1, 'operation-decided', { detail: { ...detail, approverOpened: null } }),
    );
    show();
    const [reset, made, none] = await screen.findAllByRole('listitem');
    expect(reset?.textContent).toMatch(
      /승인한 계정의 비밀번호나 2단계 인증을 김민지 님이 .*에 초기화했어요\./,
    );
    expect(made?.textContent).toMatch(/승인한 계정은 .*에 서버에서 만들었어요\./);
    expect(none?.textContent).not.toContain(ko('audit.facts.approverOpened'));
    await userEvent.click(within(reset!).getByRole('button', { expanded: false }));
    expect(screen.getByText(ko('audit.facts.approverOpened'))).toBeDefined();
  });

  it('shows of limits by role only the role whose limit changed', async () => {
    const from = { operator: null, manager: null };
    holds(
      entry(1, 'settings-changed', {
        detail: { changes: { personDayWon: { from, to: { ...from, operator: 50_000 } } } },
      }),
    );
    show();
    const row = await screen.findByRole('listitem');
    expect(row.textContent).toContain(
      ko('audit.said.settings-changed', { names: '한 사람의 하루 한도' }),
    );
    expect(row.textContent).toContain('한 사람의 하루 한도(점원) 한도 없음 → 50,000원');
    expect(row.textContent).not.toContain(ko('common.role.manager'));
  });

  it('expands an entry to its hashes and filters the log by its payment', async () => {
    holds(entry(7, 'payment-created', { payToken: 'pay_token_0118', detail: { amount: 5_000 } }));
    const { router } = show();
    await userEvent.click(await screen.findByRole('button', { name: /7/, expanded: false }));
    expect(screen.getByText('hash7'.padEnd(64, '0'))).toBeDefined();
    expect(screen.getByText('prev7'.padEnd(64, '0'))).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('audit.only.payment') }));
    expect(router.state.location.search).toBe('?payToken=pay_token_0118');
    await waitFor(() => expect(lastAsked()).toMatchObject({ payToken: 'pay_token_0118' }));
  });

  it('names a payment by its order number, and by its token where the desk knows none', async () => {
    const payToken = 'pay_token_that_is_long_0118';
    const detail = { amount: 5_000 };
    holds(
      entry(8, 'payment-created', { payToken, orderNo: '20261130-55235', detail }),
      entry(7, 'payment-created', { payToken: 'pay_token_nobody_knows_0119', detail }),
    );
    show(`/audit?payToken=${payToken}`);
    const links = await screen.findAllByRole('link', { name: /주문|결제 pay/ });
    expect(links.map(({ textContent }) => textContent)).toEqual([
      '주문 20261130-55235',
      '결제 pay_toke…0119',
    ]);
    expect(links[0]?.getAttribute('href')).toBe(`/payments/${payToken}`);
    expect(screen.getByText('20261130-55235', { selector: 'b' })).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: /8/, expanded: false }));
    expect(screen.getByText('20261130-55235', { selector: 'dd bdi' })).toBeDefined();
    expect(screen.getByText(payToken)).toBeDefined();
  });

  it('says whether a webhook was switched on or off', async () => {
    const to = 'https://shop.example';
    holds(
      entry(1, 'webhook-switched', { detail: { to, on: false } }),
      entry(2, 'webhook-switched', { detail: { to, on: true, sendMissed: true } }),
    );
    show();
    expect(await screen.findByText(ko('audit.webhookOff', { to }))).toBeDefined();
    expect(screen.getByText(ko('audit.said.webhook-switched', { to }))).toBeDefined();
  });

  it('shows an entry of an unknown kind as raw data', async () => {
    holds(
      entry(1, 'settings-changed', {
        detail: {
          changes: { graceSeconds: { from: 'soon', to: null }, colour: { from: 1, to: 2 } },
        },
      }),
      entry(2, 'operation-ended', { detail: { state: 'melted' } }),
    );
    show();
    expect(await screen.findByText(/colour 1 → 2/)).toBeDefined();
    expect(screen.getByText(ko('audit.said.operation-ended', { act: '환불' }))).toBeDefined();
  });

  it('loads page by page, also after a page that failed', async () => {
    pages.set(null, { items: [entry(2, 'signed-out')], nextCursor: 'c1' });
    pages.set('c1', { items: [entry(1, 'signed-in')], nextCursor: null });
    show();
    const more = await screen.findByRole('button', { name: ko('common.more') });
    desk.use(http.get('/api/audit', () => refuse('not-ready', 503), { once: true }));
    await userEvent.click(more);
    expect((await screen.findByRole('alert')).textContent).toContain(ko('audit.moreFailed'));
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(2));
    expect(screen.queryByRole('button', { name: ko('common.more') })).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('the filters', () => {
  it('come from the address, with whole days in Seoul, and ignore invalid values', async () => {
    show('/audit?staff=s2&action=signed-in&from=2026-11-24&to=2026-11-25&operationId=nonsense');
    expect(await screen.findByText('박서준', { selector: 'b' })).toBeDefined();
    expect(lastAsked()).toEqual({
      staff: 's2',
      action: 'signed-in',
      from: '2026-11-23T15:00:00.000Z',
      to: '2026-11-25T15:00:00.000Z',
      limit: '50',
    });
  });

  it('are chosen from people and kinds, and removed one by one', async () => {
    const { router } = show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.detail.who') }));
    await userEvent.click(await screen.findByRole('radio', { name: '김민지' }));
    await userEvent.click(screen.getByRole('button', { name: ko('audit.detail.what') }));
    await userEvent.click(
      screen.getByRole('radio', { name: ko('audit.actions.settings-changed') }),
    );
    expect(router.state.location.search).toBe('?staff=s1&action=settings-changed');
    await waitFor(() =>
      expect(lastAsked()).toMatchObject({ staff: 's1', action: 'settings-changed' }),
    );
    await userEvent.click(screen.getByRole('button', { name: ko('log.remove', { name: '누가' }) }));
    expect(router.state.location.search).toBe('?action=settings-changed');
  });

  it('offer what all staff did, without storefronts and the desk', async () => {
    const { router } = show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.detail.who') }));
    await userEvent.click(
      await screen.findByRole('radio', { name: ko('audit.filters.everybody') }),
    );
    expect(router.state.location.search).toBe('?staff=everybody');
    await waitFor(() => expect(lastAsked()).toEqual({ by: 'staff', limit: '50' }));
  });

  it('show an error where the people can’t be read, and a retry reads them again', async () => {
    const people = { items: [{ id: 's1', name: '김민지' }] };
    let isDown = true;
    desk.use(http.get('/api/staff', () => (isDown ? refuse('internal', 500) : answer(people))));
    show('/audit?staff=s1');
    await userEvent.click(await screen.findByRole('button', { name: '누가 알 수 없는 사람' }));
    expect(await screen.findByText(ko('common.staffFailed'))).toBeDefined();
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    const person = await screen.findByRole<HTMLInputElement>('radio', { name: '김민지' });
    expect(person.checked).toBe(true);
    expect(screen.queryByText(ko('common.staffFailed'))).toBeNull();
  });

  it('accept an operation only by its complete id', async () => {
    const { router } = show();
    await userEvent.click(await screen.findByRole('button', { name: ko('log.operationId') }));
    const field = screen.getByRole('textbox', { name: ko('log.operationId') });
    await userEvent.type(field, '3f0f2c1a{Enter}');
    expect(descriptionOf(field)).toContain(ko('log.operationId'));
    expect(router.state.location.search).toBe('');
    await userEvent.type(field, `${OPERATION.slice(8)}{Enter}`);
    expect(router.state.location.search).toBe(`?operationId=${OPERATION}`);
  });

  it('say that nothing matches, and can be cleared', async () => {
    pages.clear();
    const { router } = show('/audit?action=audit-pruned');
    expect(await screen.findByText(ko('audit.filtered.title'))).toBeDefined();
    const [, clear] = screen.getAllByRole('button', { name: ko('log.clear') });
    await userEvent.click(clear ?? document.body);
    expect(router.state.location.search).toBe('');
    expect(await screen.findByText(ko('audit.empty.title'))).toBeDefined();
  });
});

describe('verifying', () => {
  const verdict = (part: Partial<AuditVerdict> = {}): AuditVerdict => ({
    ok: true,
    rows: 1_204,
    firstSeq: 1,
    lastSeq: 1_204,
    lastHash: 'f'.repeat(64),
    checkpoints: 3,
    lastCheckpoint: {
      seq: 1_200,
      hash: 'e'.repeat(64),
      at: '2026-11-24T05:00:00.000Z',
      signature: 'c2lnbmVk',
    },
    broken: null,
    ...part,
  });
  const verify = async (found: AuditVerdict) => {
    desk.use(http.get('/api/audit/verify', () => answer(found)));
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.verify.button') }));
  };

  it('says that the chain holds, how much was read, and what it cannot show', async () => {
    await verify(verdict());
    expect(await screen.findByText(ko('audit.verify.okTitle', { rows: '1,204' }))).toBeDefined();
    expect(screen.getByText(ko('audit.verify.outside'))).toBeDefined();
    expect(screen.getByText('f'.repeat(64))).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it.each([
    ['hash', ko('audit.faults.hash')],
    ['gap', ko('audit.faults.gap')],
    ['shorter-than-checkpoint', ko('audit.faults.shorter-than-checkpoint')],
  ] as const)('names the first broken row and its fault: %s', async (fault, words) => {
    await verify(verdict({ ok: false, broken: { seq: 1_017, fault } }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('1,017번 기록');
    expect(alert.textContent).toMatch(words);
    expect(within(alert).getAllByRole('listitem').length).toBeGreaterThan(1);
    expect(screen.queryByText(/모두 이상 없어요/)).toBeNull();
  });

  it('says that it failed to run, without a verdict', async () => {
    desk.use(http.get('/api/audit/verify', () => HttpResponse.error()));
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.verify.button') }));
    expect((await screen.findByRole('alert')).textContent).toContain(ko('audit.verify.failed'));
    expect(screen.queryByText(/모두 이상 없어요/)).toBeNull();
  });
});

describe('what is downloaded', () => {
  /** jsdom creates no object URLs and follows no download. */
  it('is a signature to keep elsewhere, as one file', async () => {
    const checkpoint = {
      seq: 41,
      hash: 'a'.repeat(64),
      at: '2026-11-24T05:00:00.000Z',
      signature: 'c2lnbmVk',
    };
    const signed = { checkpoint, publicKey: '-----BEGIN PUBLIC KEY-----' };
    desk.use(http.post('/api/audit/checkpoints', () => answer(signed, 201)));
    const files = catchFiles();
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.sign.button') }));
    expect(
      await screen.findByRole('heading', { name: ko('audit.sign.title', { seq: '41' }) }),
    ).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: ko('audit.sign.download') }));
    expect(files[0]?.name).toBe('changgu-audit-checkpoint-41.json');
    expect(JSON.parse((await files[0]?.text) ?? '')).toEqual({
      ...checkpoint,
      publicKey: signed.publicKey,
    });
  });

  it('is no signature where the chain is broken, and the page says so', async () => {
    desk.use(http.post('/api/audit/checkpoints', () => refuse('audit-broken', 409)));
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.sign.button') }));
    expect((await screen.findByRole('alert')).textContent).toContain(ko('audit.sign.failed'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is the whole log, with a reason that is recorded', async () => {
    const reasons: (string | null)[] = [];
    desk.use(
      http.get('/api/audit/export', ({ request }) => {
        reasons.push(new URL(request.url).searchParams.get('reason'));
        return fileAnswer(
          'changgu-audit-20261124-140000KST.ndjson',
          '{"header":{}}\n{"end":{}}\n',
          'application/x-ndjson',
        );
      }),
    );
    const files = catchFiles();
    show();
    await userEvent.click(await screen.findByRole('button', { name: ko('audit.export.button') }));
    const form = within(await screen.findByRole('dialog'));
    const reason = form.getByLabelText(ko('exports.reason'));
    await userEvent.type(reason, ' 감사 ');
    await userEvent.click(form.getByRole('button', { name: ko('audit.sign.download') }));
    expect(descriptionOf(reason)).toContain(ko('exports.reasonShort'));
    expect(reasons).toEqual([]);
    const before = asked.length;
    await userEvent.type(reason, '자료 제출');
    await userEvent.click(form.getByRole('button', { name: ko('audit.sign.download') }));
    expect(await screen.findByText(/받았어요/, { selector: 'p' })).toBeDefined();
    expect(reasons).toEqual(['감사 자료 제출']);
    expect(files[0]?.name).toBe('changgu-audit-20261124-140000KST.ndjson');
    expect(await files[0]?.text).toBe('{"header":{}}\n{"end":{}}\n');
    // The export is in the log, which is read again.
    await waitFor(() => expect(asked.length).toBeGreaterThan(before));
  });
});
