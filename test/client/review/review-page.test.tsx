import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ReviewPage } from '../../../client/pages/review-page.tsx';
import type { PaymentDetail } from '../../../shared/api.ts';
import type { Operation, OperationState } from '../../../shared/operation.ts';
import type { Payment } from '../../../shared/payment.ts';
import type { Me } from '../../../client/me.ts';
import type { Role } from '../../../shared/permissions.ts';
import type { BulkRun } from '../../../shared/bulk-refund.ts';
import { answerOf, rowOf, RUN_ID } from '../bulk-refunds/runs.ts';
import { detailOf, operationOf, singlePayment } from '../support/fixtures.ts';
import { absent, line, strangeRefund } from '../settlement/settlement-figures.ts';
import { answer, http, meOf, refuse, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
const inSeconds = (seconds: number) => ago(-seconds);

function approved(name: string, part: Partial<Payment> = {}): Payment {
  return singlePayment({
    payToken: `pay-${name}`,
    orderNo: `order-${name}`,
    status: 'PAY_APPROVED',
    availableActions: ['CANCEL'],
    approvedAt: ago(600),
    expiresAt: inSeconds(2_400),
    ...part,
  });
}

function open(name: string, state: OperationState, seconds: number): Operation {
  return operationOf({
    id: `00000000-0000-4000-8000-${name.padStart(12, '0')}`,
    payToken: `pay-${name}`,
    orderNo: `order-${name}`,
    state,
    createdAt: ago(seconds),
    sentAt: state === 'proposed' ? null : ago(seconds),
    nextCheckAt: state === 'unknown' ? inSeconds(15) : null,
  });
}

interface Queue {
  webhooks?: object[];
  approved?: Payment[];
  operations?: Operation[];
  drift?: Payment[];
  runs?: BulkRun[];
  transfers?: object[];
  takeBacks?: object[];
  over?: object[];
  unmatched?: { lines: object[]; missing: object[] };
  detail?: PaymentDetail;
}

/** A run of two refunds, 2,000 won in all, that another person requested. */
function proposed(part: Partial<BulkRun> = {}): BulkRun {
  return answerOf([rowOf(0), rowOf(1)], {
    state: 'proposed',
    requestedBy: { id: 's2', name: '박서준' },
    createdAt: ago(500),
    approvalLapsesAt: '2099-11-25T05:00:00.000Z',
    ...part,
  }).run;
}

function show(
  queue: Queue,
  role: Role = 'operator',
  path = '/review',
  over: Partial<Me['rules']> = {},
  accountNotices: Me['accountNotices'] = [],
) {
  const rules = { approvalFromWon: 100_000, graceSeconds: 30, ...over };
  const page = (items: object[]) => answer({ items, nextCursor: null });
  desk.use(
    http.get('/api/payments', ({ request }) => {
      const isDrift = new URL(request.url).searchParams.get('drift') === 'true';
      return page((isDrift ? queue.drift : queue.approved) ?? []);
    }),
    http.get('/api/operations', () => page(queue.operations ?? [])),
    http.get('/api/bulk-refunds', () => answer({ items: queue.runs ?? [] })),
    http.get('/api/webhooks', () => answer({ on: true, items: queue.webhooks ?? [] })),
    http.get('/api/bank-transfers/waiting', () =>
      answer({
        items: queue.transfers ?? [],
        takeBacks: queue.takeBacks ?? [],
        over: queue.over ?? [],
      }),
    ),
    http.get('/api/settlement/unmatched', () =>
      answer({
        lines: { items: queue.unmatched?.lines ?? [], left: 0 },
        missing: { items: queue.unmatched?.missing ?? [], left: 0 },
      }),
    ),
    http.get('/api/payments/:payToken', () => answer(queue.detail ?? detailOf(singlePayment()))),
    http.get('/api/me', () =>
      answer(meOf(role, { accountNotices, rules: { ...meOf(role).rules, ...rules } })),
    ),
  );
  const view = renderScreen(<ReviewPage />, path);
  return view;
}

const EXECUTE = ko('review.card.execute', { amount: '10,000원' });

const titles = () =>
  screen.getAllByRole('article').map((card) => within(card).getByRole('heading').textContent);

describe('what is on one side of the settlement only', () => {
  const unmatched = { lines: [strangeRefund], missing: [absent] };

  it('stands with the largest amount first, each with the way to its day', async () => {
    show({ unmatched }, 'manager', '/review?kind=settlement');
    const refund = ko('review.settlement.notInBooks.REFUND');
    const row = await screen.findByRole('article', { name: `59,800원 ${refund}` });
    const way = within(row).getByRole('link', { name: ko('review.settlement.look') });
    expect(way.getAttribute('href')).toBe('/settlement/2026-11-24');
    const paid = ko('review.settlement.missing.PAY');
    expect(titles()).toEqual([refund, paid]);
    const own = screen.getByRole('article', { name: `9,900원 ${paid}` });
    expect(within(own).getByRole('link', { name: absent.orderNo })).toBeDefined();
  });

  it.each([
    ['amount-differs', ko('review.settlement.amountDiffers', { won: '1,000원' })],
    ['unknown-type', ko('review.settlement.unknownType', { type: 'PAY' })],
  ] as const)('tells of a line that is %s', async (state, sentence) => {
    const one = line({ state, amount: 187_000, dueDay: null });
    show({ unmatched: { lines: [one], missing: [] } }, 'manager');
    const row = await screen.findByRole('article', { name: `187,000원 ${sentence}` });
    const way = within(row).getByRole('link', { name: ko('review.settlement.look') });
    expect(way.getAttribute('href')).toBe('/settlement/unmatched');
  });

  it('is read again while the page stays open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const queue: Queue = { unmatched };
    show(queue, 'manager');
    const paid = ko('review.settlement.missing.PAY');
    await screen.findByRole('article', { name: `9,900원 ${paid}` });
    queue.unmatched = { lines: [], missing: [] };
    await vi.advanceTimersByTimeAsync(30_000);
    await screen.findByText(ko('review.empty.title'));
  });

  it('is not shown to those who may not export', async () => {
    show({ unmatched }, 'operator');
    await screen.findByText(ko('review.empty.title'));
  });
});

