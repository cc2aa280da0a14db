/**
 * 직접 송금: staff record a refund that they made by bank transfer, because Toss can't make it. It
 * calls nobody and moves no operation; `refunded` stays what Toss says. docs/decisions/0041 has the
 * limits and the second person.
 */
import type { BankTransferBody, BankTransferOffer, PaymentDetail } from '../../shared/api.ts';
import { isoToKst } from '../../shared/kst.ts';
import {
  overWonOf,
  type BankTransferGround,
  type BankTransferRefusal,
} from '../../shared/bank-transfer.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';
import { may, type Role } from '../../shared/permissions.ts';
import type { ViewChange } from '../../shared/problem.ts';
import { allocate, subtractParts, taxParts, type Parts } from '../../shared/tax-split.ts';
import type { Deps } from '../deps.ts';
import { AppError, refuseField } from '../errors.ts';
import { route, type Actor, type Route } from '../http/endpoint.ts';
import { staffOf } from '../http/staff-of.ts';
import type { DecidingStaff } from '../operations/decide.ts';
import { approvalWaitMs, heldUntil, isSoleManager, peopleOf } from '../operations/second-person.ts';
import { appendAudit } from '../storage/audit.ts';
import { givenLately } from '../storage/day-refunds.ts';
import { appendEvent, staffActor } from '../storage/events.ts';
import {
  findBankTransferRow,
  hasUnsettledRefund,
  bankTransferFrom,
  bankTransfersOf,
  newestRefusal,
  overGivenPayments,
  recordedWonOn,
  takeBacksAsked,
  touchPayment,
  waitingBankTransfers,
  withoutAskAhead,
  writeBankTransfer,
  writeBankTransferAct,
  writeTakeBackAsked,
} from '../storage/bank-transfers.ts';
import { overAcknowledgedOn } from '../storage/over-given.ts';
import { findPaymentOn } from '../storage/payments.ts';
import type { BankTransferRow } from '../storage/schema.ts';
import { lastingRefusals } from '../toss/classify.ts';
import { refundableUntil } from './refund-period.ts';
import type { Unit } from '../storage/unit.ts';

/** Why Toss can't refund the payment any more; `null` when it can, or nobody knows. */
function* groundOf(payment: Payment, nowMs: number): Unit<BankTransferGround | null> {
  const { payToken, status, completedAt } = payment;
  const isSettled = status === 'SETTLEMENT_COMPLETE' || status === 'SETTLEMENT_REFUND_COMPLETE';
  const isOver = completedAt !== null && refundableUntil(completedAt).getTime() <= nowMs;
  if (isSettled || isOver) return 'refund-period-over';
  const code = yield* newestRefusal(payToken);
  return code !== null && lastingRefusals.has(code) ? 'buyer-left' : null;
}

function refusalOf(
  payment: Payment,
  offer: Pick<BankTransferOffer, 'ground' | 'leftWon'>,
  role: Role,
): BankTransferRefusal | null {
  if (!may(role, 'operations.decide')) return 'not-permitted';
  if (!isPaid(payment.status)) return 'not-paid';
  if (offer.ground === null) return 'toss-can-refund';
  return offer.leftWon === 0 ? 'nothing-left' : null;
}

/** What neither Toss nor a transfer has given back; won. */
function leftWonOf({ amount, refunded }: Payment, recordedWon: number): number {
  return Math.max(0, amount - refunded - recordedWon);
}

/** Whether a transfer may be recorded, why, and what a person has to know of before. */
export function* bankTransferOffer(
  payment: Payment,
  role: Role,
  nowMs: number,
): Unit<BankTransferOffer> {
  const recordedWon = yield* recordedWonOn(payment.payToken);
  const offer = {
    ground: yield* groundOf(payment, nowMs),
    leftWon: leftWonOf(payment, recordedWon),
    recordedWon,
    overWon: overWonOf(payment),
    overAcknowledged: yield* overAcknowledgedOn(payment),
    refundUnsettled: yield* hasUnsettledRefund(payment.payToken),
  };
  const reason = refusalOf(payment, offer, role);
  return { allowed: reason === null, reason, ...offer };
}

