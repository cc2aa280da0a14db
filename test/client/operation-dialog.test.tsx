import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { delay, http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { i18n } from '../../client/copy/i18n.ts';
import { deskAccess } from '../../client/desk-access.ts';
import { meOptions, type Me } from '../../client/me.ts';
import { OperationDialog } from '../../client/operations/operation-dialog.tsx';
import { pendingOperation, pressOperation } from '../../client/operations/pending-operation.ts';
import { SEEN_AFTER_MS } from '../../client/parts/use-seen.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import { operationStates, type Operation, type OperationKind } from '../../shared/operation.ts';
import {
  detailOf,
  mixedPayment,
  operationOf,
  payToken,
  singlePayment,
} from './support/fixtures.ts';
import { focusArrivesAt } from './support/focus.ts';
import {
  answersReads,
  descriptionOf,
  isChecked,
  problem,
  valueOf,
} from './support/render-dialog.tsx';
import { meOf, renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';

const putPath = `/api/payments/:payToken/operations/:operationId`;
const operationPath = `/api/operations/:id`;

const desk = testDesk();

interface Put {
  id: string;
  body: Record<string, unknown>;
  /** What this tab kept at the moment the call arrived. */
  kept: string | undefined;
}

let detail: PaymentDetail;
let puts: Put[];

beforeEach(() => {
  detail = detailOf(mixedPayment());
  puts = [];
  sessionStorage.clear();
  desk.use(...answersReads(() => detail));
  desk.use(http.get(operationPath, () => problem('operation-not-found', 404)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Answers the PUT by `answer`, and notes what came. */
function onPut(answer: (put: Put) => Response | Promise<Response>) {
  desk.use(
    http.put(putPath, async ({ params, request }) => {
      const put = {
        id: String(params.operationId),
        body: (await request.json()) as Put['body'],
        kept: pendingOperation(payToken, 's1')?.operationId,
      };
      puts.push(put);
      return answer(put);
    }),
  );
}

/** `GET /api/operations/:id` answers this operation, under whatever id is asked for. */
function onFollow(operation: () => Partial<Operation>) {
  desk.use(
    http.get(operationPath, ({ params }) =>
      HttpResponse.json(operationOf({ id: String(params.id), ...operation() })),
    ),
  );
}

function show(part: Partial<Parameters<typeof OperationDialog>[0]> = {}, who: Partial<Me> = {}) {
  const onClose = vi.fn();
  const view = renderScreen(
    <OperationDialog
      kind="refund"
      payToken={payToken}
      mode="test"
      shopName="모퉁이 상점"
      onClose={onClose}
      {...part}
    />,
    '/',
    '*',
    'manager',
    who,
  );
  return { ...view, onClose };
}

async function fill(user: ReturnType<typeof userEvent.setup>, amount = '74000') {
  await user.type(await screen.findByLabelText('환불할 금액'), amount);
  await screen.findByRole('option', { name: '상품 불량' });
  await user.selectOptions(screen.getByLabelText('사유'), '상품 불량');
}

async function confirm(user: ReturnType<typeof userEvent.setup>) {
  await fill(user);
  await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
  await screen.findByRole('button', { name: '74,000원 환불' });
  return confirmationIsSeen();
}

describe('the press', () => {
  it('keeps the id and the body before anything is sent, and forgets them at the end', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    await user.click(await confirm(user));
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(1);
    expect(puts[0]?.kept).toBe(puts[0]?.id);
    expect(puts[0]?.body).toEqual({
      kind: 'refund',
      amount: 74_000,
      parts: { taxable: 32_291, vat: 3_229, taxFree: 38_480, serviceFee: 0 },
      reason: '상품 불량',
      seenRefunded: 36_000,
      seenApproval: false,
      seenGraceSeconds: 0,
    });
    await waitFor(() => expect(pendingOperation(payToken, 's1')).toBeNull());
  });

  it('is one operation when it is clicked twice', async () => {
    const user = userEvent.setup();
    onPut(async () => {
      await delay('infinite');
      return HttpResponse.error();
    });
    const view = show();
    const button = await confirm(user);
    // Both clicks arrive before React can take the button away.
    button.click();
    button.click();
    await screen.findByRole('heading', { name: '74,000원 환불을 기록하고 있어요' });
    await waitFor(() => expect(puts).toHaveLength(1));
    view.unmount();
  });

  it('follows what is recorded after a reload, without sending again', async () => {
    const pending = pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    onFollow(() => ({ state: 'unknown' }));
    onPut(() => HttpResponse.error());
    show();
    await screen.findByRole('heading', { name: '74,000원이 환불됐는지 확인하고 있어요' });
    expect(pending).not.toBeNull();
    expect(puts).toEqual([]);
  });

  it('keeps no more than its id once it is recorded, and follows it all the same', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'proposed' })));
    onFollow(() => ({ state: 'proposed' }));
    const first = show();
    await user.type(await screen.findByLabelText('메모', { exact: false }), '김민수 항의');
    await user.click(await confirm(user));
    await screen.findByRole('heading', { name: /결재/ });
    const [operationId] = puts.map(({ id }) => id);
    expect(Object.values(sessionStorage).map((text) => JSON.parse(text) as unknown)).toEqual([
      { operationId, payToken, staffId: 's1' },
    ]);
    first.unmount();
    show();
    await screen.findByRole('heading', { name: /결재/ });
    expect(puts).toHaveLength(1);
  });

  it('keeps no more either when only a read tells that it is recorded', async () => {
    pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    onFollow(() => ({ kind: 'execute', state: 'unknown' }));
    show({ kind: 'execute' });
    await waitFor(() => expect(Object.values(sessionStorage).join('')).not.toContain('seenAmount'));
    expect(Object.values(sessionStorage)).toHaveLength(1);
  });

  it('tries again by itself under the same id when the desk is not reached', async () => {
    const user = userEvent.setup();
    onPut(({ id }) =>
      puts.length === 1
        ? HttpResponse.error()
        : HttpResponse.json(operationOf({ id, state: 'succeeded' })),
    );
    show();
    await user.click(await confirm(user));
    await screen.findByText(/두 번 처리되지 않아요/);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' }, { timeout: 8000 });
    expect(puts).toHaveLength(2);
    expect(puts[1]?.id).toBe(puts[0]?.id);
    expect(puts[1]?.body).toEqual(puts[0]?.body);
  });

  it('keeps the id when the door is closed, because that proves nothing', async () => {
    const user = userEvent.setup();
    onPut(() => problem('not-signed-in', 401));
    show();
    await user.click(await confirm(user));
    await screen.findByText('로그인이 필요해요');
    expect(pendingOperation(payToken, 's1')?.operationId).toBe(puts[0]?.id);
  });

  it('sends nothing when this browser keeps nothing', async () => {
    const user = userEvent.setup();
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    onPut(() => HttpResponse.error());
    show();
    await user.click(await confirm(user));
    await user.click(await screen.findByRole('button', { name: '뒤로' }));
    await screen.findByText(/적어 두지 못해 보내지 않았어요/);
    expect(puts).toEqual([]);
  });
});

