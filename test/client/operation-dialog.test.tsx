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
import { problems } from '../../shared/problem.ts';
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
import { ko } from '../support/words.ts';

const putPath = `/api/payments/:payToken/operations/:operationId`;
const operationPath = `/api/operations/:id`;

const desk = testDesk();
const SLOW = { timeout: 5_000 };

interface Put {
  id: string;
  body: Record<string, unknown>;
  /** What this tab had stored when the call arrived. */
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

/** Answers the PUT by `answer`, and records the request. */
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

/** What a waiting desk answers while another one takes the lead. */
function passing(code: 'no-leader' | 'leader-lost') {
  const [status, , effect] = problems[code];
  return problem(code, status, { effect });
}

/** `GET /api/operations/:id` answers this operation, for any id. */
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
  await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), amount);
  await screen.findByRole('option', { name: '상품 불량' });
  await user.selectOptions(screen.getByLabelText(ko('bulk.form.reason')), '상품 불량');
}

async function confirm(user: ReturnType<typeof userEvent.setup>) {
  await fill(user);
  await user.click(
    screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
  );
  await screen.findByRole('button', { name: '74,000원 환불' });
  return confirmationIsSeen();
}

describe('pressing the button', () => {
  it('stores the id and the body before anything is sent, and deletes them at the end', async () => {
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
      seenRecorded: 0,
      seenApproval: false,
      seenGraceSeconds: 0,
    });
    await waitFor(() => expect(pendingOperation(payToken, 's1')).toBeNull());
  });

  it('shows what the buyer of a discounted payment gets back: first an estimate, then Toss’s figure', async () => {
    const user = userEvent.setup();
    const paid = { discounted: 18_600, payMethod: 'TOSS_MONEY', cashReceipt: false } as const;
    detail = detailOf(mixedPayment(paid));
    onPut(({ id }) => {
      const [entry] = detail.refunds;
      const booked = entry && { ...entry, amount: 74_000, operationId: id, discounted: 7_401 };
      detail = { ...detail, refunds: booked === undefined ? [] : [booked] };
      return HttpResponse.json(operationOf({ id, state: 'succeeded' }));
    });
    show();
    await fill(user);
    const about = ko('customer.about', { amount: '66,600원' });
    const words = { amount: '74,000원', back: about };
    expect(screen.getByText(ko('operations.refund.discounted', words))).toBeDefined();
    expect(screen.getByText(ko('operations.refund.buyerMoney', { amount: about }))).toBeDefined();
    expect(screen.getByText(ko('operations.refund.ownReceipt'))).toBeDefined();
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByText(ko('operations.refund.buyerMoneyShort', { amount: about }));
    expect(screen.getByText(about, { selector: 'b' })).toBeDefined();
    await user.click(await confirmationIsSeen());
    const told = { amount: '74,000원', back: '66,599원' };
    await screen.findByText(ko('operations.done.paidBack', told), { exact: false });
    expect(screen.getByText(ko('customer.discounted', told), { exact: false })).toBeDefined();
  });

  it('is one operation when it is clicked twice', async () => {
    const user = userEvent.setup();
    onPut(async () => {
      await delay('infinite');
      return HttpResponse.error();
    });
    const view = show();
    const button = await confirm(user);
    // Both clicks arrive before React can remove the button.
    button.click();
    button.click();
    await screen.findByRole('heading', {
      name: ko('operations.recording.refund', { amount: '74,000원' }),
    });
    await waitFor(() => expect(puts).toHaveLength(1));
    view.unmount();
  });

  it('follows a recorded operation after a reload, without sending again', async () => {
    const pending = pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    onFollow(() => ({ state: 'unknown' }));
    onPut(() => HttpResponse.error());
    show();
    await screen.findByRole('heading', {
      name: ko('operations.progress.refund.checking', { amount: '74,000원' }),
    });
    expect(pending).not.toBeNull();
    expect(puts).toEqual([]);
  });

  it('keeps only its id once it is recorded, and follows it all the same', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'proposed' })));
    onFollow(() => ({ state: 'proposed' }));
    const first = show();
    await user.type(
      await screen.findByLabelText(ko('create.memo'), { exact: false }),
      '김민수 항의',
    );
    await user.click(await confirm(user));
    await screen.findByRole('heading', { name: /관리자 확인/ });
    const [operationId] = puts.map(({ id }) => id);
    expect(Object.values(sessionStorage).map((text) => JSON.parse(text) as unknown)).toEqual([
      { operationId, payToken, staffId: 's1' },
    ]);
    first.unmount();
    show();
    await screen.findByRole('heading', { name: /관리자 확인/ });
    expect(puts).toHaveLength(1);
  });

  it('keeps only its id also when just a read shows that it is recorded', async () => {
    pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    onFollow(() => ({ kind: 'execute', state: 'unknown' }));
    show({ kind: 'execute' });
    await waitFor(() => expect(Object.values(sessionStorage).join('')).not.toContain('seenAmount'));
    expect(Object.values(sessionStorage)).toHaveLength(1);
  });

  it('retries by itself under the same id when the desk is not reached', async () => {
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

  it.each(['no-leader', 'leader-lost'] as const)(
    'while another desk takes the lead (%s) says so, asks not to press again, and retries',
    async (code) => {
      const user = userEvent.setup();
      onPut(({ id }) =>
        puts.length === 1
          ? passing(code)
          : HttpResponse.json(operationOf({ id, state: 'succeeded' })),
      );
      show();
      await user.click(await confirm(user));
      await screen.findByRole('heading', { name: ko(`problems.codes.${code}.title`) });
      screen.getByText(ko('operations.unreachable.doNotPress'));
      expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
        ko('common.close'),
      ]);
      await screen.findByRole('heading', { name: '74,000원 환불 완료' }, SLOW);
      expect(puts.map(({ id }) => id)).toEqual([puts[0]?.id, puts[0]?.id]);
    },
  );

  it('keeps the id when a proxy refuses the request, because that proves nothing', async () => {
    const user = userEvent.setup();
    onPut(() => problem('not-signed-in', 401));
    show();
    await user.click(await confirm(user));
    await screen.findByText(ko('problems.codes.not-signed-in.title'));
    expect(pendingOperation(payToken, 's1')?.operationId).toBe(puts[0]?.id);
  });

  it('sends nothing when this browser can’t store anything', async () => {
    const user = userEvent.setup();
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    onPut(() => HttpResponse.error());
    show();
    await user.click(await confirm(user));
    await user.click(await screen.findByRole('button', { name: ko('common.back') }));
    await screen.findByText(ko('operations.cannotKeep'));
    expect(puts).toEqual([]);
  });
});

