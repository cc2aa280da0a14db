/** A bulk run from its check to its end: what is chosen, typed, shown, and requested. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunAnswer } from '../../../client/bulk-refunds/run-answer.ts';
import { BulkRefundsPage } from '../../../client/pages/bulk-refunds-page.tsx';
import type { Answer } from '../../../shared/api.ts';
import type { Role } from '../../../shared/permissions.ts';
import { catchFiles, fileAnswer } from '../support/catch-files.ts';
import {
  answer,
  http,
  HttpResponse,
  meOf,
  refuse,
  renderScreen,
  testDesk,
} from '../support/render-screen.tsx';
import { confirmationIsSeen } from '../support/seen.ts';
import { answerOf, BODY_HASH, findingOf, rowOf, RUN_ID } from './runs.ts';
import { ko } from '../../support/words.ts';

const desk = testDesk();

/** The desk's state of the run, and every request it received. */
let now: RunAnswer;
let acts: { act: string; body: unknown }[];

const rules = { ...meOf('operator').rules, approvalFromWon: 100_000 };

let room: Answer<'GET /api/settlement/refund-room'>;

beforeEach(() => {
  acts = [];
  room = { sureWon: null, reachedAt: null, asOf: '2026-11-24T05:00:00.000Z' };
  desk.use(
    http.get('/api/me', () => answer(meOf('operator', { rules }))),
    http.get('/api/bulk-refunds/:id', () => answer(now)),
    http.get('/api/bulk-refunds', () => answer({ items: [now.run] })),
    http.get('/api/settlement/refund-room', () => answer(room)),
    http.post('/api/bulk-refunds/:id/:act', async ({ request, params }) => {
      const text = await request.text();
      acts.push({ act: String(params['act']), body: text === '' ? null : JSON.parse(text) });
      return answer(now);
    }),
  );
});

function openRun(role: Role = 'operator', part: Parameters<typeof meOf>[1] = { rules }) {
  const view = renderScreen(
    <BulkRefundsPage />,
    `/bulk-refunds/${RUN_ID}`,
    '/bulk-refunds/:id?',
    role,
    part,
  );
  return { ...view, person: userEvent.setup() };
}

const draft = () => [
  rowOf(0, { amount: 4000 }),
  rowOf(1, { amount: 3000 }),
  rowOf(2, {
    amount: 2000,
    verdict: 'look',
    findings: [findingOf({ code: 'refunded-lately', won: 1000, at: '2026-11-24T05:03:00.000Z' })],
  }),
  rowOf(3, { amount: 9000, verdict: 'refused', findings: [findingOf({ won: 6000 })] }),
  rowOf(4, {
    amount: null,
    payToken: null,
    productDesc: null,
    verdict: 'refused',
    findings: [findingOf({ code: 'payment-not-found' })],
  }),
];

const pressed = (name: string) => acts.filter((one) => one.act === name);