describe('a press that did not arrive', () => {
  const body = {
    kind: 'refund',
    amount: 74_000,
    parts: { taxable: 32_291, vat: 3_229, taxFree: 38_480, serviceFee: 0 },
    reason: '상품 불량',
    seenRefunded: 36_000,
  } as const;
  const question = '환불 74,000원은 아직 접수되지 않았어요. 이어서 할까요?';
  const closeDesk = () =>
    act(() => {
      deskAccess.lock();
      deskAccess.resume();
    });
  /** Long enough for anything that would go by itself. */
  const nothingGoes = async (before: number) => {
    await confirmationIsSeen();
    expect(puts).toHaveLength(before);
  };

  it('is sent after a reload only when it was seen and confirmed again', async () => {
    const user = userEvent.setup();
    onPut(async () => {
      await delay('infinite');
      return HttpResponse.error();
    });
    const first = show();
    await user.click(await confirm(user));
    await waitFor(() => expect(puts).toHaveLength(1));
    first.unmount();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    const asked = await screen.findByText(question);
    expect(screen.getByRole('dialog').textContent).toContain('상품 불량');
    await user.click(screen.getByRole('button', { name: '74,000원 환불' }));
    expect(asked.isConnected).toBe(true);
    await nothingGoes(1);
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(2);
    expect(puts[1]).toEqual(puts[0]);
  });

  it('because the screen was locked asks anew, on the pane and after a reload', async () => {
    const user = userEvent.setup();
    onPut(() => problem('screen-locked', 423));
    const first = show();
    await user.click(await confirm(user));
    await waitFor(() => expect(deskAccess.read().standing).toBe('locked'));
    act(() => deskAccess.resume());
    await screen.findByText(question);
    screen.getByText(/돈은 움직이지 않았어요/);
    await nothingGoes(1);
    first.unmount();
    show();
    await screen.findByText(question);
    await nothingGoes(1);
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts.map(({ id }) => id)).toEqual([puts[0]?.id, puts[0]?.id]);
  });

  it.each([
    ['a lock', closeDesk],
    [
      'more than a minute',
      () => {
        const lateMs = Date.now() + 61_000;
        vi.spyOn(Date, 'now').mockImplementation(() => lateMs);
      },
    ],
  ])('is not tried again by itself after %s', async (_, happens) => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    show();
    await user.click(await confirm(user));
    await screen.findByText('다시 누르지 마세요.');
    happens();
    await screen.findByText(question);
    await nothingGoes(1);
  });

  it('says why the desk refused it', async () => {
    const user = userEvent.setup();
    onPut(() => problem('forbidden', 403));
    show();
    await user.click(await confirm(user));
    await screen.findByText(question);
    screen.getByText(i18n.t('problems.codes.forbidden.title'));
  });

  it('while nothing reaches the desk can’t be pressed, and is asked about afterwards', async () => {
    pressOperation(payToken, 's1', body);
    let isDown = true;
    desk.use(
      http.get(operationPath, () =>
        isDown ? HttpResponse.error() : problem('operation-not-found', 404),
      ),
    );
    show();
    await screen.findByText('다시 닿으면 여기에서 알려 드려요.');
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['닫기']);
    isDown = false;
    await screen.findByText(question);
  });

  it('can’t be confirmed while its payment can’t be shown', async () => {
    const user = userEvent.setup();
    pressOperation(payToken, 's1', body);
    let isBroken = true;
    desk.use(
      http.get('/api/payments/:payToken', () =>
        isBroken ? problem('storage-failed', 503) : HttpResponse.json(detail),
      ),
    );
    onPut(() => HttpResponse.error());
    show();
    await screen.findByText('내용을 읽지 못해 정할 수 없어요');
    expect(screen.queryByRole('button', { name: /74,000원/ })).toBeNull();
    isBroken = false;
    await user.click(screen.getByRole('button', { name: '다시 읽기' }));
    const button = await screen.findByRole('button', { name: '74,000원 환불' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('dialog').textContent).toContain(detail.payment.orderNo);
  });

  it('has its amount typed again where the money is real', async () => {
    const user = userEvent.setup();
    pressOperation(payToken, 's1', body);
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show({ mode: 'live' });
    await screen.findByText(question);
    const button = await confirmationIsSeen();
    await user.click(button);
    await screen.findByText('위의 금액과 달라요.');
    expect(puts).toEqual([]);
    await user.type(screen.getByLabelText('금액을 한 번 더 적어 주세요'), '74000');
    await user.click(button);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
  });

  it('is asked about also where it is a cancel or an execute', async () => {
    pressOperation(payToken, 's1', { kind: 'cancel', reason: '재고 부족', seenStatus: 'X' });
    const view = show({ kind: 'cancel' });
    await screen.findByText('결제 취소는 아직 접수되지 않았어요. 이어서 할까요?');
    expect((await confirmationIsSeen()).textContent).toContain('186,000원 결제 취소');
    screen.getByText('재고 부족');
    view.unmount();
    sessionStorage.clear();
    pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    show({ kind: 'execute' });
    await screen.findByText('최종 승인 74,000원은 아직 접수되지 않았어요. 이어서 할까요?');
    expect((await confirmationIsSeen()).textContent).toContain('74,000원 최종 승인');
  });

  it('is forgotten on request', async () => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    pressOperation(payToken, 's1', body);
    const { onClose } = show();
    await user.click(await screen.findByRole('button', { name: '보내지 않기' }));
    expect(onClose).toHaveBeenCalledOnce();
    expect(pendingOperation(payToken, 's1')).toBeNull();
    expect(puts).toEqual([]);
  });

  it('is nothing to another person', async () => {
    onPut(() => HttpResponse.error());
    pressOperation(payToken, 's2', body);
    show();
    await screen.findByLabelText('환불할 금액');
    expect(screen.queryByText(/접수되지 않았어요/)).toBeNull();
    expect(puts).toEqual([]);
  });
});

