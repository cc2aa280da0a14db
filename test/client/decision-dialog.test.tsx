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
import { detailOf, mixedPayment, operationOf } from './support/fixtures.ts';
import { ActsWithDialogs, answersReads, problem } from './support/render-dialog.tsx';
import { answer, http, HttpResponse, renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';
// Loaded here, so that no test waits for it against the clock.
import '../../client/operations/decision-dialog.tsx';

const desk = testDesk();
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const me = { id: 's1', name: '김민지' };
const other = { id: 's2', name: '박서준' };
const bodyHash = 'a'.repeat(64);

interface Post {
  act: string;
  body: unknown;
}

/** A refund at Toss that no operation explains. */
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

/** Somebody else's request, sent two days ago unless it waits for its approval. */
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

/** Answers the act by `reply`, and notes what came. */
function onAct(reply: () => Response | Promise<Response>) {
  desk.use(
    http.post('/api/operations/:id/:act', async ({ params, request }) => {
      const text = await request.text();
      posts.push({ act: String(params.act), body: text === '' ? null : JSON.parse(text) });
      return reply();
    }),
  );
}

/** The desk does it: from now on the operation reads like this. */
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

/** What each act needs, up to its last press. */
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
    open: '내용 보고 결재',
    confirm: '74,000원 결재',
    body: { bodyHash },
    done: { state: 'ready', approvedBy: me },
    says: /^결재했어요\. 74,000원을 토스에 보내요/,
  },
  {
    act: 'decline',
    start: () => theirs({ state: 'proposed' }),
    open: '반려',
    fill: async () => {
      await userEvent.type(screen.getByLabelText('반려하는 까닭'), '  금액이 달라요  ');
      await press('확인하기');
    },
    confirm: '반려하기',
    body: { reason: '금액이 달라요' },
    done: { state: 'declined' },
    says: /^반려했어요/,
  },
  {
    act: 'withdraw',
    start: () => theirs({ state: 'proposed', requestedBy: me }),
    open: '거두기',
    confirm: '보내지 않기',
    body: null,
    done: { state: 'declined' },
    says: /^거뒀어요/,
  },
  {
    act: 'send-again',
    start: () => theirs({ state: 'absent' }),
    open: '같은 번호로 다시 보내기',
    confirm: '74,000원 다시 보내기',
    body: null,
    done: { state: 'sending', sentAt: ago(0) },
    says: /^다시 보내고 있어요/,
  },
  {
    act: 'give-up',
    start: () => theirs({ state: 'absent' }),
    open: '포기',
    confirm: '포기하고 닫기',
    body: null,
    done: { state: 'given_up' },
    says: /^포기하고 닫았어요/,
  },
  {
    act: 'release',
    start: () => theirs({ state: 'given_up' }),
    open: '돈 풀기',
    fill: async () => {
      await userEvent.type(screen.getByLabelText('근거'), '상점관리자에서 확인');
      await press('확인하기');
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
    open: '결과 정하기',
    fill: async () => {
      await userEvent.click(screen.getByRole('radio', { name: '환불됐어요' }));
      await userEvent.click(screen.getByRole('radio', { name: /돌려준 74,000원$/ }));
      await userEvent.type(screen.getByLabelText('근거'), '상점관리자에서 확인');
      await press('확인하기');
    },
    confirm: '이렇게 정하기',
    body: { outcome: 'succeeded', evidence: '상점관리자에서 확인', refundNo: 'toss-77' },
    done: { state: 'succeeded' },
    says: /^결과를 정했어요/,
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

  it('tells the desk exactly what was confirmed, says so, and shows how it goes on', async () => {
    becomes(one.done);
    show(one.start());
    await userEvent.click(await arrive());
    await waitFor(() => expect(announced()).toMatch(one.says));
    expect(posts).toEqual([{ act: one.act, body: one.body }]);
    await screen.findByRole('list', { name: '진행 단계' });
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
  });

  it('is not pressed by Enter, and is pressed by Ctrl+Enter, once', async () => {
    onAct(async () => {
      await delay('infinite');
      return HttpResponse.error();
    });
    const view = show(one.start());
    await arrive();
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^(닫기|뒤로)$/));
    await userEvent.keyboard('{Enter}');
    expect(posts).toEqual([]);
    // Enter was the way back: once more from there.
    if (one.fill === undefined) await open(one.open);
    else await press('확인하기');
    await screen.findByRole('button', { name: one.confirm });
    // A second press of the same hand is none.
    await controlEnter();
    await confirmationIsSeen();
    expect(posts).toEqual([]);
    await controlEnter();
    await controlEnter();
    await waitFor(() => expect(posts).toHaveLength(1));
    view.unmount();
  });

  it('shows what became of it when somebody else was faster', async () => {
    onAct(() => {
      operation = { ...operation, state: 'succeeded' };
      return problem('operation-moved', 409, { operation });
    });
    show(one.start());
    await userEvent.click(await arrive());
    await screen.findByText('그 사이 상태가 먼저 바뀌었어요');
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
    screen.getByText('여기서는 아니요. 지금 상태를 봐 주세요.');
  });

  it('says who may, and offers no button, when the desk wants another person', async () => {
    onAct(() => problem('second-person-needed', 403));
    show(one.start());
    await userEvent.click(await arrive());
    const alert = await screen.findByRole('alert');
    within(alert).getByText('요청한 사람이 아닌 다른 관리자가 해야 해요');
    within(alert).getByText('아니요. 움직이지 않았어요.');
    within(alert).getByText('아니요. 다른 관리자가 눌러야 해요.');
    expect(screen.queryByRole('button', { name: one.confirm })).toBeNull();
  });

  it('says from when on, when it is too early', async () => {
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
    within(alert).getByText(/돈이 움직였는지 아직 몰라요\. 다시 누르지 마세요\./);
  });

  it('gives the focus back to its button', async () => {
    show(one.start());
    await open(one.open);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(document.activeElement?.textContent).toBe(one.open));
  });
});