describe('a request that did not arrive', () => {
  const body = {
    kind: 'refund',
    amount: 74_000,
    parts: { taxable: 32_291, vat: 3_229, taxFree: 38_480, serviceFee: 0 },
    reason: '상품 불량',
    seenRefunded: 36_000,
  } as const;
  const question = ko('operations.unsent.refund', { amount: '74,000원' });
  const closeDesk = () =>
    act(() => {
      deskAccess.lock();
      deskAccess.resume();
    });
  /** Waits long enough for any automatic retry. */
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

  it('because the screen was locked needs a new confirmation, on the pane and after a reload', async () => {
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
  ])('is not retried automatically after %s', async (_, happens) => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    show();
    await user.click(await confirm(user));
    await screen.findByText(ko('operations.unreachable.doNotPress'));
    happens();
    await screen.findByText(question);
    await nothingGoes(1);
  });

  it('shows why the desk refused it', async () => {
    const user = userEvent.setup();
    onPut(() => problem('forbidden', 403));
    show();
    await user.click(await confirm(user));
    await screen.findByText(question);
    screen.getByText(i18n.t('problems.codes.forbidden.title'));
  });

  it('can’t be sent while the desk can’t be reached, and is looked up afterwards', async () => {
    pressOperation(payToken, 's1', body);
    let isDown = true;
    desk.use(
      http.get(operationPath, () =>
        isDown ? HttpResponse.error() : problem('operation-not-found', 404),
      ),
    );
    show();
    await screen.findByText(ko('operations.unreachable.willTell'));
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual([
      ko('common.close'),
    ]);
    isDown = false;
    await screen.findByText(question);
  });

  it('is not called undone by a desk without a leader: an earlier try may be recorded', async () => {
    pressOperation(payToken, 's1', body);
    let isLed = false;
    desk.use(
      http.get(operationPath, () =>
        isLed ? problem('operation-not-found', 404) : passing('no-leader'),
      ),
    );
    show();
    await screen.findByRole('heading', { name: ko('problems.codes.no-leader.title') });
    screen.getByText(ko('operations.unreachable.willTell'));
    screen.getByText(ko('operations.unreachable.help'));
    expect(screen.queryByText(ko('problems.effect.not-applied'), { exact: false })).toBeNull();
    isLed = true;
    await screen.findByText(question, {}, SLOW);
  });

  it('is not called undone either where reading it is refused', async () => {
    const user = userEvent.setup();
    onPut(() => problem('forbidden', 403));
    desk.use(http.get(operationPath, () => problem('too-many-requests', 429)));
    show();
    await user.click(await confirm(user));
    await screen.findByText(ko('problems.codes.too-many-requests.title'));
    screen.getByText(ko('problems.effect.unknown'));
    expect(screen.queryByText(ko('problems.effect.not-applied'), { exact: false })).toBeNull();
  });

  it('that was not recorded says only so, whatever the last try left open', async () => {
    const user = userEvent.setup();
    onPut(() => problem('malformed-body', 400, { effect: 'unknown' }));
    show();
    await user.click(await confirm(user));
    await screen.findByText(question);
    screen.getByText(ko('operations.unsent.body'));
    expect(screen.queryByText(ko('problems.effect.unknown'), { exact: false })).toBeNull();
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
    await screen.findByText(ko('operations.acts.unreadable'));
    expect(screen.queryByRole('button', { name: /74,000원/ })).toBeNull();
    isBroken = false;
    await user.click(screen.getByRole('button', { name: ko('operations.acts.again') }));
    const button = await screen.findByRole('button', { name: '74,000원 환불' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('dialog').textContent).toContain(detail.payment.orderNo);
  });

  it('requires its amount typed again where the money is real', async () => {
    const user = userEvent.setup();
    pressOperation(payToken, 's1', body);
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show({ mode: 'live' });
    await screen.findByText(question);
    const button = await confirmationIsSeen();
    await user.click(button);
    await screen.findByText(ko('operations.refund.typeDiffers'));
    expect(puts).toEqual([]);
    await user.type(screen.getByLabelText(ko('operations.refund.typeAmount')), '74000');
    await user.click(button);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
  });

  it('is looked up also where it is a cancel or an execute', async () => {
    pressOperation(payToken, 's1', { kind: 'cancel', reason: '재고 부족', seenStatus: 'X' });
    const view = show({ kind: 'cancel' });
    await screen.findByText(ko('operations.unsent.cancel'));
    expect((await confirmationIsSeen()).textContent).toContain('186,000원 결제 취소');
    screen.getByText('재고 부족');
    view.unmount();
    sessionStorage.clear();
    pressOperation(payToken, 's1', { kind: 'execute', seenAmount: 74_000 });
    show({ kind: 'execute' });
    await screen.findByText(ko('operations.unsent.execute', { amount: '74,000원' }));
    expect((await confirmationIsSeen()).textContent).toContain('74,000원 최종 승인');
  });

  it('is discarded on request', async () => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    pressOperation(payToken, 's1', body);
    const { onClose } = show();
    await user.click(await screen.findByRole('button', { name: ko('operations.unsent.drop') }));
    expect(onClose).toHaveBeenCalledOnce();
    expect(pendingOperation(payToken, 's1')).toBeNull();
    expect(puts).toEqual([]);
  });

  it('is not shown to another person', async () => {
    onPut(() => HttpResponse.error());
    pressOperation(payToken, 's2', body);
    show();
    await screen.findByLabelText(ko('operations.refund.someLabel'));
    expect(screen.queryByText(/접수되지 않았어요/)).toBeNull();
    expect(puts).toEqual([]);
  });
});