describe('the confirmation', () => {
  it.each(['Ctrl+Enter', 'click'])('takes no second %s that comes with the first', async (how) => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    await fill(user);
    const at = { clientX: 0, clientY: 0 };
    const press = () => {
      if (how === 'click')
        fireEvent.click(screen.getByRole('button', { name: /^74,000원 환불/ }), at);
      else
        fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Enter', ctrlKey: true });
    };
    press();
    await screen.findByRole('button', { name: '74,000원 환불' });
    press();
    await confirmationIsSeen();
    expect(puts).toEqual([]);
    press();
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(1);
  });

  it('counts only while the tab has the focus, and anew after a lock', async () => {
    const user = userEvent.setup();
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    show();
    await fill(user);
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    const button = await screen.findByRole('button', { name: '74,000원 환불' });
    await delay(2 * SEEN_AFTER_MS);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    focus.mockReturnValue(true);
    await confirmationIsSeen();
    act(() => deskAccess.lock());
    expect(button.getAttribute('aria-disabled')).toBe('true');
    act(() => deskAccess.resume());
    expect(button.getAttribute('aria-disabled')).toBe('true');
    await confirmationIsSeen();
  });

  it('counts anew from when it says something else', async () => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    const { queryClient } = show();
    await fill(user);
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    await confirmationIsSeen();
    const me = meOf('manager');
    act(() => {
      const graced = { ...me, rules: { ...me.rules, graceSeconds: 30 } };
      queryClient.setQueryData(meOptions.queryKey, graced);
    });
    await screen.findByText(/30초/);
    const button = screen.getByRole('button', { name: '74,000원 환불' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    await user.click(button);
    await confirmationIsSeen();
    expect(puts).toEqual([]);
  });

  it('says the sentence, starts on 뒤로, and is not pressed by Enter', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'sending' })));
    show();
    await confirm(user);
    const dialog = screen.getByRole('dialog');
    expect(dialog.textContent).toContain('74,000원을 돌려줍니다. 되돌릴 수 없어요.');
    await focusArrivesAt(screen.getByRole('button', { name: '뒤로' }));
    await user.keyboard('{Enter}');
    expect(valueOf(await screen.findByLabelText('환불할 금액'))).toBe('74,000');
    expect(puts).toEqual([]);
  });

  it('is pressed by Ctrl+Enter', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    await confirm(user);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(1);
  });

  it('has the amount typed again where the money is real', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show({ mode: 'live' });
    const button = await confirm(user);
    await user.click(button);
    await screen.findByText('위의 금액과 달라요.');
    expect(puts).toEqual([]);
    await user.type(screen.getByLabelText('금액을 한 번 더 적어 주세요'), '74000');
    await user.click(button);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
  });
});