describe('the approval', () => {
  it('shows the recorded body, how the payment stands, and who asked', async () => {
    show(theirs({ state: 'proposed', note: '사진 받음', createdAt: '2026-11-24T05:12:03.000Z' }));
    const dialog = await open('내용 보고 결재');
    await within(dialog).findByText(/되돌릴 수 없어요/);
    const text = dialog.textContent;
    for (const part of ['32,291원', '3,229원', '38,480원', '상품 불량', '사진 받음']) {
      expect(text).toContain(part);
    }
    expect(text).toContain('박서준 · 11월 24일 (화) 14:12');
    expect(text).toContain('환불됨 (1회)36,000원');
    expect(text).toContain('환불 후 남음76,000원');
    expect(text).toContain('30초 뒤에 토스에 보내요');
  });

  it('warns when something was refunded since it was asked for', async () => {
    detail = detailOf(mixedPayment({ refunded: 50_000, remaining: 136_000 }));
    show(theirs({ state: 'proposed' }));
    await open('내용 보고 결재');
    await screen.findByText('요청한 뒤 환불된 금액이 바뀌었어요');
    screen.getByText(/요청할 때 36,000원 → 지금 50,000원/);
  });

  it('is not offered for what could not be shown', async () => {
    desk.use(http.get('/api/payments/:payToken', () => problem('not-ready', 503)));
    show(theirs({ state: 'proposed' }));
    await open('내용 보고 결재');
    await screen.findByText('내용을 읽지 못해 정할 수 없어요');
    expect(screen.queryByRole('button', { name: '74,000원 결재' })).toBeNull();
  });

  it('is refused for another body, and needs to be read again', async () => {
    onAct(() => problem('approval-mismatch', 409));
    show(theirs({ state: 'proposed' }));
    await open('내용 보고 결재');
    await screen.findByRole('button', { name: '74,000원 결재' });
    await userEvent.click(await confirmationIsSeen());
    await screen.findByText('보고 있던 내용과 기록된 내용이 달라요');
    expect(screen.queryByRole('button', { name: '74,000원 결재' })).toBeNull();
    becomes({ state: 'ready' });
    operation = { ...operation, bodyHash: 'b'.repeat(64) };
    await press('다시 읽기');
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    await screen.findByRole('button', { name: '74,000원 결재' });
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() => expect(posts.at(-1)?.body).toEqual({ bodyHash: 'b'.repeat(64) }));
  });

  it('notices by itself that it was decided meanwhile', async () => {
    show(theirs({ state: 'proposed' }));
    await open('내용 보고 결재');
    await screen.findByRole('button', { name: '74,000원 결재' });
    operation = { ...operation, state: 'declined' };
    await screen.findByText('그 사이 상태가 바뀌었어요', {}, { timeout: 5_000 });
    expect(screen.queryByRole('button', { name: '74,000원 결재' })).toBeNull();
  });

  it('opens from its address, and tells whoever may not why', async () => {
    const id = operationOf().id;
    show(theirs({ state: 'proposed', requestedBy: me }), {}, `/?act=approve&operation=${id}`);
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('다른 관리자가 결재해야 해요.');
    expect(within(dialog).queryByRole('button', { name: '74,000원 결재' })).toBeNull();
  });
});

