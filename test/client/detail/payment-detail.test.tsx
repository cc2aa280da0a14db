import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import type { PaymentDetail, TimelineEntry } from '../../../shared/api.ts';
import type { Operation, OperationKind } from '../../../shared/operation.ts';
import { paymentActions } from '../../../shared/payment-actions.ts';
import type { Payment } from '../../../shared/payment.ts';
import type { Role } from '../../../shared/permissions.ts';
import {
  detailOf,
  itemsPayment,
  mixedPayment,
  operationOf,
  payToken,
  singlePayment,
} from '../support/fixtures.ts';
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
const url = `/api/payments/${payToken}`;

/** Stands for the buttons that the page passes in, with the operation that they are for. */
const operationActs = (operation: Operation) => <button>{`acts of ${operation.state}`}</button>;

function lookAt(payment: Payment, part: Partial<PaymentDetail> = {}, role: Role = 'operator') {
  const now = new Date().toISOString();
  const read = { ...payment, observedAt: now };
  const actions = paymentActions(payment, role);
  return detailOf(read, { actions, ...part });
}

function Bare() {
  return (
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={operationActs}
    />
  );
}

function show(detail: PaymentDetail) {
  desk.use(http.get(url, () => answer(detail)));
  const onAct = vi.fn<(kind: OperationKind, detail: PaymentDetail) => void>();
  const onClose = vi.fn();
  const view = renderScreen(
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      onClose={onClose}
      onAct={onAct}
      operationActs={operationActs}
    />,
  );
  return { ...view, onAct, onClose };
}

describe('what to tell the customer', () => {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const refundOf = (daysAgo: number, part: Partial<Operation> = {}) => {
    const at = new Date(Date.now() - daysAgo * DAY_MS).toISOString();
    return operationOf({ state: 'succeeded', createdAt: at, sentAt: at, endedAt: at, ...part });
  };
  const names = { orderNo: '20261124-0118', amount: '74,000원' };
  const note = () => screen.queryByRole('group', { name: ko('customer.title') });

  it('stands on a payment with a refund of this week, of the newest one', async () => {
    const operations = [refundOf(1), refundOf(2, { id: 'older', amount: 1_000 })];
    show(lookAt(mixedPayment(), { operations }));
    await screen.findByRole('button', { name: ko('customer.copy') });
    expect(note()?.textContent).toContain(ko('customer.what.refund.done', names));
  });

  it('stands on one with an open refund, however old', async () => {
    const operations = [refundOf(30, { state: 'proposed', sentAt: null, endedAt: null })];
    show(lookAt(mixedPayment(), { operations }));
    await screen.findByRole('button', { name: ko('customer.copy') });
    expect(note()?.textContent).toContain(ko('customer.next.approval'));
  });

  it('is gone once the days of the card company are over, and for what is no refund', async () => {
    show(lookAt(mixedPayment(), { operations: [refundOf(8)] }));
    await screen.findByRole('table', { name: ko('detail.amounts.title') });
    expect(note()).toBeNull();
    cleanup();
    show(lookAt(mixedPayment(), { operations: [refundOf(1, { kind: 'execute' })] }));
    await screen.findByRole('table', { name: ko('detail.amounts.title') });
    expect(note()).toBeNull();
  });
});