describe('the check', () => {
  beforeEach(() => {
    now = answerOf(draft());
  });

  it('groups the rows and explains each group in the shop’s words', async () => {
    openRun();
    const ready = await screen.findByRole('table', { name: ko('bulk.check.groups.ready.title') });
    expect(within(ready).getAllByRole('row').length).toBe(3);
    expect(screen.getByRole('heading', { name: /^가능/ }).textContent).toBe('가능 2건 · 7,000원');
    const refused = screen.getByRole('table', { name: ko('bulk.check.groups.refused.title') });
    expect(refused.textContent).toContain(
      ko('bulk.findings.over-remaining', { amount: '6,000원' }),
    );
    expect(refused.textContent).toContain(ko('bulk.findings.payment-not-found'));
    expect(within(refused).queryByRole('checkbox')).toBeNull();
    const look = screen.getByRole('table', { name: ko('bulk.check.groups.look.title') });
    expect(look.textContent).toMatch(/14:03에 이 주문에서 1,000원을 환불했어요/);
    expect(within(look).getByRole<HTMLInputElement>('checkbox').checked).toBe(false);
  });

  it('starts by its typed total, never by Enter alone, with exactly what was chosen', async () => {
    const { person } = openRun();
    await person.click(
      await screen.findByRole('checkbox', {
        name: ko('bulk.check.include', { orderNo: 'order-2' }),
      }),
    );
    await person.click(
      screen.getByRole('checkbox', { name: ko('bulk.check.include', { orderNo: 'order-3' }) }),
    );
    await person.click(screen.getByRole('button', { name: '2건 환불하기' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('2건에서 모두 6,000원을 돌려드려요. 되돌릴 수 없어요.');
    await waitFor(() => expect(document.activeElement?.textContent).toBe(ko('common.back')));
    const total = within(dialog).getByRole('textbox', { name: ko('bulk.confirm.type') });
    await person.type(total, '6,100{Enter}');
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    expect(dialog.textContent).toContain(ko('bulk.confirm.differs', { amount: '6,000원' }));
    await person.clear(total);
    await person.type(total, '6000원{Enter}');
    expect(acts).toEqual([]);
    now = answerOf(draft(), { state: 'running', startedAt: '2026-11-24T05:05:00.000Z' });
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('progressbar');
    const chosen = { include: [2], leaveOut: [1] };
    expect(acts).toEqual([
      { act: 'start', body: { totalWon: 6000, ...chosen, seenApproval: false } },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('tells about how much goes back to the buyers, where any paid with a discount', async () => {
    const [first, ...others] = draft();
    const words = ko('bulk.confirm.discounted', { amount: '7,000원', back: '6,600원' });
    now = answerOf([{ ...first!, paymentDiscounted: 1000 }, ...others]);
    const { person } = openRun();
    await person.click(await screen.findByRole('button', { name: '2건 환불하기' }));
    expect((await screen.findByRole('dialog')).textContent).toContain(words);
  });

  it('says who must approve from the shop’s limit on', async () => {
    now = answerOf([rowOf(0, { amount: 60_000 }), rowOf(1, { amount: 40_000 })]);
    const { person } = openRun();
    await person.click(await screen.findByRole('button', { name: '2건 환불하기' }));
    const dialog = await screen.findByRole('dialog');
    within(dialog).getByText(ko('bulk.confirm.approvalTitle'));
    expect(within(dialog).getAllByRole('button').at(-1)?.textContent).toContain(
      '2건 100,000원 관리자 확인 요청',
    );
  });

  it.each([
    [{ sureWon: 1_240_000 }, ko('bulk.room.sure', { won: '1,240,000원' })],
    [
      { sureWon: 5000, reachedAt: '2026-11-24T05:03:00.000Z' },
      ko('bulk.room.reached', { clock: '14:03' }),
    ],
  ])(
    'says what can surely still be refunded today, and refuses nothing: %j',
    async (part, says) => {
      room = { ...room, ...part };
      const { person } = openRun();
      await person.click(await screen.findByRole('button', { name: '2건 환불하기' }));
      const dialog = within(await screen.findByRole('dialog'));
      await dialog.findByText(says);
      expect(dialog.getAllByRole('button').at(-1)?.textContent).toContain('7,000원');
    },
  );

  it('reads the run again where the response is lost, and shows whether it has started', async () => {
    let reads = 0;
    desk.use(
      http.get('/api/bulk-refunds/:id', () => {
        reads += 1;
        return answer(now);
      }),
      http.post('/api/bulk-refunds/:id/start', () => HttpResponse.error()),
    );
    const { person } = openRun();
    await person.click(await screen.findByRole('button', { name: '2건 환불하기' }));
    const total = await screen.findByRole('textbox', { name: ko('bulk.confirm.type') });
    await person.type(total, '7000');
    const before = reads;
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('두 번 시작되지 않아요.');
    await waitFor(() => expect(reads).toBeGreaterThan(before));
    now = answerOf(draft(), { state: 'running', startedAt: '2026-11-24T05:05:00.000Z' });
    await person.click(screen.getByRole('button', { name: ko('bulk.lost.read') }));
    await screen.findByRole('progressbar');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows a wrong total and a draft that has changed, with the three answers', async () => {
    desk.use(http.post('/api/bulk-refunds/:id/start', () => refuse('bulk-total', 422)));
    const { person } = openRun();
    await person.click(await screen.findByRole('button', { name: '2건 환불하기' }));
    await person.type(await screen.findByLabelText(ko('bulk.confirm.type')), '7000');
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(ko('problems.codes.bulk-total.title'));
    expect(alert.textContent).toContain(ko('operations.cannotCheckBody'));
    desk.use(
      http.post('/api/bulk-refunds/:id/start', () => {
        now = answerOf(draft(), { state: 'stopped', endedAt: '2026-11-24T05:06:00.000Z' });
        return refuse('bulk-moved', 409);
      }),
    );
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByText(ko('problems.codes.bulk-moved.title'));
    expect(screen.getByText(/이 요청으로 움직인 돈은 없어요/)).toBeTruthy();
  });

  it('looks unknown orders up at Toss one by one, and has the list checked again', async () => {
    const asked: unknown[] = [];
    let again: unknown;
    desk.use(
      http.post('/api/payments/lookup', async ({ request }) => {
        asked.push(await request.json());
        return answer({ payment: {}, others: [] });
      }),
      http.post('/api/bulk-refunds', async ({ request }) => {
        again = await request.json();
        return answer(answerOf([rowOf(0)], { id: RUN_ID.replace('b1', 'b2') }), 201);
      }),
    );
    const { person, router } = openRun();
    await person.click(
      await screen.findByRole('button', { name: '찾지 못한 1건을 토스에서 찾아보기' }),
    );
    await waitFor(() => expect(router.state.location.pathname).toMatch(/b2$/));
    expect(asked).toEqual([{ orderNo: 'order-5' }]);
    expect(again).toMatchObject({
      name: '행사 취소',
      rows: [{ payToken: 'token-1', amount: 4000 }, {}, {}, {}, { orderNo: 'order-5' }],
    });
    await waitFor(() => expect(pressed('stop').length).toBe(1));
  });

  it('is read-only for others', async () => {
    now = answerOf(draft(), { requestedBy: { id: 's9', name: '최지우' } });
    openRun('manager');
    await screen.findByText(/최지우 님이 만든 목록이에요/);
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: /환불하기/ })).toBeNull();
  });
});

describe('a run that waits for a second person', () => {
  const proposed = (name = '최<b>{{count}}</b>', id = 's9') =>
    answerOf(
      [
        rowOf(0, { amount: 90_000 }),
        rowOf(1, {
          amount: 30_000,
          verdict: 'look',
          included: true,
          findings: [findingOf({ code: 'parts-estimated' })],
        }),
      ],
      {
        state: 'proposed',
        requestedBy: { id, name },
        bodyHash: BODY_HASH,
        approvalLapsesAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    );

  it('is approved by its hash', async () => {
    now = proposed();
    const { person } = openRun('manager');
    const table = await screen.findByRole('table', { name: ko('bulk.run.asked') });
    expect(table.textContent).toContain('세금별 남은 금액은 추정이에요.');
    await person.click(await screen.findByRole('button', { name: ko('bulk.run.approvedBy') }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain(
      '최<b>{{count}}</b> 님이 요청한 2건, 모두 120,000원의 환불을 승인할까요',
    );
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(acts).toEqual([{ act: 'approve', body: { bodyHash: BODY_HASH } }]));
  });

  it('can’t be approved by an account that its maker created lately; declining is possible', async () => {
    now = proposed('박서준', 's2');
    const until = '2099-01-02T03:00:00.000Z';
    openRun('manager', { rules: { ...rules, heldFor: [{ staffId: 's2', until }] } });
    await screen.findByText(/내 계정이 최근에 바뀌어 .*부터 승인할 수 있어요/);
    screen.getByRole('button', { name: ko('bulk.decline.submit') });
    expect(screen.queryByRole('button', { name: ko('bulk.run.approvedBy') })).toBeNull();
  });

  it('is declined with a reason, which is kept until then', async () => {
    now = proposed();
    const kept = () => sessionStorage.getItem(`changgu.draft.decline ${RUN_ID}`);
    const openDecline = async () => {
      const view = openRun('manager');
      await view.person.click(
        await screen.findByRole('button', { name: ko('bulk.decline.submit') }),
      );
      return {
        ...view,
        reason: await screen.findByRole('textbox', { name: ko('bulk.decline.reason') }),
      };
    };
    const first = await openDecline();
    await first.person.type(first.reason, ko('bulk.form.text'));
    first.unmount();
    const { person, reason } = await openDecline();
    expect((reason as HTMLTextAreaElement).value).toBe(ko('bulk.form.text'));
    await person.click(await confirmationIsSeen());
    await screen.findByText(ko('bulk.decline.reasonShort'));
    await person.type(reason, '이 지난주 것이에요');
    await person.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(acts).toEqual([{ act: 'decline', body: { reason: '목록이 지난주 것이에요' } }]),
    );
    await waitFor(() => expect(kept()).toBeNull());
  });

  it('is taken back by its maker and can’t be approved by a clerk', async () => {
    now = proposed('김민지', 's1');
    const { person } = openRun();
    await person.click(await screen.findByRole('button', { name: ko('bulk.run.takeBack') }));
    expect(screen.queryByRole('button', { name: ko('bulk.run.approvedBy') })).toBeNull();
    await screen.findByRole('dialog');
    await person.click(await confirmationIsSeen());
    await waitFor(() => expect(acts).toEqual([{ act: 'stop', body: null }]));
  });
});

describe('a run in progress', () => {
  const started = { startedAt: '2026-11-24T05:05:00.000Z', bodyHash: BODY_HASH };
  const rows = (done: number, count = 20) =>
    Array.from({ length: count }, (_, n) => rowOf(n, n < done ? { state: 'succeeded' } : {}));

  it('shows its progress and announces each tenth and the end, not each row', async () => {
    now = answerOf(rows(0), { ...started, state: 'running' });
    const { queryClient } = openRun();
    const bar = await screen.findByRole('progressbar');
    screen.getByText(ko('bulk.run.closing'));
    const told: string[] = [];
    const announcer = document.querySelector('[data-announcer]')!;
    const watch = new MutationObserver(() => told.push(announcer.textContent));
    watch.observe(announcer, { childList: true, characterData: true, subtree: true });
    for (const done of [1, 2, 3, 20]) {
      const state = done === 20 ? 'done' : 'running';
      now = answerOf(rows(done), { ...started, state });
      await act(() => queryClient.invalidateQueries({ queryKey: ['bulk-refunds'] }));
      await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe(String(done * 5)));
    }
    await screen.findByText(ko('bulk.ended.doneTitle'));
    await waitFor(() => expect(told.length).toBeGreaterThan(1));
    expect(told).toEqual([
      ko('bulk.run.announce', { percent: '10', succeeded: '2', failed: '0' }),
      ko('bulk.run.announceEnd', { succeeded: '20', amount: '20,000원', failed: '0' }),
    ]);
    watch.disconnect();
  });

  it('is paused at once', async () => {
    now = answerOf(rows(3), { ...started, state: 'running' });
    const { person } = openRun();
    const pause = await screen.findByRole('button', { name: ko('bulk.run.pause') });
    now = answerOf(rows(4), { ...started, state: 'paused', pausedBecause: 'person' });
    await person.click(pause);
    await screen.findByText(ko('bulk.pauses.person.title'));
    expect(pressed('pause').length).toBe(1);
  });

  it('says why it paused and continues by the total of what is left', async () => {
    now = answerOf(rows(15), { ...started, state: 'paused', pausedBecause: 'over-ceiling' });
    const { person } = openRun();
    await screen.findByText(ko('bulk.pauses.over-ceiling.title'));
    await person.click(screen.getByRole('button', { name: ko('bulk.run.resume') }));
    await person.type(await screen.findByLabelText(ko('bulk.confirm.type')), '5000');
    await confirmationIsSeen();
    await person.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(acts).toEqual([{ act: 'start', body: { totalWon: 5000 } }]));
  });

  it.each([
    ['today', '토스의 오늘 환불 한도에 닿아 멈췄어요', '남은 5건은 내일 이어서 할 수 있어요.'],
    ['later', '토스의 하루 환불 한도에 닿아 멈췄어요', '남은 5건은 이제 이어서 할 수 있어요.'],
  ])('says that it paused at Toss’s limit, %s, and can be continued', async (day, title, body) => {
    const limitReachedAt = day === 'today' ? new Date().toISOString() : '2026-11-24T05:05:00.000Z';
    const paused = { state: 'paused', pausedBecause: 'toss-limit' } as const;
    now = answerOf(rows(15), { ...started, ...paused, limitReachedAt });
    openRun();
    await screen.findByText(title);
    screen.getByText(body);
    screen.getByRole('button', { name: ko('bulk.run.resume') });
  });

  it('can be stopped by a manager and continued by its maker alone', async () => {
    const requestedBy = { id: 's9', name: '최지우' };
    now = answerOf(rows(15), {
      ...started,
      state: 'paused',
      pausedBecause: 'requester',
      requestedBy,
    });
    const { person } = openRun('manager');
    await screen.findByText(ko('bulk.run.onlyMaker', { name: '최지우' }));
    expect(screen.queryByRole('button', { name: ko('bulk.run.resume') })).toBeNull();
    await person.click(screen.getByRole('button', { name: ko('bulk.stop.submit') }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('남은 5건 5,000원을 보내지 않고 종료해요.');
    await person.click(await confirmationIsSeen());
    await waitFor(() => expect(acts).toEqual([{ act: 'stop', body: null }]));
  });

  it('ends with the outcome of each row, a file, and why some were not sent', async () => {
    now = answerOf(
      [
        rowOf(0, { state: 'succeeded' }),
        rowOf(1, { state: 'failed', tossErrorCode: 'INACTIVE_USER', tossMessage: '탈퇴' }),
        rowOf(2, { refusal: { code: 'stale-view', detail: 'x' } }),
        rowOf(3, { state: 'unknown' }),
        rowOf(4, { verdict: 'look' }),
      ],
      { ...started, state: 'done', endedAt: '2026-11-24T05:09:00.000Z' },
    );
    const files = catchFiles();
    desk.use(
      http.get('/api/bulk-refunds/:id/sheet.csv', ({ request }) => {
        expect(new URL(request.url).searchParams.get('language')).toBe('ko');
        return fileAnswer('changgu-bulk.csv', '주문번호\n');
      }),
    );
    const { person } = openRun('viewer');
    const table = await screen.findByRole('table', { name: ko('bulk.run.rows') });
    for (const text of [
      ko('statuses.done.refund'),
      ko('problems.toss.INACTIVE_USER.title'),
      ko('operations.stale.title'),
      ko('bulk.run.places.unclear'),
    ]) {
      within(table).getByText(text);
    }
    expect(within(table).getAllByRole('row').length).toBe(5);
    screen.getByText(ko('bulk.run.skipped', { count: 1 }));
    await person.click(screen.getByRole('checkbox', { name: ko('bulk.run.onlyOdd') }));
    expect(within(table).getAllByRole('row').length).toBe(4);
    await person.click(screen.getByRole('button', { name: ko('bulk.run.sheet') }));
    await waitFor(() => expect(files.map(({ name }) => name)).toEqual(['changgu-bulk.csv']));
    act(() => {
      window.dispatchEvent(new Event('beforeprint'));
    });
    const paper = screen.getByRole('article', { name: ko('bulk.paper.title'), hidden: true });
    expect(paper.textContent).toContain(ko('problems.toss.INACTIVE_USER.title'));
  });
});

describe('the list of runs', () => {
  it('explains itself while it is empty, to those who may make one', async () => {
    desk.use(http.get('/api/bulk-refunds', () => answer({ items: [] })));
    const open = (role: Role) =>
      renderScreen(<BulkRefundsPage />, '/bulk-refunds', '/bulk-refunds/:id?', role);
    const { unmount } = open('operator');
    await screen.findByText(ko('bulk.empty.body'));
    expect(screen.getAllByRole('link', { name: ko('bulk.make') }).length).toBe(2);
    unmount();
    open('viewer');
    await screen.findByText(ko('bulk.empty.readOnly'));
    expect(screen.queryByRole('link', { name: ko('bulk.make') })).toBeNull();
  });

  it('shows the newest runs, and no list that was discarded', async () => {
    const rows = [rowOf(0, { state: 'succeeded' }), rowOf(1, { state: 'failed' })];
    const { run } = answerOf(rows, { state: 'done', startedAt: '2026-11-24T05:05:00.000Z' });
    const discarded = { ...run, id: RUN_ID.replace('b1', 'b3'), state: 'stopped' as const };
    desk.use(
      http.get('/api/bulk-refunds', () =>
        answer({ items: [run, { ...discarded, name: '버린 목록', bodyHash: null }] }),
      ),
    );
    renderScreen(<BulkRefundsPage />, '/bulk-refunds', '/bulk-refunds/:id?', 'operator');
    await screen.findByRole('link', { name: '행사 취소' });
    screen.getByText(ko('bulk.list.done', { total: '2', done: '2건 · 환불 안 됨 1' }));
    expect(screen.queryByText('버린 목록')).toBeNull();
  });
});