describe('what is filled in', () => {
  it('has to be evidence, and is kept on the way back', async () => {
    show(theirs({ state: 'needs_review' }));
    await open('결과 정하기');
    await userEvent.click(await screen.findByRole('button', { name: '확인하기' }));
    await screen.findByText('결과를 골라 주세요.');
    screen.getByText('5자 이상 적어 주세요.');
    await userEvent.click(screen.getByRole('radio', { name: '환불되지 않았어요' }));
    await userEvent.type(screen.getByLabelText('근거'), '전화로 확인');
    await press('확인하기');
    await screen.findByText(/묶인 74,000원을 풀어요/);
    await press('뒤로');
    expect((await screen.findByLabelText<HTMLTextAreaElement>('근거')).value).toBe('전화로 확인');
  });

  it('has to say which of the refunds of its amount at Toss it is, or that it is none', async () => {
    becomes({ state: 'succeeded' });
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77'), alike('other', 500)] });
    show(theirs({ state: 'needs_review' }));
    await open('결과 정하기');
    await userEvent.click(await screen.findByRole('radio', { name: '환불됐어요' }));
    await userEvent.type(screen.getByLabelText('근거'), '전화로 확인');
    await press('확인하기');
    await screen.findByText('어느 환불인지 골라 주세요.');
    screen.getByRole('radio', { name: /돌려준 74,000원$/ });
    expect(screen.queryByRole('radio', { name: /500원/ })).toBeNull();
    await userEvent.click(screen.getByRole('radio', { name: '여기에 없어요' }));
    await press('확인하기');
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(posts[0]?.body).toEqual({ outcome: 'succeeded', evidence: '전화로 확인' }),
    );
  });

  it('offers one that is booked as done nothing but another refund', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77')] });
    show(theirs({ state: 'succeeded', disputed: true }));
    await open('결과 정하기');
    await userEvent.click(await screen.findByRole('radio', { name: '환불됐어요' }));
    await screen.findByRole('radio', { name: /돌려준 74,000원$/ });
    expect(screen.queryByRole('radio', { name: '여기에 없어요' })).toBeNull();
  });

  it.each([
    ['shows with another amount', 'other-amount', '토스에는 다른 금액으로 있어요'],
    ['shows beside a booked one that leaves no room', 'no-room', '결제에 남은 금액이 모자라요'],
  ])('that Toss %s is told as that', async (_name, code, title) => {
    onAct(() =>
      problem('invalid-request', 422, {
        errors: [{ pointer: '/refundNo', code, params: {}, detail: '' }],
      }),
    );
    show(theirs({ state: 'needs_review' }));
    await open('결과 정하기');
    await userEvent.click(await screen.findByRole('radio', { name: '환불됐어요' }));
    await userEvent.type(screen.getByLabelText('근거'), '전화로 확인');
    await press('확인하기');
    await userEvent.click(await confirmationIsSeen());
    await screen.findByText(title);
  });

  it('sends no number with an outcome that has none', async () => {
    becomes({ state: 'failed' });
    detail = detailOf(mixedPayment(), { lookAlikes: [alike('toss-77')] });
    show(theirs({ state: 'needs_review' }));
    await open('결과 정하기');
    await userEvent.click(await screen.findByRole('radio', { name: '환불됐어요' }));
    await userEvent.click(screen.getByRole('radio', { name: /돌려준 74,000원$/ }));
    await userEvent.click(screen.getByRole('radio', { name: '환불되지 않았어요' }));
    await userEvent.type(screen.getByLabelText('근거'), '전화로 확인');
    await press('확인하기');
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(posts[0]?.body).toEqual({ outcome: 'failed', evidence: '전화로 확인' }),
    );
  });

  it('is not thrown away without a question', async () => {
    show(theirs({ state: 'proposed' }));
    await open('반려');
    await userEvent.type(await screen.findByLabelText('반려하는 까닭'), '금액');
    await userEvent.keyboard('{Escape}');
    await screen.findByText('적던 내용을 버릴까요?');
    await press('버리고 닫기');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('is marked as decided alone by the only manager', async () => {
    const own = theirs({ state: 'needs_review', requestedBy: me });
    show(own, { soleManager: true });
    const dialog = await open('결과 정하기');
    await within(dialog).findByText('단독 처리로 기록돼요');
  });
});