describe('the items of a payment', () => {
  const items = [{ line: 1, quantity: 2 }];
  it('are told by line, with what came back of each, and in the refund that gave them back', async () => {
    const refund = operationOf({ state: 'succeeded', amount: 29_000, items });
    const entry = { refundNo: refund.id, amount: 29_000, operationId: refund.id, items };
    const told = { parts: null, reason: '상품 불량', at: null, discounted: null, staff: null };
    const paid = itemsPayment({ refunded: 29_000, remaining: 60_000 });
    show(lookAt(paid, { operations: [refund], refunds: [{ ...entry, ...told }] }));
    const heading = await screen.findByRole('heading', { name: ko('detail.items.title') });
    const lines = within(heading.closest('section') ?? document.body).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      '도자기 머그컵 (백색)14,500원 × 3 · 과세 · 환불 2개43,500원',
      '유기농 햅쌀 10kg42,500원 × 1 · 비과세42,500원',
      '배송비3,000원 × 1 · 과세3,000원',
    ]);
    const refunds = screen.getByRole('table', { name: ko('detail.refunds.title') });
    expect(within(refunds).getByText('도자기 머그컵 (백색) 2개')).toBeDefined();
  });

  it('have no place where a payment has none', async () => {
    show(lookAt(mixedPayment()));
    await screen.findByRole('table', { name: ko('detail.amounts.title') });
    expect(screen.queryByRole('heading', { name: ko('detail.items.title') })).toBeNull();
  });
});

describe('the detail of a payment', () => {
  it('shows the amounts part by part, and the total by Toss', async () => {
    show(lookAt(mixedPayment()));
    const table = await screen.findByRole('table', { name: ko('detail.amounts.title') });
    const rows = within(table)
      .getAllByRole('row')
      .map((row) => [...row.children].map((cell) => cell.textContent.trim()).join(' '));
    expect(rows).toEqual([
      '구분 결제 환불 남은 금액',
      '과세 98,182 32,727 65,455',
      '부가세 9,818 3,273 6,545',
      '비과세 78,000 0 78,000',
      '합계 186,000원 36,000원 150,000원',
    ]);
    expect(screen.getByText('36,000 / 186,000원')).toBeDefined();
    expect(within(table).queryByText(ko('detail.amounts.estimate'))).toBeNull();
  });

  it('marks parts that are an estimate, and explains it', async () => {
    show(lookAt(mixedPayment({ partsKnown: false, drift: 'outside-refund' })));
    const table = await screen.findByRole('table', { name: ko('detail.amounts.title') });
    expect(within(table).getAllByText(ko('detail.amounts.estimate'))).toHaveLength(2);
    const why = document.getElementById(table.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent).toContain('추정이에요');
    expect(screen.getAllByText(ko('detail.drift.outside-refund.title')).length).toBeGreaterThan(0);
  });

  it.each([
    [ko('detail.refundMore'), mixedPayment(), 'refund'],
    [ko('common.kind.refund'), singlePayment(), 'refund'],
    [
      ko('detail.timeline.act.execute'),
      singlePayment({ status: 'PAY_APPROVED', availableActions: ['CANCEL'] }),
      'execute',
    ],
    [
      ko('detail.timeline.act.cancel'),
      singlePayment({ status: 'PAY_STANDBY', availableActions: ['CANCEL'] }),
      'cancel',
    ],
  ] as const)('%s is the main button where it is permitted', async (word, payment, kind) => {
    const { onAct } = show(lookAt(payment));
    await userEvent.click(await screen.findByRole('button', { name: word }));
    expect(onAct).toHaveBeenCalledWith(
      kind,
      expect.objectContaining({ payment: expect.anything() }),
    );
  });

  it('has the other permitted act in the menu', async () => {
    const payment = singlePayment({ status: 'PAY_APPROVED', availableActions: ['CANCEL'] });
    const { onAct } = show(lookAt(payment));
    await userEvent.click(await screen.findByRole('button', { name: ko('detail.more') }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: ko('detail.timeline.act.cancel') }),
    );
    expect(onAct.mock.calls.map(([kind]) => kind)).toEqual(['cancel']);
  });

  it.each([
    [singlePayment(), 'viewer', '조회만 할 수 있는 권한이에요'],
    [
      mixedPayment({ remaining: 0, refunded: 186_000 }),
      'operator',
      ko('detail.refusals.nothing-left'),
    ],
    [singlePayment({ status: 'PAY_CANCEL' }), 'operator', '취소된 결제예요'],
    [singlePayment({ status: 'SETTLEMENT_COMPLETE' }), 'operator', '(1년)이 지났어요'],
    [singlePayment({ status: 'PAY_PROGRESS' }), 'operator', ko('detail.refusals.being-charged')],
    [singlePayment({ status: 'SOMETHING_NEW' }), 'operator', '창구가 모르는 상태예요'],
    [singlePayment({ drift: 'missing' }), 'operator', '아무것도 할 수 없어요'],
  ] as const)('says why no act is permitted (%#)', async (payment, role, words) => {
    show(lookAt(payment, {}, role));
    expect(await screen.findByText((text) => text.includes(words))).toBeDefined();
    for (const word of [
      ko('common.kind.refund'),
      ko('detail.refundMore'),
      ko('detail.timeline.act.execute'),
      ko('detail.timeline.act.cancel'),
    ]) {
      expect(screen.queryByRole('button', { name: word })).toBeNull();
    }
  });
});