describe('the fields', () => {
  it('opens read-only when Toss can not be asked', async () => {
    desk.use(http.post(`/api/payments/:payToken/refresh`, () => problem('toss-unreachable', 503)));
    show();
    await screen.findByText('지금 토스에서 확인하지 못해 환불할 수 없어요.');
    expect(screen.queryByLabelText('환불할 금액')).toBeNull();
    expect(screen.queryByRole('button', { name: /환불 확인하기/ })).toBeNull();
  });

  it('takes a pasted amount, tells what is left, and stops at what remains', async () => {
    const user = userEvent.setup();
    show();
    const amount = await screen.findByLabelText('환불할 금액');
    await user.click(amount);
    await user.paste('4,000원');
    expect(valueOf(amount)).toBe('4,000');
    expect(isChecked(screen.getByRole('radio', { name: '일부' }))).toBe(true);
    screen.getByText('146,000원');
    expect(descriptionOf(amount)).toContain('사천 원');
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowDown}');
    expect(valueOf(amount)).toBe('4,100');
    await user.clear(amount);
    await user.type(amount, '160000');
    screen.getByText('남은 금액 150,000원까지 환불할 수 있어요.');
    expect(amount.getAttribute('aria-invalid')).toBe('true');
    await user.clear(amount);
    await user.type(amount, '0');
    screen.getByText('1원 이상 입력해 주세요.');
  });

  it.each([
    ['비례', ['32,291', '3,229', '38,480']],
    ['과세 상품만', ['63,637', '6,363', '0']],
    ['비과세 상품만', ['0', '0', '70,000']],
  ])('splits by %s so that it adds up', async (mode, values) => {
    const user = userEvent.setup();
    show();
    const amountWon = mode === '비례' ? '74000' : '70000';
    await user.type(await screen.findByLabelText('환불할 금액'), amountWon);
    await user.click(screen.getByRole('radio', { name: mode }));
    const shown = ['과세', '부가세', '비과세'].map((part) => screen.getByLabelText(part));
    shown.forEach((input, index) => expect(valueOf(input)).toBe(values[index]));
    screen.getByText('맞아요');
  });

  it('turns to 직접 when a part is typed, and puts one won right', async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByLabelText('환불할 금액'), '74000');
    const taxable = screen.getByLabelText('과세');
    await user.clear(taxable);
    await user.type(taxable, '32290');
    expect(isChecked(screen.getByRole('radio', { name: '직접' }))).toBe(true);
    screen.getByText('합계 73,999 · 환불 74,000');
    screen.getByText('1원 부족');
    await user.click(screen.getByRole('button', { name: '자동으로 맞추기' }));
    screen.getByText('합계 74,000 = 환불 74,000');
  });

  it('shows one line for a single tax', async () => {
    const user = userEvent.setup();
    detail = detailOf(singlePayment());
    show();
    await user.type(await screen.findByLabelText('환불할 금액'), '4000');
    screen.getByText('과세 3,636 · 부가세 364');
    expect(screen.queryByLabelText('과세')).toBeNull();
  });

  it('opens in 직접 with 추정 after an outside refund', async () => {
    detail = detailOf(mixedPayment({ partsKnown: false }));
    show();
    expect(isChecked(await screen.findByRole('radio', { name: '직접' }))).toBe(true);
    screen.getByText('추정');
  });

  it('wants a note for 기타, and shows exactly what Toss gets', async () => {
    const user = userEvent.setup();
    show();
    await user.selectOptions(await screen.findByLabelText('사유'), '기타');
    const text = screen.getByLabelText('토스에 보낼 글');
    await user.clear(text);
    await user.type(text, '"깨짐"');
    screen.getByText('따옴표와 역슬래시는 보낼 수 없어요.');
    await user.click(screen.getByRole('button', { name: '“깨짐”로 바꾸기' }));
    screen.getByText('토스에 보내는 글: “깨짐”');
    screen.getByText('2 / 50');
    await user.click(screen.getByRole('button', { name: '150,000원 환불 확인하기' }));
    await screen.findByText('기타로 환불할 때는 메모를 남겨 주세요.');
  });

  it('catches a second refund on the same day until it is meant', async () => {
    const user = userEvent.setup();
    const [refund] = detail.refunds;
    detail = {
      ...detail,
      refunds: refund === undefined ? [] : [{ ...refund, at: new Date().toISOString() }],
    };
    show();
    await fill(user);
    const review = screen.getByRole('button', { name: '74,000원 환불 확인하기' });
    await user.click(review);
    await screen.findByText('다른 환불이 맞으면 표시해 주세요.');
    await user.click(screen.getByRole('checkbox', { name: '다른 환불이 맞아요' }));
    await user.click(review);
    await screen.findByRole('button', { name: '74,000원 환불' });
  });

  it('asks before it throws away what was filled in', async () => {
    const user = userEvent.setup();
    const { onClose } = show();
    await user.type(await screen.findByLabelText('환불할 금액'), '1');
    await user.keyboard('{Escape}');
    await screen.findByText('적던 내용을 버릴까요?');
    expect(onClose).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: '버리고 닫기' }));
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe('what was left half filled in, of a payment that changed since', () => {
  const shrunk = mixedPayment({ refunded: 86_000, remaining: 100_000 });

  it('keeps the typed amount, which is marked where it no longer fits', async () => {
    const first = show();
    await userEvent.type(await screen.findByLabelText('환불할 금액'), '140000');
    first.unmount();
    detail = detailOf(shrunk);
    show();
    const amount = await screen.findByLabelText('환불할 금액');
    expect(valueOf(amount)).toBe('140,000');
    expect(isChecked(screen.getByRole('radio', { name: '일부' }))).toBe(true);
    expect(amount.getAttribute('aria-invalid')).toBe('true');
    screen.getByText('남은 금액 100,000원까지 환불할 수 있어요.');
  });

  it('tells how much is left instead, also after the next change', async () => {
    const first = show();
    await userEvent.type(await screen.findByLabelText('메모', { exact: false }), '전화로 받음');
    first.unmount();
    detail = detailOf(shrunk);
    show();
    await screen.findByText('남은 금액 150,000원 → 100,000원');
    await userEvent.click(screen.getByRole('radio', { name: '일부' }));
    screen.getByText('남은 금액 150,000원 → 100,000원');
  });
});

