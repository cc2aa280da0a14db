import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { delay } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Me } from '../../client/me.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import type { OperationDecision } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Role } from '../../shared/permissions.ts';
import { formatMoment } from '../../client/format.ts';
import { detailOf, itemsPayment, mixedPayment, operationOf } from './support/fixtures.ts';
import { ActsWithDialogs, answersReads, problem } from './support/render-dialog.tsx';
import { answer, http, HttpResponse, renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';
// Imported here, so that no test has to wait for the lazy chunk.
import '../../client/operations/decision-dialog.tsx';
import { ko } from '../support/words.ts';

const desk = testDesk();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const me = { id: 's1', name: '김민지' };
const other = { id: 's2', name: '박서준' };
const bodyHash = 'a'.repeat(64);

interface Post {
  act: string;
  body: unknown;
}

/** A refund at Toss that belongs to no operation. */
const alike = (refundNo: string, amount = 74_000) => ({ refundNo, amount, at: ago(30) });

let detail: PaymentDetail;
let operation: Operation;
let posts: Post[];

beforeEach(() => {
  detail = detailOf(mixedPayment());
  posts = [];
  desk.use(
    ...answersReads(() => detail),
    http.get('/api/operations/:id', () => answer(operation)),
  );
});

/** Another person's operation, sent two days ago unless it waits for its approval. */
function theirs(part: Partial<Operation>): Operation {
  const sent = part.state !== 'proposed';
  return operationOf({
    bodyHash,
    requestedBy: other,
    createdAt: ago(48 * 60),
    sentAt: sent ? ago(48 * 60) : null,
    ...part,
  });
}

/** Answers the decision with `reply`, and records the request. */
function onAct(reply: () => Response | Promise<Response>) {
  desk.use(
    http.post('/api/operations/:id/:act', async ({ params, request }) => {
      const text = await request.text();
      posts.push({ act: String(params.act), body: text === '' ? null : JSON.parse(text) });
      return reply();
    }),
  );
}

/** The desk carries it out: from now on the operation reads like this. */
function becomes(part: Partial<Operation>) {
  onAct(() => {
    operation = { ...operation, ...part };
    return answer(operation);
  });
}

interface Who {
  role?: Role;
  soleManager?: boolean;
  over?: Partial<Me['rules']>;
}

function show(
  start: Operation,
  { role = 'manager', soleManager = false, over = {} }: Who = {},
  path = '/',
) {
  operation = start;
  const rules = {
    approvalFromWon: 50_000,
    approvalHours: 24,
    graceSeconds: 30,
    soleManager,
    soleFrom: null,
    heldFor: [],
    approvableFrom: null,
    stepUpFromWon: null,
    dayCeiling: null,
    ...over,
  };
  const part: Partial<Me> = { rules };
  return renderScreen(<ActsWithDialogs operation={start} />, path, '*', role, part);
}

const open = async (name: string) => {
  await userEvent.click(await screen.findByRole('button', { name }));
  return screen.findByRole('dialog');
};
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const announced = () => document.querySelector('[data-announcer]')?.textContent ?? '';
const controlEnter = () => userEvent.keyboard('{Control>}{Enter}{/Control}');
const buttons = () => screen.queryAllByRole('button').map((button) => button.textContent);

/** The input that each decision needs, up to its last press. */
const dialogs: {
  act: Exclude<OperationDecision, 'check'>;
  start: () => Operation;
  open: string;
  fill?: () => Promise<void>;
  confirm: string;
  body: unknown;
  done: Partial<Operation>;
  says: RegExp;
}[] = [
  {
    act: 'approve',
    start: () => theirs({ state: 'proposed' }),
    open: ko('operations.acts.button.approve'),
    confirm: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
    body: { bodyHash, seenRecorded: 0 },
    done: { state: 'ready', approvedBy: me },
    says: /^승인했어요\. 74,000원 환불을 토스에 보내요/,
  },
  {
    act: 'decline',
    start: () => theirs({ state: 'proposed' }),
    open: ko('bulk.decline.submit'),
    fill: async () => {
      await userEvent.type(screen.getByLabelText(ko('bulk.decline.reason')), '  금액이 달라요  ');
      await press(ko('operations.acts.review'));
    },
    confirm: ko('operations.acts.decline.confirm'),
    body: { reason: '금액이 달라요' },
    done: { state: 'declined' },
    says: /^반려했어요/,
  },
  {
    act: 'withdraw',
    start: () => theirs({ state: 'proposed', requestedBy: me }),
    open: ko('operations.acts.button.withdraw.proposed'),
    confirm: ko('operations.acts.withdraw.confirm'),
    body: null,
    done: { state: 'declined' },
    says: /^요청을 취소했어요/,
  },
  {
    act: 'send-again',
    start: () => theirs({ state: 'absent' }),
    open: ko('operations.acts.titles.send-again'),
    confirm: ko('operations.acts.send-again.confirm', { amount: '74,000원' }),
    body: { seenRecorded: 0 },
    done: { state: 'sending', sentAt: ago(0) },
    says: /^다시 보내고 있어요/,
  },
  {
    act: 'give-up',
    start: () => theirs({ state: 'absent' }),
    open: ko('operations.acts.button.give-up.refund'),
    confirm: `${ko('operations.acts.button.give-up.refund')} · 74,000원`,
    body: null,
    done: { state: 'given_up' },
    says: /^더 보내지 않고 종료했어요/,
  },
  {
    act: 'release',
    start: () => theirs({ state: 'given_up' }),
    open: ko('operations.acts.button.release.refund'),
    fill: async () => {
      await userEvent.type(
        screen.getByLabelText(ko('audit.facts.evidence')),
        '상점관리자에서 확인',
      );
      await press(ko('operations.acts.review'));
    },
    confirm: '74,000원 풀기',
    body: { evidence: '상점관리자에서 확인' },
    done: { state: 'failed' },
    says: /^74,000원을 풀었어요/,
  },
  {
    act: 'resolve',
    start: () => {
      detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77'), alike('x', 500)] });
      return theirs({ state: 'needs_review' });
    },
    open: ko('operations.acts.titles.resolve'),
    fill: async () => {
      await userEvent.click(
        screen.getByRole('radio', { name: ko('operations.acts.outcomes.refund.succeeded') }),
      );
      await userEvent.click(screen.getByRole('radio', { name: /74,000원 환불$/ }));
      await userEvent.type(
        screen.getByLabelText(ko('audit.facts.evidence')),
        '상점관리자에서 확인',
      );
      await press(ko('operations.acts.review'));
    },
    confirm: ko('operations.acts.resolve.confirm'),
    body: { outcome: 'succeeded', evidence: '상점관리자에서 확인', refundNo: 'toss-77' },
    done: { state: 'succeeded' },
    says: /^결과를 기록했어요/,
  },
];

describe.each(dialogs)('$act', (one) => {
  const arrive = async () => {
    const dialog = await open(one.open);
    await within(dialog).findByText('햅쌀 20kg · 보온 도시락 3개', { selector: 'p' });
    await one.fill?.();
    await screen.findByRole('button', { name: one.confirm });
    return confirmationIsSeen();
  };

  it('sends exactly what was confirmed, says so, and shows the progress', async () => {
    becomes(one.done);
    show(one.start());
    await userEvent.click(await arrive());
    await waitFor(() => expect(announced()).toMatch(one.says));
    expect(posts).toEqual([{ act: one.act, body: one.body }]);
    await screen.findByRole('list', { name: ko('operations.steps.label') });
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
  });

  it('is not confirmed by Enter, and is confirmed by Ctrl+Enter, once', async () => {
    onAct(async () => {
      await delay('infinite');
      return HttpResponse.error();
    });
    const view = show(one.start());
    await arrive();
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^(닫기|뒤로)$/));
    await userEvent.keyboard('{Enter}');
    expect(posts).toEqual([]);
    // Enter was on the way back: opens it once more.
    if (one.fill === undefined) await open(one.open);
    else await press(ko('operations.acts.review'));
    await screen.findByRole('button', { name: one.confirm });
    // A second press is ignored.
    await controlEnter();
    await confirmationIsSeen();
    expect(posts).toEqual([]);
    await controlEnter();
    await controlEnter();
    await waitFor(() => expect(posts).toHaveLength(1));
    view.unmount();
  });

  it('shows the outcome when another person was faster', async () => {
    onAct(() => {
      operation = { ...operation, state: 'succeeded' };
      return problem('operation-moved', 409, { operation });
    });
    show(one.start());
    await userEvent.click(await arrive());
    await screen.findByText(ko('operations.acts.problems.operation-moved.title'));
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
    screen.getByText(ko('operations.acts.answers.movedMoney'));
  });

  it('says who may, and offers no button, when the desk requires another person', async () => {
    onAct(() => problem('second-person-needed', 403));
    show(one.start());
    await userEvent.click(await arrive());
    const alert = await screen.findByRole('alert');
    within(alert).getByText(ko('operations.acts.problems.second-person-needed.title'));
    within(alert).getByText(ko('operations.acts.answers.movedMoney'));
    within(alert).getByText(ko('operations.acts.answers.againOther'));
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
  });

  it('says from when on it is possible, when it is too early', async () => {
    onAct(() => problem('too-early', 409, { notBefore: '2026-11-25T05:12:00.000Z' }));
    show(one.start());
    await userEvent.click(await arrive());
    const alert = await screen.findByRole('alert');
    within(alert).getByText(/11월 25일 \(수\) 14:12부터 할 수 있어요\./);
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
  });

  it('does not claim that nothing happened when the desk was not reached', async () => {
    onAct(() => HttpResponse.error());
    show(one.start());
    await userEvent.click(await arrive());
    const alert = await screen.findByRole('alert');
    within(alert).getByText(new RegExp(ko('problems.effect.unknown')));
  });

  it('returns the focus to its button', async () => {
    show(one.start());
    await open(one.open);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement?.textContent).toBe(one.open));
  });
});