describe('an operation with an unclear outcome', () => {
  const sentAt = new Date(Date.now() - 60_000).toISOString();
  const nextCheckAt = new Date(Date.now() + 10 * 60_000).toISOString();
  const operation = operationOf({ state: 'unknown', sentAt, createdAt: sentAt, nextCheckAt });
  const busy = mixedPayment({ openOperation: operation });

  it('shows what is known and what is not, says not to press again, and offers only its acts', async () => {
    show(lookAt(busy, { operations: [operation] }));
    await screen.findByText(ko('review.story.title.unknown.refund'));
    expect(
      screen.getByText(/다음 확인까지 \d\d:\d\d\. .*‘환불 안 된 것 같아요’로 표시해요/),
    ).toBeDefined();
    expect(screen.getByText(/74,000원 환불 요청을 토스에 보냈어요/)).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('detail.refundMore') })).toBeNull();
    expect(screen.getAllByRole('button', { name: /^acts of/ })).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'acts of unknown' })).toBeDefined();
  });

  it('shows a given-up one as long as it reserves money, and no other ended one', async () => {
    const ended = (['given_up', 'succeeded', 'failed', 'declined'] as const).map((state, index) =>
      operationOf({
        id: `3f0f2c1a-6f5e-4a57-9d0e-00000000010${String(index)}`,
        state,
        endedAt: sentAt,
      }),
    );
    show(lookAt(mixedPayment(), { operations: ended }));
    expect(await screen.findByRole('button', { name: 'acts of given_up' })).toBeDefined();
    expect(screen.getAllByRole('button', { name: /^acts of/ })).toHaveLength(1);
    expect(screen.getByRole('button', { name: ko('detail.refundMore') })).toBeDefined();
  });
});

describe('an operation that Toss contradicts after its end', () => {
  const at = '2026-11-24T05:12:09.000Z';
  const evidence = { source: 'answer', cause: 'answered-ok', at, detail: '' } as const;
  const booked = (part: Partial<Operation>) =>
    operationOf({ state: 'succeeded', disputed: true, endedAt: at, evidence, ...part });
  const drift = mixedPayment({ drift: 'contradiction' });

  it.each([
    [
      booked({}),
      ko('review.story.disputed.title.refund'),
      /이 번호와 금액으로 완료된 환불이 없어요/,
    ],
    [
      booked({ kind: 'execute' }),
      ko('review.story.disputed.title.execute'),
      /확인했지만 결제된 상태가 아니에요/,
    ],
    [
      booked({ kind: 'cancel' }),
      ko('review.story.disputed.title.cancel'),
      /확인했지만 취소된 상태가 아니에요/,
    ],
  ])(
    'is shown with why, what is to be decided, and its acts (%#)',
    async (operation, title, why) => {
      show(lookAt(drift, { operations: [operation] }));
      const notice = (await screen.findByText(title)).closest<HTMLElement>('[data-tone]');
      if (notice === null) throw new Error('The notice is not there');
      expect(notice.dataset['tone']).toBe('bad');
      within(notice).getByText(why);
      within(notice).getByText(/토스 응답: 처리했다고 답했어요/);
      within(notice).getByText(/정말 처리됐는지 관리자가 확인하고, 근거와 결과를 남겨야 해요/);
      within(notice).getByText(ko('review.story.warning.needs_review'));
      within(notice).getByRole('button', { name: 'acts of succeeded' });
      // Shown once: the difference has no second notice.
      within(notice).getByRole('button', { name: ko('detail.drift.acknowledge.open') });
      expect(screen.queryByText(ko('detail.drift.contradiction.title'))).toBeNull();
    },
  );

  it('is left to those who acknowledge the difference where it had failed', async () => {
    const failed = booked({ kind: 'execute', state: 'failed' });
    show(lookAt(drift, { operations: [failed] }));
    const title = await screen.findByText(ko('review.story.disputed.title.failed'));
    const notice = title.closest<HTMLElement>('[data-tone]');
    if (notice === null) throw new Error('The notice is not there');
    within(notice).getByText(/결제에서 확인한 내용을 남겨 주세요/);
    expect(within(notice).queryByText(/정해야 해요/)).toBeNull();
    within(notice).getByRole('button', { name: ko('detail.drift.acknowledge.open') });
  });

  it('has no notice when reads agree with it', async () => {
    show(lookAt(drift, { operations: [booked({ disputed: false })] }));
    await screen.findByText(ko('detail.drift.contradiction.title'));
    expect(screen.queryByRole('button', { name: /^acts of/ })).toBeNull();
    expect(screen.queryByText(/기록했는데 토스와 달라요/)).toBeNull();
  });
});