describe('bank transfers that wait for another manager', () => {
  const transfer = {
    ...{ id: '1', payToken: 'pay-1', orderNo: 'order-1', amount: 30_000 },
    ...{ recordedAt: ago(60), recordedBy: { id: 's2', name: '박서준' } },
  };

  it('are told to managers alone, each with the way to its payment', async () => {
    const first = show({ transfers: [transfer] }, 'manager', '/review?kind=transfer');
    const row = await screen.findByRole('article', {
      name: `30,000원 ${ko('review.transfer.title', { name: '박서준' })}`,
    });
    const way = within(row).getByRole('link', { name: ko('review.card.content') });
    expect(way.getAttribute('href')).toBe('/payments/pay-1');
    first.unmount();
    const takeBack = {
      ...{ id: '2', payToken: 'pay-1', orderNo: 'order-1', amount: 30_000 },
      ...{ askedAt: ago(60), askedBy: { id: 's2', name: '박서준' }, lapsesAt: inSeconds(600) },
    };
    const asked = show({ takeBacks: [takeBack] }, 'manager', '/review?kind=transfer');
    await screen.findByRole('article', {
      name: `30,000원 ${ko('review.transfer.takeBack', { name: '박서준' })}`,
    });
    asked.unmount();
    show({
      transfers: [transfer],
      takeBacks: [takeBack],
      operations: [open('2', 'absent', 900)],
    });
    await screen.findByText(ko('review.story.title.absent.refund'));
    expect(screen.getAllByRole('article')).toHaveLength(1);
  });
});

it('says of a refund to approve or to send again what was transferred already', async () => {
  const detail = detailOf(singlePayment());
  const bankTransferOffer = { ...detail.bankTransferOffer, recordedWon: 6000 };
  const operations = [open('1', 'proposed', 400), open('2', 'absent', 900), open('3', 'ready', 1)];
  show({ operations, detail: { ...detail, bankTransferOffer } });
  const given = ko('review.transfer.given', { amount: '6,000원' });
  await waitFor(() => expect(screen.getAllByText(given)).toHaveLength(2));
});