describe('the confirmation', () => {
  it.each(['Ctrl+Enter', 'click'])('ignores a second %s that comes with the first', async (how) => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    await fill(user);
    const at = { clientX: 0, clientY: 0 };
    const press = () => {
      if (how === 'click')
        fireEvent.click(
          screen.getByRole('button', {
            name: new RegExp(`^(74,000원 환불|${ko('operations.refund.review')})`),
          }),
          at,
        );
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

  it('counts only while the tab has the focus, and starts over after a lock', async () => {
    const user = userEvent.setup();
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    show();
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
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

  it('starts over counting when its content changes', async () => {
    const user = userEvent.setup();
    onPut(() => HttpResponse.error());
    const { queryClient } = show();
    await fill(user);
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
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

  it('shows the sentence, focuses 뒤로, and is not confirmed by Enter', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'sending' })));
    show();
    await confirm(user);
    const dialog = screen.getByRole('dialog');
    expect(dialog.textContent).toContain('74,000원을 돌려드려요. 되돌릴 수 없어요.');
    const back = screen.getByRole('button', { name: ko('common.back') });
    await focusArrivesAt(back);
    // The sentence is read with the dialog, and at the button that a reader arrives at.
    const sentence = /74,000원.*되돌릴 수 없어요\.$/;
    expect(descriptionOf(dialog)).toMatch(sentence);
    expect(descriptionOf(back)).toMatch(sentence);
    await user.keyboard('{Enter}');
    expect(valueOf(await screen.findByLabelText(ko('operations.refund.someLabel')))).toBe('74,000');
    expect(puts).toEqual([]);
  });

  it('is confirmed by Ctrl+Enter', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show();
    await confirm(user);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts).toHaveLength(1);
  });

  it('requires the amount typed again where the money is real', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    show({ mode: 'live' });
    const button = await confirm(user);
    await user.click(button);
    await screen.findByText(ko('operations.refund.typeDiffers'));
    expect(puts).toEqual([]);
    await user.type(screen.getByLabelText(ko('operations.refund.typeAmount')), '74000');
    await user.click(button);
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
  });
});