it('opens empty where another release kept what this one does not know', async () => {
  const draft = { how: 'some', someWon: 1, reason: '상품 불량', note: '' };
  const name = `changgu.draft.refund ${payToken}`;
  sessionStorage.setItem(name, JSON.stringify({ staffId: 's1', draft }));
  show();
  expect(valueOf(await screen.findByLabelText('환불할 금액'))).toBe('');
  expect(screen.queryByText('적던 내용을 이어서 보여 드려요.')).toBeNull();
});

describe('a refusal', () => {
  it('stale: shows what changed, and goes on with the new amount under a new id', async () => {
    const user = userEvent.setup();
    detail = detailOf(mixedPayment({ refunded: 0, remaining: 186_000 }));
    onPut(() => {
      detail = detailOf(mixedPayment());
      return problem('stale-view', 409, {
        changes: [{ field: 'refunded', seen: 0, now: 36_000 }],
      });
    });
    show();
    await user.click(await confirm(user));
    await screen.findByText('그 사이 내용이 바뀌었어요');
    screen.getByText('남은 금액 186,000원 → 150,000원');
    screen.getByText('10:31 박서준, 36,000원 환불');
    expect(screen.queryByRole('button', { name: /환불 확인하기/ })).toBeNull();
    expect(pendingOperation(payToken, 's1')).toBeNull();
    await user.click(screen.getByRole('button', { name: '새 금액으로' }));
    // The draft is still there, and the next press is another operation.
    expect(valueOf(await screen.findByLabelText('환불할 금액'))).toBe('74,000');
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts[1]?.id).not.toBe(puts[0]?.id);
    expect(puts[1]?.body.seenRefunded).toBe(36_000);
  });

  it('is noticed before the press when the payment changes under the form', async () => {
    const view = show();
    await screen.findByLabelText('환불할 금액');
    detail = detailOf(mixedPayment({ refunded: 40_000, remaining: 146_000 }));
    await view.queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await screen.findByText('남은 금액 150,000원 → 146,000원');
    expect(screen.queryByRole('button', { name: /환불 확인하기/ })).toBeNull();
  });

  it('busy: names who, and leads to their operation', async () => {
    const user = userEvent.setup();
    const theirs = operationOf({
      id: '3f0f2c1a-6f5e-4a57-9d0e-0000000000ff',
      amount: 18_000,
      state: 'unknown',
      requestedBy: { id: 's2', name: '박서준' },
    });
    onPut(() => problem('payment-busy', 409, { operation: theirs }));
    desk.use(http.get(operationPath, () => HttpResponse.json(theirs)));
    show();
    await user.click(await confirm(user));
    await screen.findByText('박서준 님이 환불하는 중이에요');
    expect(pendingOperation(payToken, 's1')).toBeNull();
    await user.click(screen.getByRole('button', { name: '진행 상황 보기' }));
    await screen.findByRole('heading', { name: '18,000원이 환불됐는지 확인하고 있어요' });
  });
});

