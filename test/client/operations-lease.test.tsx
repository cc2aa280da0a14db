/** What a refund form shows of colleagues and of likely mistakes, and which leases it takes. */
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RENEW_MS } from '../../client/operations/keep-lease.ts';
import { OperationDialog } from '../../client/operations/operation-dialog.tsx';
import { PaymentDetailView } from '../../client/payments/payment-detail.tsx';
import type { Caution, Lease, PaymentDetail } from '../../shared/api.ts';
import { LEASE_MS } from '../../shared/settings.ts';
import { detailOf, mixedPayment, operationOf, payToken } from './support/fixtures.ts';
import { answersReads, problem } from './support/render-dialog.tsx';
import { answer, renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';
import { ko } from '../support/words.ts';

const desk = testDesk();
const leasePath = '/api/payments/:payToken/lease';

const own = { id: 's1', name: '김민지' };
const colleague = { id: 's2', name: '박서준' };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

let detail: PaymentDetail;
/** `POST` and `DELETE` requests as they arrived. */
let calls: { method: string; keepalive: boolean }[];
let holder: Lease;
let isFree: boolean;

function setVisible(visible: boolean) {
  const state = visible ? 'visible' : 'hidden';
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  act(() => {
    document.dispatchEvent(new Event('visibilitychange'));
  });
}

/** @returns lets the interval between two renewals pass */
function watchRenewal() {
  const timers = vi.spyOn(globalThis, 'setInterval');
  return () => {
    const [due] = timers.mock.calls.find(([, ms]) => ms === RENEW_MS) ?? [];
    if (due === undefined) throw new Error('nothing renews the lease');
    due();
  };
}

beforeEach(() => {
  detail = detailOf(mixedPayment());
  calls = [];
  isFree = false;
  holder = { staff: own, since: ago(0) };
  sessionStorage.clear();
  const isTold = () => !isFree && (holder.staff.id !== own.id || methods().includes('POST'));
  desk.use(...answersReads(() => ({ ...detail, lease: isTold() ? holder : null })));
  desk.use(
    http.post(leasePath, ({ request }) => {
      calls.push({ method: 'POST', keepalive: request.keepalive });
      isFree = false;
      return answer({ mine: holder.staff.id === own.id, holder });
    }),
    http.delete(leasePath, ({ request }) => {
      calls.push({ method: 'DELETE', keepalive: request.keepalive });
      return new HttpResponse(null, { status: 204 });
    }),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

function show() {
  return renderScreen(
    <OperationDialog
      kind="refund"
      payToken={payToken}
      mode="test"
      shopName="모퉁이 상점"
      onClose={() => undefined}
    />,
    '/',
    '*',
    'manager',
  );
}

const methods = () => calls.map(({ method }) => method);
const formOpens = () => screen.findByLabelText(ko('operations.refund.someLabel'));

async function fill(user: ReturnType<typeof userEvent.setup>, amount: string) {
  await user.clear(await formOpens());
  await user.type(screen.getByLabelText(ko('operations.refund.someLabel')), amount);
  await screen.findByRole('option', { name: '상품 불량' });
  await user.selectOptions(screen.getByLabelText(ko('operations.refund.reason')), '상품 불량');
}

describe('the lease', () => {
  it('is taken with the form, released with it, and with keepalive when the page closes', async () => {
    const view = show();
    await formOpens();
    await waitFor(() => expect(methods()).toEqual(['POST']));
    view.unmount();
    await waitFor(() =>
      expect(calls).toEqual([
        { method: 'POST', keepalive: false },
        { method: 'DELETE', keepalive: true },
      ]),
    );
  });

  it('is renewed before it expires at the desk', async () => {
    expect(RENEW_MS).toBeLessThanOrEqual(LEASE_MS / 2);
    const renew = watchRenewal();
    show();
    await formOpens();
    await waitFor(() => expect(methods()).toEqual(['POST']));
    renew();
    await waitFor(() => expect(methods()).toEqual(['POST', 'POST']));
  });

  it('is released by a hidden tab, and taken again by a visible one', async () => {
    const renew = watchRenewal();
    show();
    await formOpens();
    await waitFor(() => expect(methods()).toEqual(['POST']));
    setVisible(false);
    await waitFor(() => expect(methods()).toEqual(['POST', 'DELETE']));
    renew();
    setVisible(true);
    await waitFor(() => expect(methods()).toEqual(['POST', 'DELETE', 'POST']));
  });

  it('is released when the page is left', async () => {
    show();
    await formOpens();
    await waitFor(() => expect(methods()).toEqual(['POST']));
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(calls[1]).toEqual({ method: 'DELETE', keepalive: true }));
  });

  it('is not taken where there is no form', async () => {
    const refund = { allowed: false, reason: 'nothing-left' } as const;
    detail = { ...detail, actions: { ...detail.actions, refund } };
    show();
    await screen.findByText(ko('operations.notPossible.refund'));
    expect(methods()).toEqual([]);
  });

  it('does not block the form when the desk refuses it', async () => {
    desk.use(http.post(leasePath, () => HttpResponse.error()));
    show();
    await formOpens();
    expect(
      screen.getByRole('button', { name: new RegExp(`${ko('operations.refund.review')}$`) }),
    ).toBeDefined();
    expect(screen.queryByText(/환불하는 중/)).toBeNull();
  });
});

describe('a colleague at the same payment', () => {
  beforeEach(() => {
    holder = { staff: colleague, since: ago(40) };
  });

  it('is named with a timer, and blocks nothing though the button says it', async () => {
    const user = userEvent.setup();
    const view = show();
    await screen.findByText(/^박서준 님이 4\d초 전부터 이 결제를 환불하는 중이에요$/);
    // Announced once: the seconds are not read out.
    const told = screen.getByText(ko('operations.lease.now', { name: '박서준' }));
    expect(told.getAttribute('role')).toBe('status');
    const seconds = () => screen.getByText(/초 전부터/).textContent;
    const first = seconds();
    await waitFor(() => expect(seconds()).not.toBe(first));
    await fill(user, '74000');
    await user.click(
      screen.getByRole('button', {
        name: ko('operations.lease.goOn'),
      }),
    );
    const press = await screen.findByRole('button', { name: /^그래도 74,000원 환불/ });
    expect(press.hasAttribute('disabled')).toBe(false);
    expect(screen.getByText(/초 전부터 이 결제를 환불하는 중/)).toBeDefined();
    view.unmount();
    // The colleague's lease is not ours to release.
    expect(methods()).not.toContain('DELETE');
  });

  it('who leaves is removed at once, and the lease is taken', async () => {
    const { queryClient } = show();
    await screen.findByText(/박서준 님이 4\d초 전부터/);
    isFree = true;
    holder = { staff: own, since: ago(0) };
    await queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await waitFor(() => expect(screen.queryByText(/환불하는 중이에요/)).toBeNull());
    await waitFor(() => expect(methods()).toEqual(['POST', 'POST']));
  });

  it('whose refund arrives first is shown as what changed', async () => {
    const { queryClient } = show();
    await screen.findByText(/박서준 님이 4\d초 전부터/);
    const payment = mixedPayment({ refunded: 110_000, remaining: 76_000 });
    detail = detailOf(payment, {
      refunds: [
        {
          refundNo: 'r-2',
          amount: 74_000,
          parts: null,
          reason: '단순 변심',
          at: '2026-11-24T05:03:00.000Z',
          operationId: null,
          discounted: null,
          items: null,
          staff: colleague,
        },
      ],
    });
    await queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    const notice = (await screen.findByText(ko('operations.stale.title'))).closest('[role]');
    if (!(notice instanceof HTMLElement)) throw new Error('no notice');
    within(notice).getByText('남은 금액 150,000원 → 76,000원');
    within(notice).getByText('14:03 박서준, 74,000원 환불');
    expect(
      screen.queryByRole('button', { name: new RegExp(`${ko('operations.refund.review')}$`) }),
    ).toBeNull();
  });
});

describe('cautions', () => {
  const twin: Caution = {
    code: 'order-refunded-lately',
    needsTick: true,
    at: ago(180),
    amount: 74_000,
    by: colleague,
    orderNo: '20261124-0118',
  };
  let asked: number[];

  function onCautions(of: (amountWon: number) => Caution[]) {
    asked = [];
    desk.use(
      http.get('/api/payments/:payToken/cautions', ({ request }) => {
        const amountWon = Number(new URL(request.url).searchParams.get('amount'));
        asked.push(amountWon);
        return answer({ cautions: of(amountWon) });
      }),
    );
  }

  it('are requested once the amount stops changing, and each says why', async () => {
    const user = userEvent.setup();
    onCautions((amountWon) => [
      { ...twin, needsTick: false },
      { ...twin, code: 'amount-refunded-lately', needsTick: false, orderNo: 'B-7', by: null },
      { code: 'far-above-usual', needsTick: true, usualWon: 9_000, count: 40 },
      { code: 'period-ending', needsTick: false, until: '2026-12-01T00:00:00.000Z' },
      {
        code: 'near-ceiling',
        needsTick: false,
        scope: 'shop',
        ceilingWon: 100_000,
        usedWon: 100_000 - amountWon,
      },
    ]);
    show();
    await fill(user, '74000');
    await screen.findByText(/^74,000원은 평소의 8배예요.*9,000원쯤 환불해요.*40건/);
    screen.getByText(
      ko('operations.cautions.order.other', { ago: '3분', name: '전 박서준', amount: '74,000원' }),
    );
    screen.getByText(/^3분 전 창구 밖에서 다른 주문\(B-7\)의 같은 금액 74,000원이 환불됐어요/);
    screen.getByText(/12월 1일 \(화\) 09:00까지 환불할 수 있어요/);
    screen.getByText(/가게의 하루 환불 한도 100,000원 중 100,000원을 쓰게 돼요/);
    // Not 7, 74, 740, 7400 on the way.
    await waitFor(() => expect(asked.at(-1)).toBe(74_000));
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked.length).toBeLessThan(4);
  });

  it('with a tick block the form until it is given, and for that amount only', async () => {
    const user = userEvent.setup();
    onCautions((amountWon) =>
      amountWon > 50_000
        ? [{ code: 'far-above-usual', needsTick: true, usualWon: 9_000, count: 40 }]
        : [],
    );
    show();
    await fill(user, '74000');
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    const tick = await screen.findByRole('checkbox', {
      name: ko('operations.cautions.meant', { amount: '74,000원' }),
    });
    await screen.findByText(ko('operations.cautions.missing'));
    expect(screen.queryByRole('button', { name: '74,000원 환불' })).toBeNull();
    await user.click(tick);
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByRole('button', { name: '74,000원 환불' });
    await user.click(screen.getByRole('button', { name: ko('common.back') }));
    await fill(user, '90000');
    const other = await screen.findByRole('checkbox', {
      name: ko('operations.cautions.meant', { amount: '90,000원' }),
    });
    expect((other as HTMLInputElement).checked).toBe(false);
  });

  it('of the same refund again are confirmed as another one', async () => {
    const user = userEvent.setup();
    onCautions((amountWon) => [{ ...twin, needsTick: amountWon === twin.amount }]);
    show();
    await fill(user, '74000');
    await user.click(
      await screen.findByRole('checkbox', { name: ko('operations.refund.againMeant') }),
    );
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByRole('button', { name: '74,000원 환불' });
  });

  it('are not shown twice where the form itself mentions that refund', async () => {
    const user = userEvent.setup();
    onCautions(() => [twin]);
    detail.refunds = [
      {
        refundNo: 'r-1',
        amount: 74_000,
        parts: null,
        reason: '단순 변심',
        at: ago(1),
        operationId: null,
        discounted: null,
        items: null,
        staff: colleague,
      },
    ];
    show();
    await fill(user, '74000');
    await waitFor(() => expect(asked).toContain(74_000));
    await screen.findByText(ko('operations.refund.againOnce'));
    expect(
      screen.getAllByRole('checkbox', { name: ko('operations.refund.againMeant') }),
    ).toHaveLength(1);
  });

  it('that can’t be loaded block nobody', async () => {
    const user = userEvent.setup();
    desk.use(
      http.get('/api/payments/:payToken/cautions', () => problem('internal', 500)),
      http.put('/api/payments/:payToken/operations/:operationId', ({ params }) =>
        HttpResponse.json(operationOf({ id: String(params.operationId), state: 'succeeded' })),
      ),
    );
    show();
    await fill(user, '74000');
    await user.click(
      screen.getByRole('button', { name: ko('operations.refund.review', { amount: '74,000원' }) }),
    );
    await screen.findByRole('button', { name: '74,000원 환불' });
    await user.click(await confirmationIsSeen());
    await screen.findByRole('heading', { name: '74,000원 환불 완료' });
    const receipt = screen.getByRole('link', { name: ko('operations.done.receipt') });
    expect(receipt.getAttribute('href')).toMatch(
      new RegExp(`^/payments/${payToken}/operations/.+/receipt$`),
    );
  });
});

describe('the detail of a payment', () => {
  function showDetail() {
    return renderScreen(
      <PaymentDetailView
        payToken={payToken}
        staffId={own.id}
        onClose={() => undefined}
        onAct={() => undefined}
        operationActs={() => null}
      />,
    );
  }

  it('shows who refunds it until they stop, and never oneself', async () => {
    holder = { staff: colleague, since: ago(40) };
    const { queryClient } = showDetail();
    await screen.findByText(/^박서준 님이 4\d초 전부터 이 결제를 환불하는 중이에요$/);
    isFree = true;
    await queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await waitFor(() => expect(screen.queryByText(/환불하는 중이에요/)).toBeNull());
    isFree = false;
    holder = { staff: own, since: ago(40) };
    calls.push({ method: 'POST', keepalive: false });
    await queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await screen.findByRole('heading', { name: '햅쌀 20kg · 보온 도시락 3개' });
    expect(screen.queryByText(/환불하는 중이에요/)).toBeNull();
  });

  it('leads from a refund that succeeded here to its receipt, and from no other', async () => {
    const done = operationOf({ state: 'succeeded', amount: 36_000 });
    const [outside] = detail.refunds;
    if (outside === undefined) throw new Error('no refund');
    detail = {
      ...detail,
      operations: [done],
      refunds: [outside, { ...outside, refundNo: done.id, operationId: done.id }],
    };
    showDetail();
    const links = await screen.findAllByRole('link', {
      name: ko('detail.refunds.receiptOf', { amount: '36,000원' }),
    });
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      `/payments/${payToken}/operations/${done.id}/receipt`,
    ]);
  });
});