describe('the fields', () => {
  it('open read-only when Toss can’t be read', async () => {
    desk.use(http.post(`/api/payments/:payToken/refresh`, () => problem('toss-unreachable', 503)));
    show();
    await screen.findByText(ko('operations.cannotCheck.refund'));
    expect(screen.queryByLabelText(ko('operations.refund.someLabel'))).toBeNull();
    expect(screen.queryByRole('button', { name: ko('operations.refund.review') })).toBeNull();
  });

  it('take a pasted amount, show what is left, and stop at what remains', async () => {
    const user = userEvent.setup();
    show();
    const amount = await screen.findByLabelText(ko('operations.refund.someLabel'));
    await user.click(amount);
    await user.paste('4,000원');
    expect(valueOf(amount)).toBe('4,000');
    expect(isChecked(screen.getByRole('radio', { name: ko('operations.refund.some') }))).toBe(true);
    screen.getByText('146,000원');
    expect(descriptionOf(amount)).toContain('사천 원');
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowDown}');
    expect(valueOf(amount)).toBe('4,100');
    await user.clear(amount);
    await user.type(amount, '160000');
    screen.getByText(ko('operations.refund.over', { amount: '150,000원' }));
    expect(amount.getAttribute('aria-invalid')).toBe('true');
    // The amount's own message says it all.
    expect(screen.queryByText(ko('operations.refund.splitFirst'))).toBeNull();
    expect(screen.queryByText(ko('operations.refund.splitFirst'))).toBeNull();
    await user.clear(amount);
    await user.type(amount, '0');
    screen.getByText(ko('operations.refund.zero'));
  });

  it.each([
    [ko('operations.refund.modes.proportional'), ['32,291', '3,229', '38,480']],
    [ko('operations.refund.modes.taxed'), ['63,637', '6,363', '0']],
    [ko('operations.refund.modes.tax-free'), ['0', '0', '70,000']],
  ])('split by %s so that it adds up', async (mode, values) => {
    const user = userEvent.setup();
    show();
    const amountWon = mode === ko('operations.refund.modes.proportional') ? '74000' : '70000';
    await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), amountWon);
    await user.click(screen.getByRole('radio', { name: mode }));
    const shown = [ko('common.part.taxable'), ko('common.part.vat'), ko('common.part.taxFree')].map(
      (part) => screen.getByLabelText(part),
    );
    shown.forEach((input, index) => expect(valueOf(input)).toBe(values[index]));
    screen.getByText(ko('create.fits'));
  });

  it('call no payment 복합과세 that has 비과세 alone', async () => {
    const none = { paid: 0, refunded: 0, remaining: 0 };
    const taxFree = { paid: 186_000, refunded: 36_000, remaining: 150_000 };
    const exempt = { taxable: none, vat: none, taxFree, serviceFee: none };
    const { unmount } = show();
    await screen.findByText(ko('operations.refund.mixed'));
    unmount();
    detail = detailOf(mixedPayment({ parts: exempt }));
    show();
    await screen.findByRole('radio', { name: ko('operations.refund.modes.tax-free') });
    expect(screen.queryByText(ko('operations.refund.mixed'))).toBeNull();
  });

  it('say of an amount that can’t be read only this, and take a sum', async () => {
    const user = userEvent.setup();
    show();
    const amount = await screen.findByLabelText(ko('operations.refund.someLabel'));
    await user.click(amount);
    await user.paste('2만 4천 500 1');
    await user.tab();
    screen.getByText(ko('common.wonUnread'));
    await user.click(screen.getByRole('button', { name: ko('operations.refund.reviewEmpty') }));
    expect(screen.queryByText(ko('operations.refund.zero'))).toBeNull();
    screen.getByText(ko('common.wonUnread'));
    await user.clear(amount);
    await user.type(amount, '2*3만+1만4천');
    screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) });
    await user.tab();
    expect(valueOf(amount)).toBe('74,000');
  });

  it('switch to 직접 when a part is typed, and correct a difference of one won', async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), '74000');
    const taxable = screen.getByLabelText(ko('common.part.taxable'));
    await user.clear(taxable);
    await user.type(taxable, '32290');
    expect(
      isChecked(screen.getByRole('radio', { name: ko('operations.refund.modes.manual') })),
    ).toBe(true);
    screen.getByText(ko('operations.refund.sumOff', { sum: '73,999', amount: '74,000' }));
    screen.getByText('1원 부족');
    await user.click(screen.getByRole('button', { name: ko('create.fit') }));
    screen.getByText(ko('operations.refund.sum', { sum: '74,000', amount: '74,000' }));
  });

  it('announce their sum once the typing has stopped, not at each digit', async () => {
    const user = userEvent.setup();
    show();
    await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), '74000');
    const tax = screen.getByRole('group', { name: ko('operations.refund.split') });
    const sum = (won: string) => ko('operations.refund.sum', { sum: won, amount: won });
    const region = within(tax).getByRole('status');
    await waitFor(() => expect(region.textContent).toContain(sum('74,000')), SLOW);
    const said: string[] = [];
    const watch = new MutationObserver(() => said.push(region.textContent));
    watch.observe(region, { childList: true, characterData: true, subtree: true });
    const taxable = screen.getByLabelText(ko('common.part.taxable'));
    await user.clear(taxable);
    await user.type(taxable, '32290');
    await waitFor(() => expect(said).toHaveLength(1), SLOW);
    expect(said[0]).toContain('1원 부족');
    watch.disconnect();
  });

  it('show one line for a single tax', async () => {
    const user = userEvent.setup();
    detail = detailOf(singlePayment());
    show();
    await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), '4000');
    screen.getByText(ko('create.partsLine', { taxable: '3,636', vat: '364' }));
    expect(screen.queryByLabelText(ko('common.part.taxable'))).toBeNull();
  });

  it('open in 직접 with 추정 after an outside refund', async () => {
    detail = detailOf(mixedPayment({ partsKnown: false }));
    show();
    expect(
      isChecked(await screen.findByRole('radio', { name: ko('operations.refund.modes.manual') })),
    ).toBe(true);
    screen.getByText(ko('detail.amounts.estimate'));
  });

  it('require a note for 기타, and show exactly what Toss gets', async () => {
    const user = userEvent.setup();
    show();
    await user.selectOptions(await screen.findByLabelText(ko('bulk.form.reason')), '기타');
    const text = screen.getByLabelText(ko('operations.refund.otherText'));
    await user.clear(text);
    await user.type(text, '"깨짐"');
    screen.getByText(ko('operations.refund.otherCharacters'));
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.otherReplace', { text: '깨짐' }) }),
    );
    screen.getByText(ko('operations.refund.sentText', { text: '깨짐' }));
    screen.getByText('2 / 50');
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '150,000원' }) }),
    );
    await screen.findByText(ko('operations.refund.noteMissing'));
  });

  it('warn of a second refund on the same day until it is confirmed as meant', async () => {
    const user = userEvent.setup();
    const [refund] = detail.refunds;
    detail = {
      ...detail,
      refunds: refund === undefined ? [] : [{ ...refund, at: new Date().toISOString() }],
    };
    show();
    await fill(user);
    const review = screen.getByRole('button', {
      name: ko('operations.refund.review', { amount: '74,000원' }),
    });
    await user.click(review);
    await screen.findByText(ko('operations.refund.againMissing'));
    await user.click(screen.getByRole('checkbox', { name: ko('operations.refund.againMeant') }));
    await user.click(review);
    await screen.findByRole('button', { name: '74,000원 환불' });
  });

  it('warn of transfers that staff recorded, also where the desk answers no cautions', async () => {
    const user = userEvent.setup();
    desk.use(http.get('/api/payments/:payToken/cautions', () => problem('internal', 500)));
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    const { bankTransferOffer } = detail;
    detail = {
      ...detail,
      bankTransferOffer: { ...bankTransferOffer, recordedWon: 6000, leftWon: 144_000 },
    };
    show();
    await fill(user);
    const words = { given: '6,000원', left: '144,000원' };
    await screen.findByText(ko('operations.cautions.transfer', words));
    const review = ko('operations.refund.review', { amount: '74,000원' });
    await user.click(screen.getByRole('button', { name: review }));
    await screen.findByText(ko('operations.cautions.missing'));
    await user.click(
      screen.getByLabelText(ko('operations.cautions.meant', { amount: '74,000원' })),
    );
    await user.click(screen.getByRole('button', { name: review }));
    await screen.findByRole('button', { name: '74,000원 환불' });
    await user.click(await confirmationIsSeen());
    await waitFor(() => expect(puts[0]?.body).toMatchObject({ seenRecorded: 6000 }));
  });

  it('ask before they discard their values', async () => {
    const user = userEvent.setup();
    const { onClose } = show();
    await user.type(await screen.findByLabelText(ko('operations.refund.someLabel')), '1');
    await user.keyboard('{Escape}');
    await screen.findByText(ko('common.leave.title'));
    expect(onClose).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: ko('common.leave.leave') }));
    expect(onClose).toHaveBeenCalledOnce();
  });
});