describe('where money was given back by bank transfer', () => {
  const approve = ko('operations.acts.button.approve');
  const again = ko('operations.acts.titles.send-again');

  it.each([
    ['proposed', approve, ko('operations.acts.approve.confirm', { amount: '74,000원' })],
    ['absent', again, ko('operations.acts.send-again.confirm', { amount: '74,000원' })],
  ] as const)('%s: says so, and sends what was seen', async (state, button, confirm) => {
    const { bankTransferOffer } = detail;
    detail = { ...detail, bankTransferOffer: { ...bankTransferOffer, recordedWon: 6000 } };
    const changes = [{ field: 'transferred', seen: 6000, now: 9000 } as const];
    onAct(() => problem('stale-view', 409, { changes }));
    show(theirs({ state }));
    await open(button);
    await screen.findByText(ko('operations.acts.transferred.title', { amount: '6,000원' }));
    await screen.findByRole('button', { name: confirm });
    await userEvent.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.acts.problems.transferred.title'));
    expect(posts[0]?.body).toMatchObject({ seenRecorded: 6000 });
    expect(screen.queryByRole('button', { name: confirm })).toBeNull();
  });
});

describe('approving', () => {
  it('shows the recorded body, the payment’s state, and who asked', async () => {
    show(theirs({ state: 'proposed', note: '사진 받음', createdAt: '2026-11-24T05:12:03.000Z' }));
    const dialog = await open(ko('operations.acts.button.approve'));
    await within(dialog).findByText(/되돌릴 수 없어요/);
    const text = dialog.textContent;
    for (const part of ['32,291원', '3,229원', '38,480원', '상품 불량', '사진 받음']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('박서준 · 11월 24일 (화) 14:12');
    expect(text).toContain('환불 (1회)36,000원');
    expect(text).toContain('환불 후 남은 금액76,000원');
    expect(text).toContain('30초 뒤에 토스에 보내고');
  });

  it('names the items that it gives back', async () => {
    detail = detailOf(itemsPayment());
    show(theirs({ state: 'proposed', amount: 29_000, items: [{ line: 1, quantity: 2 }] }));
    const dialog = await open(ko('operations.acts.button.approve'));
    const term = await within(dialog).findByText(ko('operations.items.title'), { selector: 'dt' });
    expect(term.nextElementSibling?.textContent).toBe('도자기 머그컵 (백색) 2개');
  });

  it('warns when something was refunded since the request', async () => {
    detail = detailOf(mixedPayment({ refunded: 50_000, remaining: 136_000 }));
    show(theirs({ state: 'proposed' }));
    await open(ko('operations.acts.button.approve'));
    await screen.findByText(ko('operations.acts.changed.title'));
    screen.getByText(/요청할 때 36,000원 → 지금 50,000원/);
  });

  it('is not offered for an operation that can’t be shown', async () => {
    desk.use(http.get('/api/payments/:payToken', () => problem('not-ready', 503)));
    show(theirs({ state: 'proposed' }));
    await open(ko('operations.acts.button.approve'));
    await screen.findByText(ko('operations.acts.unreadable'));
    expect(
      screen.queryByRole('button', {
        name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
      }),
    ).toBeNull();
  });

  it('is refused for another body, and has to be read again', async () => {
    onAct(() => problem('approval-mismatch', 409));
    show(theirs({ state: 'proposed' }));
    await open(ko('operations.acts.button.approve'));
    await screen.findByRole('button', {
      name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
    });
    await userEvent.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.acts.problems.approval-mismatch.title'));
    expect(
      screen.queryByRole('button', {
        name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
      }),
    ).toBeNull();
    becomes({ state: 'ready' });
    operation = { ...operation, bodyHash: 'b'.repeat(64) };
    await press(ko('operations.acts.again'));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    await screen.findByRole('button', {
      name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
    });
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() => expect(posts.at(-1)?.body).toMatchObject({ bodyHash: 'b'.repeat(64) }));
  });

  it('notices by itself that it was decided meanwhile', async () => {
    show(theirs({ state: 'proposed' }));
    await open(ko('operations.acts.button.approve'));
    await screen.findByRole('button', {
      name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
    });
    operation = { ...operation, state: 'declined' };
    await screen.findByText(ko('operations.acts.moved.title'), {}, { timeout: 5_000 });
    expect(
      screen.queryByRole('button', {
        name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
      }),
    ).toBeNull();
  });

  it('opens from its address, and says why to those who may not approve', async () => {
    const id = operationOf().id;
    show(theirs({ state: 'proposed', requestedBy: me }), {}, `/?act=approve&operation=${id}`);
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(ko('operations.acts.whyNot.approve.own-operation'));
    expect(
      within(dialog).queryByRole('button', {
        name: ko('operations.acts.approve.confirm', { amount: '74,000원' }),
      }),
    ).toBeNull();
  });
});