/** The desk's own split over what Toss's refunds and earlier transfers leave; `null`: unknown. */
function* splitOf(payment: Payment, amountWon: number): Unit<Parts | null> {
  if (!payment.partsKnown) return null;
  const { taxable, vat, taxFree, serviceFee } = payment.parts;
  let left: Parts = {
    taxable: taxable.remaining,
    vat: vat.remaining,
    taxFree: taxFree.remaining,
    serviceFee: serviceFee.remaining,
  };
  for (const { state, parts } of yield* bankTransfersOf(payment.payToken)) {
    if (state === 'taken-back') continue;
    if (parts === null) return null;
    left = subtractParts(left, parts);
  }
  // A later refund through Toss may have taken a part that a transfer was split into.
  return taxParts.some((part) => left[part] < 0) ? null : allocate(left, amountWon);
}

/** What of the payment changed since the form was opened. */
function changesSince(
  body: BankTransferBody,
  payment: Payment,
  offer: BankTransferOffer,
): ViewChange[] {
  const pairs = [
    { field: 'refunded', seen: body.seenRefunded, now: payment.refunded },
    { field: 'transferred', seen: body.seenRecorded, now: offer.recordedWon },
    {
      field: 'refundUnsettled',
      seen: body.seenUnsettled ? 'yes' : 'no',
      now: offer.refundUnsettled ? 'yes' : 'no',
    },
  ] as const;
  return pairs.filter(({ seen, now }) => seen !== now);
}

/** @throws AppError invalid-request for a day to come, or before the payment */
function requireDay(paidOn: string, payment: Payment, now: string): void {
  const today = isoToKst(now).slice(0, 10);
  const first = isoToKst(payment.completedAt ?? payment.createdAt).slice(0, 10);
  if (paidOn >= first && paidOn <= today) return;
  const detail = `must be a day from ${first} to ${today} in Seoul`;
  throw refuseField({ pointer: '/paidOn', code: 'other-day', params: { first, today }, detail });
}

/** @throws AppError over-remaining */
function requireRoom(amountWon: number, leftWon: number): void {
  if (amountWon <= leftWon) return;
  const detail = `${String(amountWon)} recorded, ${String(leftWon)} left`;
  const error = { pointer: '/amount', code: 'over-remaining', params: { max: leftWon }, detail };
  throw new AppError('over-remaining', detail, { remaining: leftWon, errors: [error] });
}

/** By the shop's limit for approval, over 24 hours on the payment. */
function* secondPersonOf(
  deps: Deps,
  record: { payToken: string; amount: number; at: string },
  staff: DecidingStaff,
): Unit<BankTransferRow['second_person']> {
  const { approvalFromWon } = deps.rules();
  const countedWon = record.amount + (yield* givenLately(record.payToken, record.at));
  if (approvalFromWon === null || countedWon < approvalFromWon) return 'not-needed';
  return (yield* isSoleManager(peopleOf(deps), staff.id)) ? 'sole' : 'needed';
}

type Told = `bank-transfer-${'recorded' | 'confirmed' | 'take-back-asked' | 'taken-back'}`;

/** Writes the act into the payment's history and into the audit log. */
function* tell(
  row: BankTransferRow,
  told: { what: Told; at: string; staff: DecidingStaff; note: string | null; sole?: boolean },
): Unit<void> {
  const { what, at, staff, note, sole = false } = told;
  yield* touchPayment(row.pay_token, at);
  yield* appendEvent({
    at,
    type: 'payment',
    what,
    source: 'staff',
    pay_token: row.pay_token,
    amount: row.amount,
    staff_id: staff.id,
    staff_name: staff.name,
    detail: note,
  });
  const { id, amount, paid_on: paidOn, ground, second_person: secondPerson } = row;
  const more = { note: note ?? undefined, sole: sole || undefined };
  const detail = { id, amount, paidOn, ground, secondPerson, ...more };
  const entry = { at, actor: staffActor(staff), action: what, payToken: row.pay_token };
  yield* appendAudit({ ...entry, detail });
}

interface Given {
  id: string;
  payToken: string;
  body: BankTransferBody;
  staff: DecidingStaff;
}