describe('a draft of a payment that changed since', () => {
  const shrunk = mixedPayment({ refunded: 86_000, remaining: 100_000 });

  it('keeps the typed amount, which is marked where it no longer fits', async () => {
    const first = show();
    await userEvent.type(await screen.findByLabelText(ko('operations.refund.someLabel')), '140000');
    first.unmount();
    detail = detailOf(shrunk);
    show();
    const amount = await screen.findByLabelText(ko('operations.refund.someLabel'));
    expect(valueOf(amount)).toBe('140,000');
    expect(isChecked(screen.getByRole('radio', { name: ko('operations.refund.some') }))).toBe(true);
    expect(amount.getAttribute('aria-invalid')).toBe('true');
    screen.getByText(ko('operations.refund.over', { amount: '100,000원' }));
  });

  it('shows how much is left instead, also after the next change', async () => {
    const first = show();
    await userEvent.type(
      await screen.findByLabelText(ko('create.memo'), { exact: false }),
      '전화로 받음',
    );
    first.unmount();
    detail = detailOf(shrunk);
    show();
    await screen.findByText('남은 금액 150,000원 → 100,000원');
    await userEvent.click(screen.getByRole('radio', { name: ko('operations.refund.some') }));
    screen.getByText('남은 금액 150,000원 → 100,000원');
  });
});

it('is ignored where another release stored what this one does not know', async () => {
  const draft = { how: 'some', someWon: 1, reason: '상품 불량', note: '' };
  const name = `changgu.draft.refund ${payToken}`;
  sessionStorage.setItem(name, JSON.stringify({ staffId: 's1', draft }));
  show();
  expect(valueOf(await screen.findByLabelText(ko('operations.refund.someLabel')))).toBe('');
  expect(screen.queryByText(ko('common.kept.title'))).toBeNull();
});

describe('a refusal', () => {
  it('stale: shows what changed, and continues with the new amount under a new id', async () => {
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
    await screen.findByText(ko('operations.stale.title'));
    screen.getByText('남은 금액 186,000원 → 150,000원');
    screen.getByText('10:31 박서준, 36,000원 환불');
    expect(screen.queryByRole('button', { name: ko('operations.refund.review') })).toBeNull();
    expect(pendingOperation(payToken, 's1')).toBeNull();
    await user.click(screen.getByRole('button', { name: ko('operations.stale.useNew') }));
    // The draft is still there, and the next press is another operation.
    expect(valueOf(await screen.findByLabelText(ko('operations.refund.someLabel')))).toBe('74,000');
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'succeeded' })));
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts[1]?.id).not.toBe(puts[0]?.id);
    expect(puts[1]?.body.seenRefunded).toBe(36_000);
  });

  it('of a reason that v2 does not take says which characters it has', async () => {
    const user = userEvent.setup();
    onPut(() =>
      problem('invalid-request', 422, {
        errors: [{ pointer: '/reason', code: 'wrong-format', params: {}, detail: 'must have' }],
      }),
    );
    show();
    await user.click(await confirm(user));
    await screen.findByText(ko('operations.refund.reasonRefused'));
    screen.getByText(ko('operations.refund.reasonRefusedBody'));
    expect(pendingOperation(payToken, 's1')).toBeNull();
  });

  it('is noticed before the press when the payment changes under the form', async () => {
    const view = show();
    await screen.findByLabelText(ko('operations.refund.someLabel'));
    detail = detailOf(mixedPayment({ refunded: 40_000, remaining: 146_000 }));
    await view.queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await screen.findByText('남은 금액 150,000원 → 146,000원');
    expect(screen.queryByRole('button', { name: ko('operations.refund.review') })).toBeNull();
  });

  it('busy: names the person, and leads to their operation', async () => {
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
    await screen.findByText(ko('operations.busy.refund', { name: '박서준' }));
    expect(pendingOperation(payToken, 's1')).toBeNull();
    await user.click(screen.getByRole('button', { name: ko('operations.seeProgress') }));
    await screen.findByRole('heading', {
      name: ko('operations.progress.refund.checking', { amount: '18,000원' }),
    });
  });
});