describe('the history', () => {
  const entry = (part: Partial<TimelineEntry>): TimelineEntry => ({
    seq: 1,
    at: '2026-11-24T01:31:04.000Z',
    what: 'created',
    source: 'status',
    staff: null,
    operationId: null,
    kind: null,
    state: null,
    amount: null,
    detail: null,
    ...part,
  });

  it('is newest first, with who, why, from where, and the time since the one before', async () => {
    const operation = operationOf({ state: 'succeeded', amount: 36_000, reason: '단순 변심' });
    const about = { operationId: operation.id, kind: 'refund', amount: 36_000 } as const;
    const staff = { id: 's2', name: '박서준' };
    show(
      lookAt(mixedPayment(), {
        operations: [operation],
        timeline: [
          entry({
            ...about,
            seq: 4,
            at: '2026-11-24T01:31:08.000Z',
            what: 'operation-ended',
            state: 'succeeded',
          }),
          entry({ ...about, seq: 3, what: 'operation-requested', source: 'staff', staff }),
          entry({ seq: 2, at: '2026-11-24T00:12:47.000Z', what: 'completed', source: 'callback' }),
          entry({ seq: 1, at: '2026-11-23T00:11:05.000Z', source: 'storefront' }),
        ],
      }),
    );
    const list = await screen.findByRole('list');
    const words = within(list)
      .getAllByRole('listitem')
      .map((item) => item.textContent);
    expect(words).toEqual([
      '36,000원 환불 완료10:31:08단순 변심 · 김민지토스 조회 · 4초 뒤',
      '36,000원 환불 요청10:31:04단순 변심 · 박서준직원 · 1시간 18분 뒤',
      '결제 완료09:12:47국민카드토스 알림 · 1일 뒤',
      '11월 23일 (월)결제 생성09:11:05온라인 매장서비스 토큰',
    ]);
    // Without system steps there is nothing to fold.
    expect(document.querySelector(`[aria-controls="${list.id}"]`)).toBeNull();
  });

  it('folds the steps of Toss and the desk, but not what people did and the newest', async () => {
    const of = { operationId: null, kind: 'refund', amount: 36_000 } as const;
    const day = (hour: number, date = 24) => `2026-11-${String(date)}T0${String(hour)}:00:00.000Z`;
    const staff = { id: 's2', name: '박서준' };
    show(
      lookAt(mixedPayment(), {
        timeline: [
          entry({ ...of, seq: 7, at: day(5), what: 'operation-unclear', state: 'unknown' }),
          entry({ ...of, seq: 6, at: day(4), what: 'operation-sent', state: 'sending' }),
          entry({ ...of, seq: 5, at: day(3), what: 'operation-sent', source: 'staff', staff }),
          entry({ seq: 4, at: day(2, 23), what: 'callback', source: 'callback' }),
          entry({ seq: 3, at: day(1, 23), what: 'completed' }),
        ],
      }),
    );
    const toggle = await screen.findByRole('button', {
      name: ko('detail.timeline.unfold', { count: 2 }),
    });
    const list = document.getElementById(toggle.getAttribute('aria-controls') ?? '');
    const items = within(list ?? document.body).getAllByRole('listitem');
    expect(items.map((item) => item.dataset['step'])).toEqual([
      ...['false', 'true', 'false', 'true', 'false'],
    ]);
    expect(list?.dataset['folded']).toBe('true');
    // The day of a folded step moves to the first entry that is left of it.
    expect(items[4]?.querySelector('p')?.dataset['moved']).toBe('true');
    expect(items[3]?.querySelector('p')?.dataset['moved']).toBe('false');
    await userEvent.click(toggle);
    expect(list?.dataset['folded']).toBe('false');
    expect(toggle.getAttribute('aria-expanded')).toBe('true');
    expect(toggle.textContent).toBe(ko('detail.timeline.fold'));
  });
});