/** @throws AppError operation-id-reused when the id stands for another record */
function isReplay(row: BankTransferRow | undefined, { payToken, body, staff }: Given): boolean {
  if (row === undefined) return false;
  const isSame =
    row.pay_token === payToken &&
    row.recorded_by === staff.id &&
    row.amount === body.amount &&
    row.paid_on === body.paidOn &&
    row.bank === body.bank &&
    row.account_end === body.accountEnd &&
    row.reference === body.reference &&
    row.note === (body.note ?? null);
  if (!isSame) throw new AppError('operation-id-reused', 'Make a new id for another record');
  return true;
}

function* record(deps: Deps, given: Given): Unit<void> {
  const { id, payToken, body, staff } = given;
  if (isReplay(yield* findBankTransferRow(id), given)) return;
  const payment = yield* findPaymentOn(payToken);
  if (payment === undefined) throw new AppError('payment-not-found');
  const at = deps.clock.nowIso();
  const offer = yield* bankTransferOffer(payment, staff.role, Date.parse(at));
  const { ground, reason } = offer;
  if (reason !== null || ground === null) {
    throw new AppError('no-bank-transfer', `Refused: ${String(reason)}`);
  }
  const changes = changesSince(body, payment, offer);
  if (changes.length > 0) throw new AppError('stale-view', undefined, { changes, payment });
  requireRoom(body.amount, offer.leftWon);
  requireDay(body.paidOn, payment, at);
  const parts = yield* splitOf(payment, body.amount);
  const row: BankTransferRow = {
    id,
    pay_token: payToken,
    amount: body.amount,
    taxable: parts?.taxable ?? null,
    vat: parts?.vat ?? null,
    tax_free: parts?.taxFree ?? null,
    service_fee: parts?.serviceFee ?? null,
    paid_on: body.paidOn,
    bank: body.bank,
    account_end: body.accountEnd,
    reference: body.reference,
    note: body.note ?? null,
    ground,
    second_person: yield* secondPersonOf(deps, { payToken, amount: body.amount, at }, staff),
    recorded_at: at,
    recorded_by: staff.id,
    recorded_by_name: staff.name,
  };
  yield* writeBankTransfer(row);
  const told = body.note === undefined ? body.reference : `${body.reference}: ${body.note}`;
  yield* tell(row, { what: 'bank-transfer-recorded', at, staff, note: told });
}

function* find(id: string): Unit<BankTransferRow> {
  const row = yield* findBankTransferRow(id);
  if (row === undefined) throw new AppError('not-found');
  return row;
}

/** @throws AppError approver-held when one person may know the passwords of both accounts */
function* requireNotHeld(deps: Deps, staff: DecidingStaff, otherId: string): Unit<void> {
  const notBefore = yield* heldUntil(peopleOf(deps), staff.id, otherId);
  if (notBefore === null) return;
  throw new AppError('approver-held', `Possible from ${notBefore} on`, { notBefore });
}

/**
 * Confirms also what no longer fits beside Toss's refunds: the money is gone, and refusing would
 * only keep it out of the books.
 * @throws AppError bank-transfer-moved, second-person-needed, approver-held
 */
function* confirm(deps: Deps, id: string, staff: DecidingStaff): Unit<string> {
  const row = yield* find(id);
  const { state } = yield* bankTransferFrom(row);
  if (state !== 'waiting') throw new AppError('bank-transfer-moved');
  if (row.recorded_by === staff.id) throw new AppError('second-person-needed');
  yield* requireNotHeld(deps, staff, row.recorded_by);
  yield* act(deps, row, { act: 'confirmed', note: null, staff });
  return row.pay_token;
}

/**
 * The same press asks another manager or completes what one asked: bound to what was shown.
 * @throws AppError stale-view
 */
function requireSeenAsk(staffId: string, seenId: string | undefined, askedId: string | null): void {
  const byOther = (id: string | null | undefined) => (id === staffId ? '' : (id ?? ''));
  const change = { field: 'takeBackAsked', seen: byOther(seenId), now: byOther(askedId) } as const;
  if (change.seen === change.now) return;
  throw new AppError('stale-view', undefined, { changes: [change] });
}

/**
 * Takes a record back. One that a second person confirmed needs two managers: the first call only
 * asks, and the record counts until another manager calls.
 * @throws AppError bank-transfer-moved, stale-view, second-person-needed, approver-held
 */