describe('how it goes', () => {
  const words: Record<(typeof operationStates)[number], RegExp> = {
    proposed: /결재를 기다려요/,
    ready: /접수했어요/,
    sending: /환불됐는지 확인하고 있어요/,
    not_sent: /아직 보내지 못했어요/,
    unknown: /환불됐는지 확인하고 있어요/,
    pending: /처리하고 있어요/,
    absent: /환불되지 않은 것으로 확인됐어요/,
    needs_review: /사람의 확인이 필요해요/,
    succeeded: /환불 완료/,
    failed: /환불되지 않았어요/,
    declined: /토스에 보내지 않았어요/,
    given_up: /포기했어요/,
  };

  it.each(operationStates)('%s has its words', async (state) => {
    onFollow(() => ({ state }));
    const view = show({ resume: operationOf().id });
    await screen.findByRole('heading', { name: words[state] });
    screen.getByRole('list', { name: '진행 단계' });
    view.unmount();
  });

  it('says of one that Toss contradicts what its payment says, and not that it is done', async () => {
    onFollow(() => ({ state: 'succeeded', disputed: true }));
    show({ resume: operationOf().id });
    const dialog = await screen.findByRole('dialog', { name: '74,000원 환불이 토스와 어긋나요' });
    expect(dialog.textContent).toContain('어긋남');
    expect(dialog.textContent).toContain('아직 몰라요.');
    expect(dialog.textContent).toContain('할 일에서 관리자가 이어서 볼 수 있어요.');
    expect(dialog.textContent).not.toContain('완료');
    expect(within(dialog).queryByRole('link', { name: /확인서/ })).toBeNull();
  });

  it('follows to the end by itself, and tells what is left by the figures of Toss', async () => {
    const endedAt = '2026-11-24T05:12:09.000Z';
    let state: Operation['state'] = 'sending';
    onFollow(() => ({ state, ...(state === 'succeeded' ? { endedAt } : {}) }));
    show({ resume: operationOf().id });
    await screen.findByText('다시 누르지 마세요.');
    expect(screen.queryByText(/환불 완료/)).toBeNull();
    detail = detailOf(mixedPayment({ refunded: 110_000, remaining: 76_000, observedAt: endedAt }));
    state = 'succeeded';
    await screen.findByRole('heading', { name: '74,000원 환불 완료' }, { timeout: 5000 });
    await screen.findByText(/남은 금액 76,000원 · 토스 확인 14:12:09/);
  });

  it('has a button that says what it does: it ends here and opens no other payment', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'succeeded' }));
    const { onClose } = show({ resume: operationOf().id });
    await user.click(await screen.findByRole('button', { name: '완료' }));
    expect(onClose).toHaveBeenCalledOnce();
    expect(screen.queryByText('다음 결제')).toBeNull();
  });

  it('answers the three questions for a refusal, with what Toss said', async () => {
    onFollow(() => ({
      state: 'failed',
      tossErrorCode: 'REFUND_EXCEED_DAILY',
      tossMessage: '일일 환불 한도를 초과하였습니다.',
    }));
    show({ resume: operationOf().id });
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/오늘 환불 한도를 넘었어요/);
    expect(dialog.textContent).toContain('아니요. 움직이지 않았어요.');
    expect(dialog.textContent).toContain('네. 새로 요청할 수 있어요.');
    expect(dialog.textContent).toContain('일일 환불 한도를 초과하였습니다.');
    expect(dialog.textContent).toContain('REFUND_EXCEED_DAILY');
  });

  it('can be closed at any time', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'unknown' }));
    const { onClose } = show({ resume: operationOf().id });
    await screen.findByRole('heading', { name: /확인하고 있어요/ });
    screen.getByText(/닫아도 계속 진행돼요/);
    await user.click(screen.getByRole('button', { name: '닫기' }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('asks Toss now on request', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'unknown' }));
    desk.use(
      http.post(`${operationPath}/check`, () =>
        HttpResponse.json(operationOf({ state: 'succeeded' })),
      ),
    );
    show({ resume: operationOf().id });
    const check = await screen.findByRole('button', { name: '지금 확인' });
    onFollow(() => ({ state: 'succeeded' }));
    await user.click(check);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
  });
});

function waiting(status: string, kind: OperationKind): PaymentDetail {
  const payment = singlePayment({
    status,
    expiresAt: new Date(Date.now() + 192_000).toISOString(),
  });
  const forbidden = { allowed: false, reason: 'not-paid' } as const;
  const actions = { execute: forbidden, cancel: forbidden, refund: forbidden };
  return detailOf(payment, { actions: { ...actions, [kind]: { allowed: true, reason: null } } });
}

