import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatMoment } from '../../client/format.ts';
import { setDeskTime } from '../../client/ui/ticker.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import { RELEASE_AFTER_MS } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import { detailOf, mixedPayment, operationOf } from './support/fixtures.ts';
import { ActsWithDialogs, answersReads, problem } from './support/render-dialog.tsx';
import { answer, http, renderScreen, testDesk } from './support/render-screen.tsx';
import { confirmationIsSeen } from './support/seen.ts';
// Imported here, so that no test has to wait for the lazy chunk.
import '../../client/operations/decision-dialog.tsx';
import { ko } from '../support/words.ts';

const desk = testDesk();
const HOUR_MS = 60 * 60_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
/** A refund at Toss that belongs to no operation. */
const alike = { refundNo: 'toss-77', amount: 74_000, at: '2026-11-24T05:20:00.000Z' };

let detail: PaymentDetail;
let operation: Operation;
let posts: unknown[];

beforeEach(() => {
  detail = detailOf(mixedPayment());
  posts = [];
  desk.use(
    ...answersReads(() => detail),
    http.get('/api/operations/:id', () => answer(operation)),
    http.post('/api/operations/:id/resolve', async ({ request }) => {
      posts.push(await request.json());
      operation = { ...operation, disputed: false };
      return answer(operation);
    }),
  );
});

/** Another person's operation, sent so many hours ago. */
function theirs(part: Partial<Operation>, hours = 48): Operation {
  const sentAt = ago(hours);
  return operationOf({
    requestedBy: { id: 's2', name: '박서준' },
    createdAt: sentAt,
    sentAt,
    ...part,
  });
}
const review = (part: Partial<Operation> = {}, hours?: number) =>
  theirs({ state: 'needs_review', ...part }, hours);
const booked = (part: Partial<Operation> = {}, hours?: number) =>
  theirs({ state: 'succeeded', disputed: true, ...part }, hours);

function show(start: Operation, path = '/') {
  operation = start;
  return renderScreen(<ActsWithDialogs operation={start} />, path, '*', 'manager');
}

async function openPane(start: Operation) {
  show(start);
  await userEvent.click(
    await screen.findByRole('button', { name: ko('operations.acts.titles.resolve') }),
  );
  return screen.findByRole('group', { name: ko('operations.acts.outcome') });
}

const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));
const choose = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('radio', { name }));
const radios = (group: HTMLElement) =>
  within(group)
    .queryAllByRole('radio')
    .map((radio) => radio.closest('label')?.textContent);

const given = ko('operations.acts.outcomes.cancel.given_up');
const running = mixedPayment({ status: 'REFUND_PROGRESS' });
const full = mixedPayment({ refunded: 186_000, remaining: 0 });

describe('the outcomes that are offered', () => {
  const cases: [string, Operation, PaymentDetail, string[], RegExp | null][] = [
    [
      'a contradiction',
      review(),
      detailOf(mixedPayment()),
      [
        ko('operations.acts.outcomes.refund.succeeded'),
        ko('operations.progress.refund.failed'),
        given,
      ],
      null,
    ],
    [
      'a contradiction while Toss runs a refund',
      review(),
      detailOf(running),
      [ko('operations.acts.outcomes.refund.succeeded'), given],
      /^토스가 환불을 처리하고 있어서 아직 “환불되지 않았어요”를/,
    ],
    [
      'a contradiction that the payment has no room for',
      review(),
      detailOf(full),
      [ko('operations.progress.refund.failed'), given],
      /남은 금액이 모자라고 토스에도 같은 금액의 환불이 없어서 “환불됐어요”를/,
    ],
    [
      'a booked refund with a look-alike',
      booked(),
      detailOf(full, { lookAlikes: [alike] }),
      [ko('operations.acts.outcomes.refund.succeeded'), ko('operations.progress.refund.failed')],
      null,
    ],
    [
      'a booked refund',
      booked(),
      detailOf(mixedPayment()),
      [ko('operations.progress.refund.failed')],
      null,
    ],
    [
      'a booked refund within a day, with a look-alike',
      booked({}, 23),
      detailOf(mixedPayment(), { lookAlikes: [alike] }),
      [ko('operations.acts.outcomes.refund.succeeded')],
      /부터 “환불되지 않았어요”를 선택할 수 있어요\.$/,
    ],
    [
      'a booked execute',
      booked({ kind: 'execute' }),
      detailOf(mixedPayment(), { lookAlikes: [alike] }),
      [ko('operations.acts.outcomes.execute.failed')],
      null,
    ],
    [
      'a booked cancel within a day',
      booked({ kind: 'cancel' }, 23),
      detailOf(mixedPayment()),
      [],
      /부터 “취소되지 않았어요”를 선택할 수 있어요\.$/,
    ],
  ];
  it.each(cases)('%s', async (_name, start, shown, expected, why) => {
    detail = shown;
    const group = await openPane(start);
    expect(radios(group)).toEqual(expected);
    if (why === null) expect(within(group).queryByText(/정할 수/)).toBeNull();
    else within(group).getByText(why);
  });

  it('show the exact time from which a booked one may be resolved as not done', async () => {
    const start = booked({}, 1);
    const group = await openPane(start);
    const from = new Date(Date.parse(start.sentAt ?? '') + RELEASE_AFTER_MS).toISOString();
    within(group).getByText(`${formatMoment(from)}부터 “환불되지 않았어요”를 선택할 수 있어요.`);
    // Without an outcome there is no text field, and no button to go on.
    within(group).getByText(ko('operations.acts.resolve.none'));
    expect(screen.queryByLabelText(ko('audit.facts.evidence'))).toBeNull();
    expect(screen.queryByRole('button', { name: ko('operations.acts.review') })).toBeNull();
  });

  it('appear as time passes', async () => {
    const group = await openPane(booked({}, 23));
    expect(radios(group)).toEqual([]);
    act(() => setDeskTime(new Date(Date.now() + 2 * HOUR_MS).toISOString()));
    await within(group).findByRole('radio', { name: ko('operations.progress.refund.failed') });
    expect(within(group).queryByText(/정할 수|결과가 없어요/)).toBeNull();
    screen.getByLabelText(ko('audit.facts.evidence'));
    screen.getByRole('button', { name: ko('operations.acts.review') });
  });

  it.each([
    [
      'a refused execute that is paid',
      theirs({ kind: 'execute', state: 'failed', disputed: true }),
    ],
    ['what is booked and not disputed', theirs({ state: 'succeeded' })],
  ])('are none for %s', async (_name, start) => {
    show(start, `/?act=resolve&operation=${start.id}`);
    await screen.findByText(ko('operations.acts.moved.title'));
    expect(screen.queryByRole('group', { name: ko('operations.acts.outcome') })).toBeNull();
    expect(screen.queryByRole('button', { name: ko('operations.acts.titles.resolve') })).toBeNull();
  });

  it('are not shown before the payment with its refunds is read', async () => {
    desk.use(http.get('/api/payments/:payToken', () => problem('not-ready', 503)));
    show(review());
    await userEvent.click(
      await screen.findByRole('button', { name: ko('operations.acts.titles.resolve') }),
    );
    await screen.findByText(ko('operations.acts.unreadable'));
    expect(screen.queryByRole('radio')).toBeNull();
  });
});