function* takeBack(
  deps: Deps,
  given: { id: string; note: string; seenAsked: string | undefined; staff: DecidingStaff },
): Unit<string> {
  const { note, staff } = given;
  const row = yield* find(given.id);
  const now = deps.clock.nowIso();
  const record = withoutAskAhead(yield* bankTransferFrom(row), now);
  const { state, confirmed, takeBackAsked } = record;
  if (state === 'taken-back') throw new AppError('bank-transfer-moved');
  const isOpen = takeBackAsked !== null && takeBackAsked.lapsesAt > now;
  const askedBy = isOpen ? takeBackAsked.staff.id : null;
  requireSeenAsk(staff.id, given.seenAsked, askedBy);
  if (confirmed !== null && (askedBy === null || askedBy === staff.id)) {
    const sole = yield* isSoleManager(peopleOf(deps), staff.id);
    if (askedBy !== null && !sole) throw new AppError('second-person-needed');
    yield* askTakeBack(deps, row, { note, staff, sole });
    if (sole) yield* act(deps, row, { act: 'taken-back', note, staff, sole });
    return row.pay_token;
  }
  if (askedBy !== null) yield* requireNotHeld(deps, staff, askedBy);
  yield* act(deps, row, { act: 'taken-back', note, staff });
  return row.pay_token;
}

function* askTakeBack(
  deps: Deps,
  row: BankTransferRow,
  { note, staff, sole }: { note: string; staff: DecidingStaff; sole: boolean },
): Unit<void> {
  const at = deps.clock.nowIso();
  const waitMs = yield* approvalWaitMs(peopleOf(deps), staff.id, deps.rules().approvalMs);
  yield* writeTakeBackAsked({
    ...{ refund_id: row.id, at, note, sole: sole ? 1 : 0 },
    lapses_at: new Date(Date.parse(at) + waitMs).toISOString(),
    ...{ staff_id: staff.id, staff_name: staff.name },
  });
  if (!sole) yield* tell(row, { what: 'bank-transfer-take-back-asked', at, staff, note });
}

function* act(
  deps: Deps,
  row: BankTransferRow,
  given: {
    act: 'confirmed' | 'taken-back';
    note: string | null;
    staff: DecidingStaff;
    sole?: boolean;
  },
): Unit<void> {
  const at = deps.clock.nowIso();
  const { act: which, note, staff, sole } = given;
  yield* writeBankTransferAct({
    ...{ refund_id: row.id, act: which, note, at },
    ...{ staff_id: staff.id, staff_name: staff.name },
  });
  yield* tell(row, { what: `bank-transfer-${which}`, at, staff, note, ...(sole && { sole }) });
}

/** @param detailOf the payment's detail after the act, as the caller sees it */
export function bankTransferRoutes(
  deps: Deps,
  detailOf: (payToken: string, actor: Actor) => PaymentDetail,
): Route[] {
  const { storage } = deps;
  return [
    route(
      'PUT /api/payments/:payToken/bank-transfers/:bankTransferId',
      async ({ params, body }, { actor }) => {
        const { payToken } = params;
        const id = params.bankTransferId.toLowerCase();
        const staff = staffOf(actor);
        await storage.transact(() => record(deps, { id, payToken, body, staff }));
        return { status: 200, body: detailOf(payToken, actor) };
      },
    ),
    route('GET /api/bank-transfers/waiting', () => ({
      status: 200,
      body: {
        items: storage.read(waitingBankTransfers()),
        takeBacks: storage.read(takeBacksAsked(deps.clock.nowIso())),
        over: storage.read(overGivenPayments()),
      },
    })),
    route('POST /api/bank-transfers/:id/confirm', async ({ params }, { actor }) => {
      const id = params.id.toLowerCase();
      const payToken = await storage.transact(() => confirm(deps, id, staffOf(actor)));
      return { status: 200, body: detailOf(payToken, actor) };
    }),
    route('POST /api/bank-transfers/:id/take-back', async ({ params, body }, { actor }) => {
      const id = params.id.toLowerCase();
      const { reason: note, seenAsked } = body;
      const given = { id, note, seenAsked, staff: staffOf(actor) };
      const payToken = await storage.transact(() => takeBack(deps, given));
      return { status: 200, body: detailOf(payToken, actor) };
    }),
  ];
}
