import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { PaymentDetailView } from '../../../client/payments/payment-detail.tsx';
import type { PaymentDetail, TimelineEntry } from '../../../shared/api.ts';
import { paymentActions } from '../../../shared/payment-actions.ts';
import type { Payment } from '../../../shared/payment.ts';
import type { Role } from '../../../shared/permissions.ts';
import {
  detailOf,
  mixedPayment,
  operationOf,
  payToken,
  singlePayment,
} from '../support/fixtures.ts';
import { focusArrivesAt } from '../support/focus.ts';
import { problem } from '../support/render-dialog.tsx';
import { answer, http, renderScreen, testDesk } from '../support/render-screen.tsx';
import { ko } from '../../support/words.ts';

const desk = testDesk();
const url = `/api/payments/${payToken}`;

function detail(payment: Payment, part: Partial<PaymentDetail> = {}, role: Role = 'operator') {
  const read = { ...payment, observedAt: new Date().toISOString() };
  return detailOf(read, { actions: paymentActions(read, role), ...part });
}

/** Shows what `now` answers at any time, so that the payment can change under the screen. */
function show(now: () => PaymentDetail) {
  desk.use(http.get(url, () => answer(now())));
  return renderScreen(
    <PaymentDetailView
      staffId="s1"
      payToken={payToken}
      onClose={vi.fn()}
      onAct={vi.fn()}
      operationActs={() => null}
    />,
  );
}

const outside = (part: Partial<Payment> = {}) =>
  detail(mixedPayment({ drift: 'outside-refund', ...part }));

async function openForm() {
  await userEvent.click(
    await screen.findByRole('button', { name: ko('detail.drift.acknowledge.open') }),
  );
  return screen.getByLabelText(ko('detail.drift.acknowledge.label'));
}

describe('acknowledging a difference', () => {
  it('is bound to what was on the screen, keeps the note, and removes the notice', async () => {
    let sent: unknown = null;
    desk.use(
      http.post(`${url}/acknowledge`, async ({ request }) => {
        sent = await request.json();
        return answer(detail(mixedPayment()));
      }),
      http.get('/api/counters', () => answer({})),
    );
    const first = show(outside);
    await userEvent.type(await openForm(), '  사장님이 ');
    first.unmount();
    show(outside);
    const note = await openForm();
    await focusArrivesAt(note);
    // The text written before going back is still there.
    await userEvent.type(note, '콘솔에서 환불  ');
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }),
    );
    await waitFor(() =>
      expect(sent).toEqual({
        drift: 'outside-refund',
        changedAt: mixedPayment().changedAt,
        note: '사장님이 콘솔에서 환불',
      }),
    );
    await waitFor(() => expect(screen.queryByText(/창구에서 요청하지 않은 환불/)).toBeNull());
    // The focus moves from the removed form into the payment, not to the top of the page.
    expect(document.activeElement).not.toBe(document.body);
    expect(screen.getByText(ko('detail.drift.acknowledge.done'))).toBeDefined();
    expect(Object.keys(sessionStorage)).toEqual([]);
  });

  it('requires five letters and sends nothing before', async () => {
    show(outside);
    await userEvent.type(await openForm(), ' 봤음 ');
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }),
    );
    expect((await screen.findByRole('alert')).textContent).toBe(
      ko('detail.drift.acknowledge.short'),
    );
  });

  it('requires another look when the payment changed while the note was written', async () => {
    const changes: string[] = [];
    let changedAt = mixedPayment().changedAt;
    desk.use(
      http.post(`${url}/acknowledge`, async ({ request }) => {
        changes.push(((await request.json()) as { changedAt: string }).changedAt);
        return answer(detail(mixedPayment()));
      }),
    );
    const view = show(() => outside({ changedAt }));
    const note = await openForm();
    await userEvent.type(note, '콘솔에서 환불한 것');
    changedAt = '2026-11-24T06:00:00.000Z';
    await view.queryClient.invalidateQueries({ queryKey: ['payment', payToken] });
    await screen.findByText(ko('detail.drift.acknowledge.moved'));
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }),
    );
    expect(changes).toEqual([]);
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.movedSeen') }),
    );
    expect((note as HTMLTextAreaElement).value).toBe('콘솔에서 환불한 것');
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }),
    );
    await waitFor(() => expect(changes).toEqual([changedAt]));
  });

  it('says so when the desk knows of a change that the screen does not show', async () => {
    desk.use(http.post(`${url}/acknowledge`, () => problem('stale-view', 409)));
    show(outside);
    await userEvent.type(await openForm(), '콘솔에서 환불한 것');
    await userEvent.click(
      screen.getByRole('button', { name: ko('detail.drift.acknowledge.submit') }),
    );
    expect(await screen.findByText(ko('detail.drift.acknowledge.moved'))).toBeDefined();
    expect(screen.queryByText(/새 금액으로/)).toBeNull();
  });

  it('is not offered to those who may only read', async () => {
    show(() => detail(mixedPayment({ drift: 'outside-refund' }), {}, 'viewer'));
    await screen.findByText(/창구에서 요청하지 않은 환불/);
    expect(screen.queryByRole('button', { name: ko('detail.drift.acknowledge.open') })).toBeNull();
  });

  it('is not possible for a payment that Toss denies: only another read ends that', async () => {
    let read = false;
    desk.use(
      http.post(`${url}/refresh`, () => {
        read = true;
        return answer(detail(singlePayment()));
      }),
    );
    show(() => detail(singlePayment({ drift: read ? null : 'missing' })));
    await screen.findByText(ko('detail.drift.missing.title'));
    expect(screen.queryByRole('button', { name: ko('detail.drift.acknowledge.open') })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: ko('detail.checkNow') }));
    await waitFor(() => expect(screen.queryByText(ko('detail.drift.missing.title'))).toBeNull());
  });
});