describe('the form', () => {
  it('requires evidence, and keeps it on the way back', async () => {
    show(theirs({ state: 'needs_review' }));
    await open(ko('operations.acts.titles.resolve'));
    await userEvent.click(
      await screen.findByRole('button', { name: ko('operations.acts.review') }),
    );
    await screen.findByText(ko('operations.acts.outcomeMissing'));
    screen.getByText(ko('exports.reasonShort'));
    await userEvent.click(
      screen.getByRole('radio', { name: ko('operations.progress.refund.failed') }),
    );
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByText(/묶인 74,000원을 풀어요/);
    await press(ko('common.back'));
    expect(
      (await screen.findByLabelText<HTMLTextAreaElement>(ko('audit.facts.evidence'))).value,
    ).toBe('전화로 확인');
  });

  it('requires which of the refunds of its amount at Toss it is, or that it is none', async () => {
    becomes({ state: 'succeeded' });
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77'), alike('other', 500)] });
    show(theirs({ state: 'needs_review' }));
    await open(ko('operations.acts.titles.resolve'));
    await userEvent.click(
      await screen.findByRole('radio', { name: ko('operations.acts.outcomes.refund.succeeded') }),
    );
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByText(ko('operations.acts.lookAlike.missing'));
    screen.getByRole('radio', { name: /74,000원 환불$/ });
    expect(screen.queryByRole('radio', { name: /500원/ })).toBeNull();
    await userEvent.click(
      screen.getByRole('radio', { name: ko('operations.acts.lookAlike.none') }),
    );
    await press(ko('operations.acts.review'));
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(posts[0]?.body).toEqual({ outcome: 'succeeded', evidence: '전화로 확인' }),
    );
  });

  it('offers for one that is booked as done only another refund', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77')] });
    show(theirs({ state: 'succeeded', disputed: true }));
    await open(ko('operations.acts.titles.resolve'));
    await userEvent.click(
      await screen.findByRole('radio', { name: ko('operations.acts.outcomes.refund.succeeded') }),
    );
    await screen.findByRole('radio', { name: /74,000원 환불$/ });
    expect(screen.queryByRole('radio', { name: ko('operations.acts.lookAlike.none') })).toBeNull();
  });

  it.each([
    [
      'shows with another amount',
      'other-amount',
      ko('operations.acts.problems.other-amount.title'),
    ],
    [
      'shows beside a booked one that leaves no room',
      'no-room',
      ko('operations.acts.problems.no-room.title'),
    ],
  ])('shows as such that Toss %s', async (_name, code, title) => {
    onAct(() =>
      problem('invalid-request', 422, {
        errors: [{ pointer: '/refundNo', code, params: {}, detail: '' }],
      }),
    );
    show(theirs({ state: 'needs_review' }));
    await open(ko('operations.acts.titles.resolve'));
    await userEvent.click(
      await screen.findByRole('radio', { name: ko('operations.acts.outcomes.refund.succeeded') }),
    );
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await userEvent.click(await confirmationIsSeen());
    await screen.findByText(title);
  });

  it('sends no number with an outcome that has none', async () => {
    becomes({ state: 'failed' });
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77')] });
    show(theirs({ state: 'needs_review' }));
    await open(ko('operations.acts.titles.resolve'));
    await userEvent.click(
      await screen.findByRole('radio', { name: ko('operations.acts.outcomes.refund.succeeded') }),
    );
    await userEvent.click(screen.getByRole('radio', { name: /74,000원 환불$/ }));
    await userEvent.click(
      screen.getByRole('radio', { name: ko('operations.progress.refund.failed') }),
    );
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(posts[0]?.body).toEqual({ outcome: 'failed', evidence: '전화로 확인' }),
    );
  });

  it('is not discarded without a question', async () => {
    show(theirs({ state: 'proposed' }));
    await open(ko('bulk.decline.submit'));
    await userEvent.type(
      await screen.findByLabelText(ko('bulk.decline.reason')),
      ko('bulk.form.amount'),
    );
    await userEvent.keyboard('{Escape}');
    await screen.findByText(ko('common.leave.title'));
    await press(ko('common.leave.leave'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is marked as decided alone by the only manager', async () => {
    const own = theirs({ state: 'needs_review', requestedBy: me });
    show(own, { soleManager: true });
    const dialog = await open(ko('operations.acts.titles.resolve'));
    await within(dialog).findByText(ko('bulk.confirm.soleTitle'));
  });
});