describe('decisions in the history', () => {
  const at = '2026-11-24T01:31:04.000Z';
  const approver = { id: 's2', name: '박서준' };
  const requester = { id: 's1', name: '김민지' };
  const about = (part: Partial<Operation> = {}) => operationOf({ state: 'failed', ...part });
  const entry = (part: Partial<TimelineEntry>): TimelineEntry => ({
    seq: 2,
    at,
    what: 'operation-decided',
    source: 'staff',
    staff: approver,
    operationId: about().id,
    kind: 'refund',
    state: 'ready',
    amount: 74_000,
    detail: 'English for the log',
    ...part,
  });

  it.each([
    [entry({}), '74,000원 환불 관리자 승인10:31:04박서준직원'],
    [
      entry({ what: 'operation-ended', state: 'declined', detail: '사유가 달라요' }),
      '74,000원 환불 반려10:31:04“사유가 달라요” · 박서준직원',
    ],
    [
      entry({ what: 'operation-ended', state: 'declined', staff: requester }),
      '74,000원 환불 요청 취소10:31:04상품 불량 · 김민지직원',
    ],
    [
      entry({ what: 'operation-sent', state: 'sending' }),
      '74,000원 환불 다시 보내기10:31:04박서준직원',
    ],
    [
      entry({ what: 'operation-ended', state: 'given_up' }),
      '74,000원 환불 중단10:31:04상품 불량 · 박서준직원',
    ],
    [
      entry({ what: 'drift-acknowledged', operationId: null, kind: null, detail: '콘솔에서 봤음' }),
      '차이 확인10:31:04“콘솔에서 봤음” · 박서준직원',
    ],
    // What the desk or Toss did by itself is nobody's decision.
    [
      entry({ what: 'operation-sent', state: 'sending', source: 'desk', staff: null }),
      '74,000원 환불 토스 요청10:31:04창구',
    ],
  ])('show who decided what and why (%#)', async (decision, words) => {
    show(lookAt(mixedPayment(), { operations: [about()], timeline: [decision] }));
    const list = await screen.findByRole('list');
    expect(within(list).getByRole('listitem').textContent).toBe(words);
  });

  it('quote the evidence by which a person resolved it, and say when nobody else could', async () => {
    const ended = { what: 'operation-ended' } as const;
    show(
      lookAt(mixedPayment(), {
        operations: [about({ sole: true })],
        timeline: [
          entry({ ...ended, seq: 4, state: 'failed', detail: '토스 1599-4905에 물어봤어요' }),
          entry({ ...ended, seq: 3, state: 'given_up', detail: '콘솔에 없어요' }),
          entry({
            seq: 2,
            what: 'operation-unclear',
            source: 'status',
            state: 'needs_review',
            staff: null,
          }),
        ],
      }),
    );
    const list = await screen.findByRole('list');
    const words = within(list)
      .getAllByRole('listitem')
      .map((item) => item.textContent);
    expect(words.slice(0, 2)).toEqual([
      '74,000원 환불에 묶인 금액 풀기10:31:04“토스 1599-4905에 물어봤어요” · 박서준 · 단독 처리직원',
      '74,000원 환불 중단10:31:04“콘솔에 없어요” · 박서준 · 단독 처리직원',
    ]);
  });
});