describe('the progress', () => {
  const words: Record<(typeof operationStates)[number], RegExp> = {
    proposed: /관리자 확인이 필요해요/,
    ready: /접수했어요/,
    sending: /환불됐는지 확인하고 있어요/,
    not_sent: /아직 보내지 못했어요/,
    unknown: /환불됐는지 확인하고 있어요/,
    pending: /처리하고 있어요/,
    absent: /환불되지 않은 것 같아요/,
    needs_review: /직접 확인해야 해요/,
    succeeded: /환불 완료/,
    failed: /환불되지 않았어요/,
    declined: /토스에 보내지 않았어요/,
    given_up: /환불 요청을 종료했어요/,
  };

  it.each(operationStates)('%s has a text', async (state) => {
    onFollow(() => ({ state }));
    const view = show({ resume: operationOf().id });
    await screen.findByRole('heading', { name: words[state] });
    screen.getByRole('list', { name: ko('operations.steps.label') });
    view.unmount();
  });

  it('of an operation that Toss contradicts shows what its payment says, and not that it is done', async () => {
    onFollow(() => ({ state: 'succeeded', disputed: true }));
    show({ resume: operationOf().id });
    const dialog = await screen.findByRole('dialog', {
      name: ko('operations.progress.refund.disputed', { amount: '74,000원' }),
    });
    expect(dialog.textContent).toContain(
      ko('operations.explained.disputed').replaceAll(/<.*?>/g, ''),
    );
    expect(dialog.textContent).toContain(ko('operations.answers.unknownMoney'));
    expect(dialog.textContent).toContain(ko('operations.answers.manager'));
    expect(within(dialog).queryByRole('button', { name: ko('operations.done.close') })).toBeNull();
    expect(within(dialog).queryByRole('link', { name: /확인서/ })).toBeNull();
  });

  it('is followed to the end by itself, and shows what is left by Toss’s figures', async () => {
    const endedAt = '2026-11-24T05:12:09.000Z';
    let state: Operation['state'] = 'sending';
    onFollow(() => ({ state, ...(state === 'succeeded' ? { endedAt } : {}) }));
    show({ resume: operationOf().id });
    await screen.findByText(ko('operations.unreachable.doNotPress'));
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
    await user.click(await screen.findByRole('button', { name: ko('operations.done.close') }));
    expect(onClose).toHaveBeenCalledOnce();
    expect(screen.queryByText(ko('detail.bar.next'))).toBeNull();
  });

  it.each(['unknown', 'absent', 'needs_review'] as const)(
    'of %s promises nothing about the money, and no next step of a refusal',
    async (state) => {
      onFollow(() => ({ state, tossErrorCode: 'REFUND_EXCEED_DAILY', tossMessage: '초과' }));
      show({ resume: operationOf().id });
      const dialog = await screen.findByRole('dialog');
      await within(dialog).findByText('REFUND_EXCEED_DAILY');
      expect(dialog.textContent).not.toContain(ko('problems.toss.REFUND_EXCEED_DAILY.next'));
      expect(dialog.textContent).not.toContain(ko('operations.answers.notMoved'));
    },
  );

  it('answers the three questions for a refusal, with what Toss said', async () => {
    onFollow(() => ({
      state: 'failed',
      tossErrorCode: 'REFUND_EXCEED_DAILY',
      tossMessage: '일일 환불 한도를 초과하였습니다.',
    }));
    show({ resume: operationOf().id });
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText(/오늘 환불 한도를 넘었어요/);
    expect(dialog.textContent).toContain(ko('operations.answers.notMoved'));
    expect(dialog.textContent).toContain(ko('operations.answers.mayAgain'));
    expect(dialog.textContent).toContain('일일 환불 한도를 초과하였습니다.');
    expect(dialog.textContent).toContain('REFUND_EXCEED_DAILY');
  });

  it('can be closed at any time', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'unknown' }));
    const { onClose } = show({ resume: operationOf().id });
    await screen.findByRole('heading', { name: /확인하고 있어요/ });
    screen.getByText(/닫아도 계속 진행돼요/);
    await user.click(screen.getByRole('button', { name: ko('common.close') }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('reads Toss now on request', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'unknown' }));
    desk.use(
      http.post(`${operationPath}/check`, () =>
        HttpResponse.json(operationOf({ state: 'succeeded' })),
      ),
    );
    show({ resume: operationOf().id });
    const check = await screen.findByRole('button', { name: ko('detail.checkNow') });
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
    await screen.findByRole('heading', {
      name: ko('operations.progress.execute.succeeded', { amount: '10,000원' }),
    });
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
    await screen.findByText(ko('operations.cancel.safe'));
    const press = await confirmationIsSeen();
    expect(press.textContent).toBe('10,000원 결제 취소');
    await user.click(press);
    await screen.findByText(ko('operations.cancel.reasonMissing'));
    await user.click(screen.getByRole('button', { name: '재고 부족' }));
    await user.click(press);
    await screen.findByRole('heading', {
      name: ko('operations.progress.cancel.succeeded', { amount: '10,000원' }),
    });
    expect(puts[0]?.body).toEqual({
      kind: 'cancel',
      reason: '재고 부족',
      seenStatus: 'PAY_STANDBY',
    });
  });

  it('is not sent by Ctrl+Enter while it asks whether to drop what was typed', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    show({ kind: 'cancel' });
    const reason = await screen.findByLabelText(ko('bulk.form.reason'));
    await user.type(reason, '손님이 부탁하셨어요');
    await confirmationIsSeen();
    await user.keyboard('{Escape}');
    await screen.findByText(ko('common.leave.title'));
    await user.click(reason);
    await user.keyboard('{Control>}{Enter}{/Control}');
    await user.click(screen.getByRole('button', { name: ko('common.leave.stay') }));
    // jsdom's page has the focus only while an element has it.
    await user.click(reason);
    await confirmationIsSeen();
    expect(puts).toEqual([]);
  });

  it('does not send a reason with characters that Toss forbids', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    show({ kind: 'cancel' });
    await user.type(await screen.findByLabelText(ko('bulk.form.reason')), '"불량"');
    screen.getByText(ko('operations.refund.otherCharacters'));
    await user.click(await confirmationIsSeen());
    expect(puts).toEqual([]);
  });

  it('keeps the typed reason after a refusal', async () => {
    const user = userEvent.setup();
    detail = waiting('PAY_STANDBY', 'cancel');
    onPut(() => problem('stale-view', 409, { changes: [] }));
    show({ kind: 'cancel' });
    await user.type(await screen.findByLabelText(ko('bulk.form.reason')), '손님이 부탁하셨어요');
    await user.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.stale.title'));
    expect(valueOf(screen.getByLabelText(ko('bulk.form.reason')))).toBe('손님이 부탁하셨어요');
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
    await user.type(await screen.findByLabelText(ko('bulk.form.reason')), '재고 부족');
    await user.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.cancel.paidTitle'));
    screen.getByText(ko('statuses.toss.PAY_COMPLETE'));
    expect(puts).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: ko('operations.cancel.refundInstead') }));
    await screen.findByRole('button', {
      name: ko('operations.refund.review', { amount: '10,000원' }),
    });
  });
});