describe('a late finding', () => {
  it('beside an operation that Toss contradicts has no second acknowledgement', async () => {
    const disputed = operationOf({ state: 'succeeded', disputed: true, id: 'another' });
    show(() => detail(mixedPayment({ drift: 'contradiction' }), { operations: [late, disputed] }));
    await screen.findByText(/환불되지 않은 줄 알았는데/);
    await screen.findByText(ko('review.story.disputed.title.refund'));
    expect(
      screen.getAllByRole('button', { name: ko('detail.drift.acknowledge.open') }),
    ).toHaveLength(1);
  });

  const late = operationOf({
    state: 'succeeded',
    late: true,
    endedAt: '2026-11-24T05:40:00.000Z',
  });
  const title = ko('detail.drift.late.title.refund');
  const toneOf = (text: string) =>
    screen.getByText(text).closest('[data-tone]')?.getAttribute('data-tone');

  it('is prominent, shown once, and acknowledged where it is shown', async () => {
    show(() => detail(mixedPayment({ drift: 'contradiction' }), { operations: [late] }));
    await screen.findByText(title);
    expect(toneOf(title)).toBe('bad');
    expect(screen.queryByText(ko('detail.drift.contradiction.title'))).toBeNull();
    const notice = screen.getByText(title).closest<HTMLElement>('[data-tone]');
    if (notice === null) throw new Error('The notice is not there');
    expect(
      within(notice).getByRole('button', { name: ko('detail.drift.acknowledge.open') }),
    ).toBeDefined();
  });

  it('stays readable, but muted, once it was acknowledged', async () => {
    const seen: TimelineEntry = {
      seq: 9,
      at: '2026-11-24T05:50:00.000Z',
      what: 'drift-acknowledged',
      source: 'staff',
      staff: { id: 's2', name: '박서준' },
      operationId: null,
      kind: null,
      state: null,
      amount: null,
      detail: '한 번만 환불됨을 확인',
    };
    show(() => detail(mixedPayment(), { operations: [late], timeline: [seen] }));
    await screen.findByText(title);
    expect(toneOf(title)).toBe('plain');
  });

  it('is prominent again for one that was found after that', async () => {
    const before: TimelineEntry = {
      seq: 9,
      at: '2026-11-24T05:30:00.000Z',
      what: 'drift-acknowledged',
      source: 'staff',
      staff: null,
      operationId: null,
      kind: null,
      state: null,
      amount: null,
      detail: null,
    };
    show(() => detail(mixedPayment(), { operations: [late], timeline: [before] }));
    await screen.findByText(title);
    expect(toneOf(title)).toBe('bad');
  });
});

describe('a payment from a restored backup', () => {
  it('says why nothing can be sent, and is unlocked as soon as Toss was read', async () => {
    let read = false;
    desk.use(
      http.post(`${url}/refresh`, () => {
        read = true;
        return answer(detail(singlePayment()));
      }),
    );
    show(() => detail(singlePayment({ quarantined: !read })));
    await screen.findByText(ko('detail.restored.title'));
    expect(screen.queryByRole('button', { name: ko('common.kind.refund') })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: ko('detail.checkNow') }));
    expect(await screen.findByRole('button', { name: ko('common.kind.refund') })).toBeDefined();
    expect(screen.queryByText(ko('detail.restored.title'))).toBeNull();
  });

  it('shows the error when Toss can’t be reached', async () => {
    desk.use(http.post(`${url}/refresh`, () => problem('toss-unreachable', 503)));
    show(() => detail(singlePayment({ quarantined: true })));
    await userEvent.click(await screen.findByRole('button', { name: ko('detail.checkNow') }));
    expect((await screen.findByRole('alert')).textContent).toContain('토스에 연결하지 못했어요');
  });
});