const heldUntil = '2099-01-02T03:00:00.000Z';

describe('the row of acts', () => {
  const cases: [string, Operation, Who, string[], string | null][] = [
    ['a decision', theirs({ state: 'proposed' }), {}, ['내용 보고 결재', '반려'], null],
    [
      'one’s own request',
      theirs({ state: 'proposed', requestedBy: me }),
      {},
      ['거두기'],
      '다른 관리자가 결재해야 해요.',
    ],
    [
      'one’s own request with nobody else there',
      theirs({ state: 'proposed', requestedBy: me }),
      { soleManager: true },
      ['거두기'],
      '가게에 다른 관리자가 없어요. 거둔 뒤 다시 요청하면 단독 처리로 기록하고 바로 보낼 수 있어요.',
    ],
    ['a clerk', theirs({ state: 'proposed' }), { role: 'operator' }, [], '관리자가 결재해야 해요.'],
    [
      'a decision on what was asked for by whoever made this account',
      theirs({ state: 'proposed' }),
      { over: { heldFor: [{ staffId: theirs({}).requestedBy.id, until: heldUntil }] } },
      ['반려'],
      `요청한 사람과 나 가운데 한쪽이 최근에 다른 쪽 계정을 만들거나 되살려서 ${formatMoment(heldUntil)}부터 할 수 있어요. 이런 관계가 아닌 관리자는 지금 할 수 있어요.`,
    ],
    [
      'one’s own contradiction, as the only manager since a moment ago',
      theirs({ state: 'needs_review', requestedBy: me }),
      { over: { soleFrom: heldUntil } },
      ['지금 확인'],
      `다른 관리자가 빠진 지 24시간이 안 됐어요. ${formatMoment(heldUntil)}부터 혼자 할 수 있어요.`,
    ],
    [
      'somebody else’s refund in its grace',
      theirs({ state: 'ready', sendAfter: heldUntil }),
      {},
      ['보내지 않기'],
      null,
    ],
    [
      'a decision that nobody took in time',
      theirs({ state: 'proposed', approvalLapsesAt: ago(1) }),
      {},
      [],
      '결재 시한이 지났어요. 보내지 않고 닫혀요.',
    ],
    ['the unknown', theirs({ state: 'unknown' }), {}, ['지금 확인'], null],
    ['what Toss works on', theirs({ state: 'pending' }), {}, ['지금 확인'], null],
    [
      'the absent',
      theirs({ state: 'absent' }),
      {},
      ['같은 번호로 다시 보내기', '포기', '지금 확인'],
      null,
    ],
    [
      'the absent, for a clerk',
      theirs({ state: 'absent' }),
      { role: 'operator' },
      ['지금 확인'],
      '관리자가 다시 보내거나 포기할 수 있어요.',
    ],
    ['a contradiction', theirs({ state: 'needs_review' }), {}, ['결과 정하기', '지금 확인'], null],
    [
      'one’s own contradiction',
      theirs({ state: 'needs_review', requestedBy: me }),
      {},
      ['지금 확인'],
      '요청한 사람이 아닌 다른 관리자가 결과를 정해야 해요.',
    ],
    ['money to free', theirs({ state: 'given_up' }), {}, ['돈 풀기', '지금 확인'], null],
    ['a held-back refund', theirs({ state: 'ready', requestedBy: me }), {}, ['보내지 않기'], null],
    ['the end', theirs({ state: 'succeeded' }), {}, [], null],
    ['a viewer', theirs({ state: 'unknown' }), { role: 'viewer' }, [], null],
  ];
  it.each(cases)('%s', async (_name, start, who, expected, why) => {
    const view = show(start, who);
    await screen.findByRole('group', { name: '할 수 있는 일' });
    expect(buttons()).toEqual(expected);
    if (why === null) expect(view.container.querySelector('p')).toBeNull();
    else screen.getByText(why);
  });

  it('says when given-up money can be freed', async () => {
    show(theirs({ state: 'given_up', sentAt: ago(60) }));
    await screen.findByText(/부터 돈을 풀 수 있어요\.$/);
    expect(buttons()).toEqual(['지금 확인']);
  });
});