describe('최종 승인', () =>
  it('shows the amount and the countdown, and sends what was seen', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_APPROVED', 'execute');
    onPut(({ id }) =>
      HttpResponse.json(operationOf({ id, kind: 'execute', amount: 10_000, state: 'succeeded' })),
    );
    show({ kind: 'execute' });
    await screen.findByText(/^03:1\d$/);
    screen.getByRole('button', { name: '10,000원 최종 승인' });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '10,000원 최종 승인 완료' });
    expect(puts[0]?.body).toEqual({ kind: 'execute', seenAmount: 10_000 });
  }));

describe('결제 취소', () => {
  it('says that no money was taken and sends the reason', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    onPut(({ id }) =>
      HttpResponse.json(operationOf({ id, kind: 'cancel', amount: 10_000, state: 'succeeded' })),
    );
    show({ kind: 'cancel' });
    await screen.findByText('구매자에게서 빠져나간 돈은 없어요.');
    const press = await confirmationIsSeen();
    expect(press.textContent).toBe('10,000원 결제 취소');
    await user.click(press);
    await screen.findByText('사유를 적어 주세요.');
    await user.click(screen.getByRole('button', { name: '재고 부족' }));
    await user.click(press);
    await screen.findByRole('heading', { name: '10,000원 결제 취소 완료' });
    expect(puts[0]?.body).toEqual({
      kind: 'cancel',
      reason: '재고 부족',
      seenStatus: 'PAY_STANDBY',
    });
  });

  it('has the typed reason again after a refusal', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    onPut(() => problem('stale-view', 409, { changes: [] }));
    show({ kind: 'cancel' });
    await user.type(await screen.findByLabelText('사유'), '손님이 부탁하셨어요');
    await user.click(await confirmationIsSeen());
    await screen.findByText('그 사이 내용이 바뀌었어요');
    expect(valueOf(screen.getByLabelText('사유'))).toBe('손님이 부탁하셨어요');
  });

  it('offers a refund, never by itself, when the buyer was faster', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    onPut(({ id }) => {
      detail = detailOf(singlePayment());
      return HttpResponse.json(
        operationOf({ id, kind: 'cancel', amount: 10_000, state: 'failed' }),
      );
    });
    show({ kind: 'cancel' });
    await user.type(await screen.findByLabelText('사유'), '재고 부족');
    await user.click(await confirmationIsSeen());
    await screen.findByText('그 사이 결제됐어요');
    screen.getByText('결제 완료');
    expect(puts).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: '환불하기' }));
    await screen.findByRole('button', { name: '10,000원 환불 확인하기' });
  });
});