describe('the refund at Toss that an operation is', () => {
  const field = () => screen.findByRole('group', { name: ko('operations.acts.lookAlike.title') });

  it('has to be chosen for a booked one, and no other outcome is offered', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike] });
    await openPane(booked());
    await choose(ko('operations.acts.outcomes.refund.succeeded'));
    expect(radios(await field())).toEqual([`${formatMoment(alike.at)} 74,000원 환불`]);
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByText(ko('operations.acts.lookAlike.missing'));
    await choose(/74,000원 환불$/);
    await press(ko('operations.acts.review'));
    await screen.findByText(/선택한 환불번호로 바꿔 기록해요/);
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() =>
      expect(posts).toEqual([
        { outcome: 'succeeded', evidence: '전화로 확인', refundNo: 'toss-77' },
      ]),
    );
  });

  it.each([
    ['may be none of them', mixedPayment(), true],
    ['is one of them where the payment has no room for another', full, false],
  ])('of a contradiction %s', async (_name, payment, mayBeNone) => {
    detail = detailOf(payment, { lookAlikes: [alike] });
    await openPane(review());
    await choose(ko('operations.acts.outcomes.refund.succeeded'));
    expect(radios(await field()).includes(ko('operations.acts.lookAlike.none'))).toBe(mayBeNone);
  });

  it('is not asked for where it is resolved as not done', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike] });
    await openPane(booked());
    await choose(ko('operations.acts.outcomes.refund.succeeded'));
    await choose(/74,000원 환불$/);
    await choose(ko('operations.progress.refund.failed'));
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByText(/환불하지 않은 것으로 바꿔요/);
    await userEvent.click(await confirmationIsSeen());
    await waitFor(() => expect(posts).toEqual([{ outcome: 'failed', evidence: '전화로 확인' }]));
  });
});

describe('the entered values', () => {
  it('have to be confirmed again where a refund was added that was not shown', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike] });
    const view = show(review());
    await userEvent.click(
      await screen.findByRole('button', { name: ko('operations.acts.titles.resolve') }),
    );
    await choose(ko('operations.acts.outcomes.refund.succeeded'));
    await choose(ko('operations.acts.lookAlike.none'));
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByRole('button', { name: ko('operations.acts.resolve.confirm') });
    const other = { ...alike, refundNo: 'toss-78' };
    detail = detailOf(mixedPayment(), { lookAlikes: [alike, other] });
    await act(() => view.queryClient.invalidateQueries({ queryKey: ['payment'] }));
    await screen.findByText(/toss-78/);
    expect(
      screen.queryByRole('button', { name: ko('operations.acts.resolve.confirm') }),
    ).toBeNull();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /없어요/ }).checked).toBe(false);
  });

  it('have to be confirmed again where the outcome is no longer offered', async () => {
    detail = detailOf(mixedPayment(), { lookAlikes: [alike] });
    show(review());
    await userEvent.click(
      await screen.findByRole('button', { name: ko('operations.acts.titles.resolve') }),
    );
    await choose(ko('operations.acts.outcomes.refund.succeeded'));
    await choose(ko('operations.acts.lookAlike.none'));
    await userEvent.type(screen.getByLabelText(ko('audit.facts.evidence')), '전화로 확인');
    await press(ko('operations.acts.review'));
    await screen.findByRole('button', { name: ko('operations.acts.resolve.confirm') });
    // Toss lists it meanwhile, as booked, and then no longer.
    operation = booked();
    const picked = await screen.findByRole('radio', { name: /74,000원 환불$/ }, { timeout: 8_000 });
    expect(
      screen.queryByRole('button', { name: ko('operations.acts.resolve.confirm') }),
    ).toBeNull();
    expect((picked as HTMLInputElement).checked).toBe(false);
    await userEvent.click(picked);
    // The person moves on, not the form.
    expect(
      screen.queryByRole('button', { name: ko('operations.acts.resolve.confirm') }),
    ).toBeNull();
    await press(ko('operations.acts.review'));
    await screen.findByRole('button', { name: ko('operations.acts.resolve.confirm') });
  });
});