describe('what to tell the customer', () => {
  const names = { orderNo: '20261124-0118', amount: '74,000원' };
  const received = ko('customer.what.refund.received', names);
  const note = () => screen.findByRole('group', { name: ko('customer.title') });

  it('is copied with one press, and 완료 closes', async () => {
    const user = userEvent.setup();
    onFollow(() => ({ state: 'succeeded', endedAt: '2026-12-01T05:12:06.000Z' }));
    const { onClose } = show({ resume: 'op-1' });
    await user.click(await screen.findByRole('button', { name: ko('customer.copy') }));
    const text = [
      ko('customer.what.refund.done', names),
      ko('customer.next.card', { days: '12월 4일~8일' }),
    ].join('\n');
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(text));
    expect((await note()).textContent).toContain(text);
    screen.getByRole('button', { name: ko('common.copied') });
    await user.click(screen.getByRole('button', { name: ko('operations.done.close') }));
    expect(onClose).toHaveBeenCalledOnce();
  });

  it.each([
    ['unknown', 'checking'],
    ['proposed', 'approval'],
  ] as const)('while it is %s promises nothing about the money', async (state, next) => {
    onFollow(() => ({ state }));
    show({ resume: 'op-1' });
    expect((await note()).textContent).toContain(`${received}\n${ko(`customer.next.${next}`)}`);
  });

  it('is not there for the second in which it is being sent', async () => {
    onFollow(() => ({ state: 'sending', sentAt: new Date().toISOString() }));
    show({ resume: 'op-1' });
    await screen.findByRole('heading', {
      name: ko('operations.progress.refund.sending', { amount: '74,000원' }),
    });
    expect(screen.queryByRole('group', { name: ko('customer.title') })).toBeNull();
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

  it('is required from the limit on, and the form says who may give it', async () => {
    const user = userEvent.setup();
    onPut(({ id }) => HttpResponse.json(operationOf({ id, state: 'proposed', sentAt: null })));
    show({}, { rules });
    await fill(user, '73999');
    expect(screen.queryByText(ko('operations.approval.title'))).toBeNull();
    await user.clear(screen.getByLabelText(ko('operations.refund.someLabel')));
    await user.type(screen.getByLabelText(ko('operations.refund.someLabel')), '74000');
    await screen.findByText(ko('operations.approval.title'));
    // More than is left can't be refunded, so nobody has to approve it.
    await user.type(screen.getByLabelText(ko('operations.refund.someLabel')), '0');
    expect(screen.queryByText(ko('operations.approval.title'))).toBeNull();
    await user.keyboard('{Backspace}');
    screen.getByText(ko('operations.approval.title'));
    screen.getByText(/24시간 안에 승인하지 않으면/);
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    expect(screen.queryByRole('button', { name: '74,000원 환불' })).toBeNull();
    expect(screen.getByRole('dialog').textContent).toContain('승인되기 전에는 보내지 않아요');
    screen.getByRole('button', { name: ko('operations.approval.request', { amount: '74,000원' }) });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', {
      name: ko('operations.progress.refund.proposed', { amount: '74,000원' }),
    });
    await screen.findByText(ko('operations.explained.proposed'));
  });

  it('that has become required is shown before anything is sent', async () => {
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
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByRole('button', {
      name: ko('operations.approval.request', { amount: '74,000원' }),
    });
    await user.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.stale.approval'));
    expect(puts[0]?.body).toMatchObject({ seenApproval: true, seenGraceSeconds: 0 });
    await user.click(screen.getByRole('button', { name: ko('operations.stale.readAgain') }));
    await user.click(
      await screen.findByRole('button', {
        name: ko('operations.refund.review', { amount: '74,000원' }),
      }),
    );
    await screen.findByRole('button', { name: '74,000원 환불' });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    expect(puts[1]?.body).toMatchObject({ seenApproval: false, seenGraceSeconds: 0 });
  });

  it('allows withdrawing for as long as the confirmation says', async () => {
    const user = userEvent.setup();
    onPut(() =>
      problem('stale-view', 409, { changes: [{ field: 'graceSeconds', seen: 30, now: 0 }] }),
    );
    desk.use(http.get('/api/me', () => HttpResponse.json(meOf('manager'))));
    show({}, { rules: { ...rules, approvalFromWon: null } });
    await user.click(await confirm(user));
    await screen.findByText(ko('operations.stale.grace', { before: '30', after: '0' }));
    expect(puts[0]?.body).toMatchObject({ seenApproval: false, seenGraceSeconds: 30 });
  });

  it('is required in pieces as well, and the form says what counts already', async () => {
    const user = userEvent.setup();
    detail = { ...detailOf(mixedPayment()), givenLatelyWon: 1000 };
    show({}, { rules });
    await fill(user, '73000');
    await screen.findByText(ko('operations.approval.title'));
    screen.getByText(ko('operations.approval.counted', { given: '1,000원' }));
    await user.clear(screen.getByLabelText(ko('operations.refund.someLabel')));
    await user.type(screen.getByLabelText(ko('operations.refund.someLabel')), '72999');
    expect(screen.queryByText(ko('operations.approval.title'))).toBeNull();
  });

  it('says when nobody may give it yet, and from when on', async () => {
    const user = userEvent.setup();
    const approvableFrom = '2099-01-02T03:00:00.000Z';
    show({}, { rules: { ...rules, approvableFrom } });
    await fill(user);
    await screen.findByText(/지금 승인할 수 있는 관리자가 없어요/);
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
    await screen.findByText(ko('bulk.confirm.soleTitle'));
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByRole('button', { name: '74,000원 환불' });
    screen.getByText(ko('operations.grace.body', { seconds: '30' }));
  });

  it('lets the requester withdraw, with one confirmation', async () => {
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
    await user.click(
      await screen.findByRole('button', { name: ko('operations.acts.button.withdraw.proposed') }),
    );
    await focusArrivesAt(screen.getByRole('button', { name: ko('common.back') }));
    expect(taken).toBe(0);
    onFollow(() => ({ state: 'declined', sentAt: null }));
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: ko('operations.progress.refund.declined') });
    expect(taken).toBe(1);
  });

  it('lets nobody else withdraw', async () => {
    onFollow(() => ({
      state: 'proposed',
      sentAt: null,
      requestedBy: { id: 's2', name: '박서준' },
    }));
    show({ resume: operationOf().id }, { rules });
    await screen.findByRole('heading', { name: /관리자 확인이 필요해요/ });
    expect(
      screen.queryByRole('button', { name: ko('operations.acts.button.withdraw.proposed') }),
    ).toBeNull();
  });
});

describe('the grace period', () => {
  const held = (seconds: number) => ({
    state: 'ready' as const,
    sentAt: null,
    sendAfter: new Date(Date.now() + seconds * 1000).toISOString(),
  });

  it('counts down and can be used to withdraw', async () => {
    const operation = held(27);
    onFollow(() => operation);
    show({ resume: operationOf().id });
    await screen.findByText(/^보내기 전 · 취소 가능 00:2\d$/);
    await screen.findByRole('button', { name: ko('operations.acts.button.withdraw.unsent') });
  });

  it('says what happened when it was sent during a withdrawal', async () => {
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
    await user.click(
      await screen.findByRole('button', { name: ko('operations.acts.button.withdraw.unsent') }),
    );
    await user.click(await confirmationIsSeen());
    await screen.findByText(ko('operations.acts.problems.operation-moved.title'));
    await screen.findByRole('heading', {
      name: ko('operations.progress.refund.sending', { amount: '74,000원' }),
    });
    screen.getByText(ko('operations.unreachable.doNotPress'));
  });
});