describe('a detail that can’t be read', () => {
  it('says that the payment is not here and adopts it from Toss', async () => {
    let known = false;
    desk.use(
      http.get(url, () =>
        known ? answer(lookAt(singlePayment())) : refuse('payment-not-found', 404),
      ),
      http.post('/api/payments/lookup', () => {
        known = true;
        return answer({ payment: singlePayment(), others: [] });
      }),
    );
    renderScreen(<Bare />);
    await screen.findByText(ko('detail.missing.title'));
    await userEvent.click(screen.getByRole('button', { name: ko('detail.missing.lookUp') }));
    expect(await screen.findByText('토스티셔츠')).toBeDefined();
  });

  it('shows the error and reads again', async () => {
    let away = true;
    desk.use(
      http.get(url, () => (away ? refuse('not-ready', 503) : answer(lookAt(singlePayment())))),
    );
    renderScreen(<Bare />);
    await screen.findByText(ko('detail.failed.title'));
    away = false;
    await userEvent.click(screen.getByRole('button', { name: ko('common.retry') }));
    expect(await screen.findByText('토스티셔츠')).toBeDefined();
  });

  it('keeps the last content while the desk is away, without buttons that move money', async () => {
    let away = false;
    desk.use(http.get(url, () => (away ? HttpResponse.error() : answer(lookAt(singlePayment())))));
    const view = renderScreen(<Bare />);
    await screen.findByRole('button', { name: ko('common.kind.refund') });
    away = true;
    await view.queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    const notice = await screen.findByText(ko('detail.stale.title'));
    expect(screen.getByText('토스티셔츠')).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('common.kind.refund') })).toBeNull();
    // A notice above the head would push its buttons down.
    const refresh = screen.getByRole('button', { name: ko('detail.refresh') });
    const { DOCUMENT_POSITION_PRECEDING: before } = Node;
    expect(notice.compareDocumentPosition(refresh) & before).toBe(before);
  });
});

describe('reading Toss again', () => {
  it('shows the new state', async () => {
    desk.use(
      http.post(`${url}/refresh`, () =>
        answer(lookAt(singlePayment({ status: 'REFUND_SUCCESS', refunded: 10_000, remaining: 0 }))),
      ),
    );
    show(lookAt(singlePayment()));
    await userEvent.click(await screen.findByRole('button', { name: ko('detail.refresh') }));
    expect(await screen.findByText(ko('statuses.full'))).toBeDefined();
    expect(screen.queryByRole('button', { name: ko('common.kind.refund') })).toBeNull();
  });

  it('happens by itself on opening when the last read is old', async () => {
    let asked = 0;
    const old = { ...lookAt(singlePayment()).payment, observedAt: '2026-11-01T00:00:00.000Z' };
    desk.use(
      http.post(`${url}/refresh`, () => {
        asked += 1;
        return answer(lookAt(singlePayment()));
      }),
    );
    show(detailOf(old));
    await waitFor(() => expect(asked).toBe(1), { timeout: 3_000 });
  });

  it('shows a refusal in words when a person asked for it', async () => {
    desk.use(http.post(`${url}/refresh`, () => refuse('too-many-requests', 429)));
    show(lookAt(singlePayment()));
    await userEvent.click(await screen.findByRole('button', { name: ko('detail.refresh') }));
    expect(await screen.findByRole('alert')).toBeDefined();
  });
});