describe('a payment of which more was given back than was paid', () => {
  it('is first, for everybody, with what Toss and the shop gave', async () => {
    const over = {
      ...{ payToken: 'pay-9', orderNo: 'order-9', amount: 10_000, changedAt: ago(1) },
      ...{ refunded: 1001, transferred: 9000, overWon: 1 },
    };
    show({ over: [over], operations: [open('3', 'needs_review', 5_000)] }, 'viewer');
    const row = await screen.findByRole('article', { name: `1원 ${ko('review.over.title')}` });
    within(row).getByText(
      ko('review.over.text', { toss: '1,001원', sent: '9,000원', over: '1원' }),
    );
    const way = within(row).getByRole('link', { name: ko('review.card.content') });
    expect(way.getAttribute('href')).toBe('/payments/pay-9');
    await screen.findByText(ko('review.story.title.needs_review.refund'));
    expect(titles()[0]).toBe(ko('review.over.title'));
  });
});

describe('할 일', () => {
  it('has money at risk first, then decisions by amount, then what goes on by itself', async () => {
    show({
      approved: [
        approved('calm', { amount: 12_000 }),
        approved('soon', { approvedAt: ago(60), expiresAt: inSeconds(170) }),
      ],
      operations: [
        open('1', 'unknown', 120),
        open('2', 'absent', 900),
        open('3', 'needs_review', 5_000),
        open('4', 'proposed', 400),
        open('5', 'sending', 3),
        open('6', 'sending', 30),
        open('7', 'ready', 1),
        open('8', 'pending', 60),
      ],
      drift: [singlePayment({ payToken: 'pay-d', drift: 'outside-refund', changedAt: ago(9_000) })],
      runs: [proposed({ createdAt: ago(9_000) })],
    });
    await screen.findByText(ko('review.approved.soon'));
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(10));
    expect(titles()).toEqual([
      ko('review.approved.soon'),
      ko('review.story.title.needs_review.refund'),
      ko('review.story.title.absent.refund'),
      ko('review.story.title.unknown.refund'),
      ko('review.story.title.unknown.refund'),
      ko('review.drift.outside-refund.title'),
      ko('review.story.title.proposed', { name: '김민지', act: '환불' }),
      ko('review.approved.waiting'),
      ko('review.bulk.title', { name: '박서준' }),
      ko('review.story.title.pending.refund'),
    ]);
    expect(screen.getAllByRole('heading', { level: 2 }).map((one) => one.textContent)).toEqual([
      ko('review.groups.now'),
      ko('review.groups.today'),
      ko('review.groups.waiting'),
    ]);
    screen.getByText(ko('review.rule'));
    const filled = screen
      .getAllByRole('link')
      .filter((link) => link.dataset['variant'] === 'filled');
    expect(filled.map((link) => link.textContent)).toEqual([EXECUTE]);
  });

  it('has one sentence and one act in each row, and says of an unknown refund once to wait', async () => {
    show(
      {
        approved: [approved('a')],
        operations: [open('1', 'unknown', 120), open('2', 'absent', 900)],
      },
      'manager',
    );
    await screen.findByText(ko('review.story.warning.unknown.refund'));
    for (const row of screen.getAllByRole('article')) {
      const acts = [...within(row).queryAllByRole('button'), ...within(row).getAllByRole('link')];
      // The order number is the way to the payment.
      expect(acts.filter(({ textContent }) => !textContent.startsWith('order-'))).toHaveLength(1);
    }
    expect(document.body.textContent).not.toContain('다시 누르지');
  });

  it('tells the headings and acts of rows that say the same apart by their amounts', async () => {
    show({ approved: [approved('a', { amount: 12_000 }), approved('b', { amount: 10_000 })] });
    const name = `10,000원 ${ko('review.approved.waiting')}`;
    await screen.findByRole('heading', { name });
    within(screen.getByRole('group', { name })).getByRole('link', { name: EXECUTE });
  });

  it('leads to the dialogs and offers only what this person may do', async () => {
    show({ approved: [approved('a')], operations: [open('1', 'unknown', 120)] });
    const execute = await screen.findByRole('link', { name: EXECUTE });
    expect(execute.getAttribute('href')).toBe('/payments/pay-a?act=execute');
    expect(screen.getByRole('link', { name: 'order-a' }).getAttribute('href')).toBe(
      '/payments/pay-a',
    );
    await screen.findByRole('button', { name: ko('detail.checkNow') });
  });

  it('is read-only for a viewer', async () => {
    show({ approved: [approved('a')], operations: [open('1', 'unknown', 120)] }, 'viewer');
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(2));
    const links = screen.getAllByRole('link').map((link) => link.textContent);
    const content = ko('review.card.content');
    expect(links).toEqual(['order-1', content, 'order-a', content]);
    expect(screen.queryByRole('button', { name: ko('detail.checkNow') })).toBeNull();
  });

  it('leaves out a payment that is being executed: its operation is listed', async () => {
    const openOperation = { ...open('1', 'unknown', 120), kind: 'execute' as const };
    show({
      approved: [approved('1', { openOperation })],
      operations: [{ ...open('1', 'unknown', 120), kind: 'execute' }],
    });
    await screen.findByText(ko('review.story.title.unknown.execute'));
    expect(screen.getAllByRole('article')).toHaveLength(1);
  });

  it('counts down to the next check', async () => {
    show({ operations: [open('1', 'unknown', 120)] });
    const first = (await screen.findByText(/^다음 확인까지 00:1\d/)).textContent;
    await waitFor(
      () => expect(screen.getByText(/^다음 확인까지 00:1\d/).textContent).not.toBe(first),
      {
        timeout: 3_000,
      },
    );
  });

  it('filters by kind, in the address', async () => {
    const { router } = show({ approved: [approved('a')], operations: [open('2', 'absent', 900)] });
    await userEvent.click(
      await screen.findByRole('button', { name: `${ko('review.kinds.absent')} 1` }),
    );
    expect(router.state.location.search).toBe('?kind=absent');
    expect(screen.getAllByRole('article')).toHaveLength(1);
  });

  it('puts what is unclear for over half an hour first, prominently and with whom to call', async () => {
    show({
      approved: [approved('soon', { approvedAt: ago(60), expiresAt: inSeconds(170) })],
      operations: [open('1', 'pending', 45 * 60), open('2', 'unknown', 20 * 60)],
    });
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(3));
    expect(titles()[0]).toBe(ko('review.story.title.pending.refund'));
    const loud = screen.getAllByRole('article')[0];
    within(loud ?? document.body).getByText(ko('review.loud'));
    within(loud ?? document.body).getByText(/1599-4905/);
    expect(screen.getAllByText(ko('review.loud'))).toHaveLength(1);
    // The approval that is about to expire has the page's only primary button.
    const execute = await screen.findByRole('link', { name: EXECUTE });
    expect(execute.dataset['variant']).toBe('filled');
  });

  it('requests the open and the given up, and shows what money is still reserved', async () => {
    const asked: string[][] = [];
    show({});
    desk.use(
      http.get('/api/operations', ({ request }) => {
        asked.push(new URL(request.url).searchParams.getAll('state'));
        return answer({ items: [open('1', 'given_up', 3_600)], nextCursor: null });
      }),
    );
    await screen.findByText(ko('review.story.title.given_up.refund'));
    screen.getByRole('heading', { name: ko('review.groups.waiting') });
    expect(asked[0]).toEqual(['open', 'given_up']);
  });

  it('offers a manager the decisions, and opens one without leaving the queue', async () => {
    const theirs = { ...open('1', 'proposed', 400), requestedBy: { id: 's2', name: '박서준' } };
    const { router } = show({ operations: [theirs] }, 'manager', '/review?kind=proposed');
    desk.use(http.get('/api/operations/:id', () => answer(theirs)));
    await userEvent.click(
      await screen.findByRole('button', { name: ko('operations.acts.button.approve') }),
    );
    await screen.findByRole('button', {
      name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
    });
    expect(router.state.location.search).toBe(`?kind=proposed&act=approve&operation=${theirs.id}`);
    // Declining is one press away, and closing it leads back to the queue.
    await userEvent.click(
      screen.getByRole('button', { name: ko('operations.acts.button.decline') }),
    );
    expect(router.state.location.search).toBe(`?kind=proposed&act=decline&operation=${theirs.id}`);
    await screen.findByRole('textbox');
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(router.state.location.search).toBe('?kind=proposed'));
  });

  it('leaves one’s own request to another manager', async () => {
    show({ operations: [open('1', 'proposed', 400)] }, 'manager');
    await screen.findByText(ko('operations.acts.whyNot.approve.own-operation'));
    expect(screen.queryByRole('button', { name: ko('operations.acts.button.approve') })).toBeNull();
    await screen.findByRole('button', { name: ko('operations.acts.button.withdraw.proposed') });
  });

  it('leads from a difference to the payment, where it is acknowledged', async () => {
    show({ drift: [singlePayment({ payToken: 'pay-d', drift: 'contradiction' })] });
    const link = await screen.findByRole('link', { name: ko('review.card.content') });
    expect(link.getAttribute('href')).toBe('/payments/pay-d');
  });

  describe('a refund that is booked and that Toss contradicts', () => {
    const asked = { requestedBy: { id: 's2', name: '박서준' } };
    const disputed = { ...open('9', 'succeeded', 7_200), ...asked, disputed: true };
    const booked = { ...open('8', 'succeeded', 9_000), ...asked };
    const drift = singlePayment({ payToken: 'pay-9', drift: 'contradiction' });
    const answersDetail = () =>
      desk.use(
        http.get('/api/payments/:payToken', () =>
          answer(detailOf(drift, { operations: [disputed, booked] })),
        ),
        http.get('/api/operations/:id', () => answer(disputed)),
      );

    it('is shown instead of its payment, with the possible decisions', async () => {
      const { router } = show({ drift: [drift] }, 'manager');
      answersDetail();
      const button = await screen.findByRole('button', {
        name: ko('operations.acts.titles.resolve'),
      });
      expect(titles()).toEqual([ko('review.story.disputed.title.refund')]);
      const card = screen.getByRole('article');
      within(card).getByText('74,000원');
      within(card).getByText(ko('statuses.drift.contradiction'));
      const link = within(card).getByRole('link', { name: disputed.orderNo });
      expect(link.getAttribute('href')).toBe('/payments/pay-9');
      await userEvent.click(button);
      await screen.findByRole('group', { name: ko('operations.acts.outcome') });
      expect(router.state.location.search).toBe(`?act=resolve&operation=${disputed.id}`);
    });

    it('counts as a difference', async () => {
      const operations = [open('2', 'absent', 900)];
      show({ drift: [drift], operations }, 'manager', '/review?kind=drift');
      answersDetail();
      await screen.findByRole('button', { name: `${ko('review.kinds.drift')} 1` });
      await screen.findByText(ko('review.story.disputed.title.refund'));
      expect(screen.getAllByRole('article')).toHaveLength(1);
    });

    it('tells a clerk who decides', async () => {
      show({ drift: [drift] });
      answersDetail();
      await screen.findByText(ko('operations.acts.whyNot.resolve.not-permitted'));
      expect(
        screen.queryByRole('button', { name: ko('operations.acts.titles.resolve') }),
      ).toBeNull();
    });
  });

  it('lets a manager decide a bulk refund on its own page', async () => {
    const { router } = show(
      {
        runs: [proposed(), proposed({ id: crypto.randomUUID(), state: 'running' })],
        operations: [open('1', 'absent', 900)],
      },
      'manager',
    );
    await userEvent.click(
      await screen.findByRole('button', { name: `${ko('review.kinds.bulk')} 1` }),
    );
    expect(router.state.location.search).toBe('?kind=bulk');
    const card = screen.getByRole('article');
    within(card).getByText(ko('review.bulk.title', { name: '박서준' }));
    within(card).getByText('2,000원');
    within(card).getByText(/^2건 · 행사 취소 · 2099년 11월 25일 .*14:00까지$/);
    const decide = within(card).getByRole('link', { name: ko('review.card.content') });
    expect(decide.getAttribute('href')).toBe(`/bulk-refunds/${RUN_ID}`);
  });

  it('shows a bulk refund that paused at Toss’s limit, with what is left', async () => {
    const paused = { state: 'paused', pausedBecause: 'toss-limit' } as const;
    const atLimit = proposed({ ...paused, limitReachedAt: new Date().toISOString() });
    show({ runs: [atLimit, proposed({ ...paused, pausedBecause: 'person' })] });
    const row = await screen.findByRole('article');
    within(row).getByText('토스의 오늘 환불 한도에 닿아 멈췄어요');
    within(row).getByText('남은 2건은 내일 이어서 할 수 있어요.');
    within(row).getByText('2,000원');
    within(row).getByText('행사 취소 · 박서준');
    const link = within(row).getByRole('link', { name: ko('review.card.content') });
    expect(link.getAttribute('href')).toBe(`/bulk-refunds/${RUN_ID}`);
  });

  it('tells its maker that another manager decides', async () => {
    show({ runs: [proposed({ requestedBy: { id: 's1', name: '김민지' } })] }, 'manager');
    await screen.findByRole('link', { name: ko('review.card.content') });
    screen.getByText(ko('review.bulk.otherDecides'));
  });

  it('says of a bulk refund whose time is over that nobody can decide it any more', async () => {
    show({ runs: [proposed({ approvalLapsesAt: ago(60) })] }, 'manager');
    await screen.findByText(ko('review.bulk.lapsedTitle'));
    screen.getByRole('link', { name: ko('review.card.content') });
    expect(screen.queryByText(/까지$/)).toBeNull();
  });

  it('says that there is nothing to do only when every list was read', async () => {
    show({});
    expect(await screen.findByText(ko('review.empty.title'))).toBeDefined();
  });

  it('does not say so when a list could not be read', async () => {
    show({});
    desk.use(http.get('/api/operations', () => refuse('not-ready', 503)));
    await screen.findByText(ko('review.failed'));
    expect(screen.queryByText(ko('review.empty.title'))).toBeNull();
  });

  it('tells managers what was done to accounts, and what follows from it', async () => {
    const account = { staffId: 's3', staffName: '최지우', byId: 's2', byName: '박서준' };
    const at = ago(60);
    const until = '2099-11-25T05:00:00.000Z';
    show({}, 'manager', '/review', {}, [
      { ...account, what: 'made', at, until },
      { ...account, what: 'disabled', at: ago(90), until },
    ]);
    await screen.findByText(ko('review.accounts.title'));
    screen.getByText(/박서준 님이 최지우 님의 계정을 만들었어요.*박서준 님이 요청한 것을/);
    screen.getByText(/최지우 님의 계정을 사용 중지했어요.*관리자 확인 없이 보낼 수 없어요/);
  });

  it('says nothing of accounts where nothing was done', async () => {
    show({}, 'manager');
    await screen.findByText(ko('review.empty.title'));
    expect(screen.queryByText(ko('review.accounts.title'))).toBeNull();
  });
});

it('shows managers which webhooks were stopped', async () => {
  const webhook = { id: 'w1', url: 'https://shop.example/hooks', state: 'failing' };
  const first = show({ webhooks: [webhook] }, 'manager');
  await screen.findByText(ko('review.webhooks.title'));
  expect(screen.getByText('shop.example/hooks')).toBeDefined();
  const way = screen.getByRole('link', { name: ko('review.webhooks.look') });
  expect(way.getAttribute('href')).toBe('/developer/webhooks');
  first.unmount();
  show({ webhooks: [{ ...webhook, state: 'on' }] }, 'manager');
  await screen.findByText(ko('review.empty.title'));
  expect(screen.queryByText(ko('review.webhooks.title'))).toBeNull();
});