describe('an approval by a second person', () => {
  const rules = {
    approvalFromWon: 74_000,
    approvalHours: 24,
    graceSeconds: 30,
    soleManager: false,
    soleFrom: null,
    heldFor: [],
    approvableFrom: null,
    stepUpFromWon: null,
    dayCeiling: null,
  };

  it('is asked for from the limit on, and says who may give it', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'proposed', sentAt: null })));
    show({}, { rules });
    await fill(user, '73999');
    expect(screen.queryByText('다른 관리자가 결재해야 보내요')).toBeNull();
    await user.clear(screen.getByLabelText('환불할 금액'));
    await user.type(screen.getByLabelText('환불할 금액'), '74000');
    await screen.findByText('다른 관리자가 결재해야 보내요');
    screen.getByText(/24시간 안에 결재하지 않으면/);
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    expect(screen.queryByRole('button', { name: '74,000원 환불' })).toBeNull();
    expect(screen.getByRole('dialog').textContent).toContain(
      '결재될 때까지 아무것도 보내지 않아요',
    );
    screen.getByRole('button', { name: '74,000원 결재 요청' });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불이 결재를 기다려요' });
    await screen.findByText(/결재를 기다려요\. 아직 아무것도 보내지 않았어요\./);
  });

  it('that is due no more is told before anything goes', async () => {
    const user = userEvent.setup();
    desk.use(http.get('/api/me', () => HttpResponse.json(meOf('manager'))));
    onPut(({ id, body }) =>
      body['seenApproval'] === true
        ? problem('stale-view', 409, {
            changes: [{ field: 'approval', seen: 'needed', now: 'not-needed' }],
          })
        : HttpResponse.json(operationOf({ id, state: 'succeeded' })),
    );
    show({}, { rules });
    await fill(user);
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    await screen.findByRole('button', { name: '74,000원 결재 요청' });
    await user.click(await confirmationIsSeen());
    await screen.findByText('이제 결재 없이 바로 보내요');
    expect(puts[0]?.body).toMatchObject({ seenApproval: true, seenGraceSeconds: 0 });
    await user.click(screen.getByRole('button', { name: '새 내용으로' }));
    await user.click(await screen.findByRole('button', { name: '74,000원 환불 확인하기' }));
    await screen.findByRole('button', { name: '74,000원 환불' });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts[1]?.body).toMatchObject({ seenApproval: false, seenGraceSeconds: 0 });
  });

  it('may be taken back for as long as the confirmation says', async () => {
    const user = userEvent.setup();
    onPut(() =>
      problem('stale-view', 409, { changes: [{ field: 'graceSeconds', seen: 30, now: 0 }] }),
    );
    desk.use(http.get('/api/me', () => HttpResponse.json(meOf('manager'))));
    show({}, { rules: { ...rules, approvalFromWon: null } });
    await user.click(await confirm(user));
    await screen.findByText('보내기 전에 취소할 수 있는 시간 30초 → 0초');
    expect(puts[0]?.body).toMatchObject({ seenApproval: false, seenGraceSeconds: 30 });
  });

  it('is asked for in pieces as well, and says what counts already', async () => {
    const user = userEvent.setup();
    detail = { ...detailOf(mixedPayment()), givenLatelyWon: 1000 };
    show({}, { rules });
    await fill(user, '73000');
    await screen.findByText('다른 관리자가 결재해야 보내요');
    screen.getByText('지난 24시간에 이 결제에서 환불한 1,000원도 함께 세요.');
    await user.clear(screen.getByLabelText('환불할 금액'));
    await user.type(screen.getByLabelText('환불할 금액'), '72999');
    expect(screen.queryByText('다른 관리자가 결재해야 보내요')).toBeNull();
  });

  it('says when nobody may give it yet, and from when on', async () => {
    const user = userEvent.setup();
    const approvableFrom = '2099-01-02T03:00:00.000Z';
    show({}, { rules: { ...rules, approvableFrom } });
    await fill(user);
    await screen.findByText(/지금 결재할 수 있는 관리자가 없어요/);
  });

  it('says when the only manager left may decide alone', async () => {
    const user = userEvent.setup();
    show({}, { rules: { ...rules, soleFrom: '2099-01-02T03:00:00.000Z' } });
    await fill(user);
    await screen.findByText(/다른 관리자가 빠진 지 24시간이 안 돼/);
  });

  it('is only a warning where there is nobody else', async () => {
    const user = userEvent.setup();
    show({}, { rules: { ...rules, soleManager: true } });
    await fill(user);
    await screen.findByText('단독 처리로 기록돼요');
    await user.click(screen.getByRole('button', { name: '74,000원 환불 확인하기' }));
    await screen.findByRole('button', { name: '74,000원 환불' });
    screen.getByText('30초 동안 보내지 않고 기다려요. 그 사이에 거둘 수 있어요.');
  });

  it('can be taken back by the requester, with one confirmation', async () => {
    const user = userEvent.setup();
    const waiting = { state: 'proposed', sentAt: null } as const;
    onFollow(() => waiting);
    let taken = 0;
    desk.use(
      http.post(`${operationPath}/withdraw`, () => {
        taken += 1;
        return HttpResponse.json(operationOf({ state: 'declined', sentAt: null }));
      }),
    );
    show({ resume: operationOf().id }, { rules });
    await user.click(await screen.findByRole('button', { name: '거두기' }));
    await focusArrivesAt(screen.getByRole('button', { name: '뒤로' }));
    expect(taken).toBe(0);
    onFollow(() => ({ state: 'declined', sentAt: null }));
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '환불을 토스에 보내지 않았어요' });
    expect(taken).toBe(1);
  });

  it('offers nobody else to take it back', async () => {
    onFollow(() => ({
      state: 'proposed',
      sentAt: null,
      requestedBy: { id: 's2', name: '박서준' },
    }));
    show({ resume: operationOf().id }, { rules });
    await screen.findByRole('heading', { name: /결재를 기다려요/ });
    expect(screen.queryByRole('button', { name: '거두기' })).toBeNull();
  });
});

describe('the grace window', () => {
  const held = (seconds: number) => ({
    state: 'ready' as const,
    sentAt: null,
    sendAfter: new Date(Date.now() + seconds * 1000).toISOString(),
  });

  it('counts down and can be used to take it back', async () => {
    const operation = held(27);
    onFollow(() => operation);
    show({ resume: operationOf().id });
    await screen.findByText(/^보내기 전 · 취소 가능 00:2\d$/);
    await screen.findByRole('button', { name: '보내지 않기' });
  });

  it('says what happened when it was sent while somebody wanted to take it back', async () => {
    const user = userEvent.setup();
    let state: Partial<Operation> = held(27);
    onFollow(() => state);
    desk.use(
      http.post(`${operationPath}/withdraw`, () => {
        state = { state: 'sending', sentAt: new Date().toISOString() };
        return problem('operation-moved', 409, { operation: operationOf(state) });
      }),
    );
    show({ resume: operationOf().id });
    await user.click(await screen.findByRole('button', { name: '보내지 않기' }));
    await user.click(await confirmationIsSeen());
    await screen.findByText('그 사이 상태가 먼저 바뀌었어요');
    await screen.findByRole('heading', { name: '74,000원 환불을 토스에 요청하고 있어요' });
    screen.getByText('다시 누르지 마세요.');
  });
});