const heldUntil = '2099-01-02T03:00:00.000Z';

describe('the row of decisions', () => {
  const cases: [string, Operation, Who, string[], string | null][] = [
    [
      'a decision',
      theirs({ state: 'proposed' }),
      {},
      [ko('operations.acts.button.approve'), ko('bulk.decline.submit')],
      null,
    ],
    [
      'one’s own request',
      theirs({ state: 'proposed', requestedBy: me }),
      {},
      [ko('operations.acts.button.withdraw.proposed')],
      ko('operations.acts.whyNot.approve.own-operation'),
    ],
    [
      'one’s own request with nobody else there',
      theirs({ state: 'proposed', requestedBy: me }),
      { soleManager: true },
      [ko('operations.acts.button.withdraw.proposed')],
      ko('operations.acts.whyNot.alone'),
    ],
    [
      'a clerk',
      theirs({ state: 'proposed' }),
      { role: 'operator' },
      [],
      ko('operations.acts.whyNot.approve.not-permitted'),
    ],
    [
      'a decision on what was asked for by whoever made this account',
      theirs({ state: 'proposed' }),
      { over: { heldFor: [{ staffId: theirs({}).requestedBy.id, until: heldUntil }] } },
      [ko('bulk.decline.submit')],
      ko('operations.acts.refusals.held-account', { when: formatMoment(heldUntil) }),
    ],
    [
      'one’s own contradiction, as the only manager since a moment ago',
      theirs({ state: 'needs_review', requestedBy: me }),
      { over: { soleFrom: heldUntil } },
      [ko('detail.checkNow')],
      `다른 관리자가 빠진 지 24시간이 안 됐어요. ${formatMoment(heldUntil)}부터 혼자 할 수 있어요.`,
    ],
    [
      'somebody else’s refund in its grace',
      theirs({ state: 'ready', sendAfter: heldUntil }),
      {},
      [ko('operations.acts.button.withdraw.unsent')],
      null,
    ],
    [
      'a decision that nobody took in time',
      theirs({ state: 'proposed', approvalLapsesAt: ago(1) }),
      {},
      [],
      ko('operations.acts.refusals.lapsed'),
    ],
    ['the unknown', theirs({ state: 'unknown' }), {}, [ko('detail.checkNow')], null],
    ['what Toss works on', theirs({ state: 'pending' }), {}, [ko('detail.checkNow')], null],
    [
      'the absent',
      theirs({ state: 'absent' }),
      {},
      [
        ko('operations.acts.titles.send-again'),
        ko('operations.acts.button.give-up.refund'),
        ko('detail.checkNow'),
      ],
      null,
    ],
    [
      'the absent, for a clerk',
      theirs({ state: 'absent' }),
      { role: 'operator' },
      [ko('detail.checkNow')],
      ko('operations.acts.whyNot.send-again.not-permitted'),
    ],
    [
      'a contradiction',
      theirs({ state: 'needs_review' }),
      {},
      [ko('operations.acts.titles.resolve'), ko('detail.checkNow')],
      null,
    ],
    [
      'one’s own contradiction',
      theirs({ state: 'needs_review', requestedBy: me }),
      {},
      [ko('detail.checkNow')],
      ko('operations.acts.whyNot.resolve.own-operation'),
    ],
    [
      'money to free',
      theirs({ state: 'given_up' }),
      {},
      [ko('operations.acts.button.release.refund'), ko('detail.checkNow')],
      null,
    ],
    [
      'a held-back refund',
      theirs({ state: 'ready', requestedBy: me }),
      {},
      [ko('operations.acts.button.withdraw.unsent')],
      null,
    ],
    ['the end', theirs({ state: 'succeeded' }), {}, [], null],
    ['a viewer', theirs({ state: 'unknown' }), { role: 'viewer' }, [], null],
  ];
  it.each(cases)('%s', async (_name, start, who, expected, why) => {
    const view = show(start, who);
    await screen.findByRole('group', { name: ko('operations.acts.label') });
    expect(buttons()).toEqual(expected);
    if (why === null) expect(view.container.querySelector('p')).toBeNull();
    else screen.getByText(why);
  });

  it('says when given-up money can be released', async () => {
    show(theirs({ state: 'given_up', sentAt: ago(60) }));
    await screen.findByText(/부터 묶인 금액을 풀 수 있어요\.$/);
    expect(buttons()).toEqual([ko('detail.checkNow')]);
  });
});