describe('who canceled it', () => {
  const canceled = { status: 'PAY_CANCEL', canceledAt: '2026-11-20T00:20:00.000Z' } as const;
  const told = (sentence: string) => screen.findAllByText(sentence, { exact: false });
  const at = { what: 'canceled', kind: null, state: null, operationId: null, staff: null } as const;

  it.each(['expiry', 'elsewhere'] as const)(
    'is shown in the head and in the history: %s',
    async (canceledBy) => {
      const timeline = [
        {
          ...at,
          seq: 1,
          at: canceled.canceledAt,
          source: 'status' as const,
          amount: null,
          detail: null,
        },
      ];
      show(lookAt(singlePayment(canceled), { canceledBy, timeline }));
      expect(await told(ko(`detail.canceledBy.${canceledBy}`))).toHaveLength(2);
    },
  );

  it('is the person who requested it at the desk', async () => {
    const operations = [operationOf({ kind: 'cancel', state: 'succeeded' })];
    const name = operations[0]?.requestedBy.name ?? '';
    show(lookAt(singlePayment(canceled), { canceledBy: 'desk', operations }));
    expect(await told(ko('detail.canceledBy.desk', { name }))).toHaveLength(1);
  });
});

describe('facts', () => {
  const card = { cardApprovalNo: '30011234', cardKind: 'CHECK', installmentMonths: 3 } as const;

  it('show how a card was charged, and what the buyer paid', async () => {
    const slipUrl = 'https://pay.toss.im/payfront/web/external/sales-check?payToken=1';
    show(lookAt(mixedPayment({ ...card, slipUrl, discounted: 6000 })));
    expect(await screen.findByText('30011234')).toBeDefined();
    expect(screen.getByText(ko('detail.facts.kinds.CHECK'))).toBeDefined();
    expect(screen.getByText(ko('detail.facts.months', { months: '3' }))).toBeDefined();
    const paid = { discount: '6,000원', paid: '180,000원' };
    expect(screen.getByText(ko('detail.facts.discountedPaid', paid))).toBeDefined();
    const slip = screen.getByRole('link', { name: ko('detail.facts.openSlip') });
    expect(slip.getAttribute('href')).toBe(slipUrl);
  });

  it.each([
    'http://pay.toss.im/slip',
    'https://toss.im.example/slip',
    'https://pay.toss.im@example.com/slip',
    'https://eviltoss.im/slip',
    'javascript:alert(1)//toss.im',
    '••••••',
  ])('do not link the slip %s', async (slipUrl) => {
    show(lookAt(mixedPayment({ ...card, slipUrl })));
    expect(await screen.findByText(slipUrl)).toBeDefined();
    expect(screen.queryByRole('link', { name: ko('detail.facts.openSlip') })).toBeNull();
  });

  it('show no installments for a lump sum, and no discount of 0', async () => {
    show(lookAt(mixedPayment({ ...card, installmentMonths: 0, discounted: 0 })));
    expect(await screen.findByText(ko('detail.facts.lumpSum'))).toBeDefined();
    expect(screen.queryByText(ko('detail.facts.discounted'))).toBeNull();
  });

  it('show the link while the buyer can still use it, and metadata as plain text', async () => {
    const checkoutPage = 'https://pay.example/checkout/1';
    const metadata = '<img src=x onerror=alert(1)>';
    show(
      lookAt(singlePayment({ status: 'PAY_STANDBY', checkoutPage, metadata, payMethod: null }), {
        others: ['pay_token_other'],
      }),
    );
    expect((await screen.findByRole('link', { name: checkoutPage })).getAttribute('href')).toBe(
      checkoutPage,
    );
    expect(screen.getByText(metadata)).toBeDefined();
    expect(document.querySelector('img')).toBeNull();
    expect(screen.getByText(ko('detail.facts.notYet'))).toBeDefined();
    expect(screen.getByRole('link', { name: 'pay_token_other' }).getAttribute('href')).toBe(
      '/payments/pay_token_other',
    );
  });
});
