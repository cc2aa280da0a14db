/** PUT of a money operation: checks it, records it, wakes the worker. It never calls Toss. */
import type { OperationBody } from '../../shared/api.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import { leftParts, type Held } from '../../shared/held-refunds.ts';
import { isOpen, waitsForPerson } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { tossRefusal } from '../../shared/payment-actions.ts';
import type { FieldError, ProblemCode, ViewChange } from '../../shared/problem.ts';
import { allocate, checkParts, taxParts, type Parts } from '../../shared/tax-split.ts';
import type { Deps, StaffNow } from '../deps.ts';
import { AppError } from '../errors.ts';
import { operationFromRow } from '../storage/operation-from-row.ts';
import {
  getOperationRow,
  recordOperation,
  type KnownAtRequest,
  type KnownOfPayment,
  type OperationRequest,
  type Terms,
} from '../storage/operations.ts';
import { graceMsOf } from './day-ceiling.ts';
import type { DecidingStaff } from './decide.ts';
import { reasonFault } from './reason-fault.ts';
import { partsByItems } from './refund-items.ts';
import { requireCeilings } from './requester.ts';
import { approvalWaitMs, isSoleManager, peopleOf } from './second-person.ts';
import { transfersSince } from './seen-transfers.ts';
import type { Worker } from './worker.ts';
import type { Unit } from '../storage/unit.ts';

/** Who requests, with their own daily limit in won; `null`: the role's limit applies. */
export interface RequestingStaff extends DecidingStaff {
  dayCeilingWon: number | null;
  /** Of a service token: the account that made it. */
  maker?: StaffNow;
}

const refusalCode: Record<OperationKind, ProblemCode> = {
  execute: 'not-executable',
  cancel: 'not-cancelable',
  refund: 'not-refundable',
};

function toRequest(
  id: string,
  payToken: string,
  body: OperationBody,
  requestedBy: RequestingStaff,
): Omit<OperationRequest, 'apiVersion'> {
  const base = { id, payToken, kind: body.kind, note: body.note ?? null, requestedBy };
  const none = { amount: null, parts: null, reason: null, seenRefunded: null, seenStatus: null };
  switch (body.kind) {
    case 'execute':
      return { ...base, ...none, amount: body.seenAmount };
    case 'cancel':
      return { ...base, ...none, reason: body.reason, seenStatus: body.seenStatus };
    case 'refund':
      return {
        ...base,
        ...none,
        amount: body.amount,
        parts: body.parts ?? null,
        items: body.items,
        reason: body.reason,
        seenRefunded: body.seenRefunded,
      };
  }
}

/** Differences between what the person saw and what is known now; empty when there are none. */
function changesSince(body: OperationBody, payment: Payment, recordedWon: number): ViewChange[] {
  const compared = [
    comparedWithSeen(body, payment),
    ...(body.kind === 'refund' ? [transfersSince(body.seenRecorded, recordedWon)] : []),
  ];
  return compared.filter(({ seen, now }) => seen !== now);
}

function comparedWithSeen(body: OperationBody, payment: Payment): ViewChange {
  switch (body.kind) {
    case 'execute':
      return { field: 'amount', seen: body.seenAmount, now: payment.amount };
    case 'cancel':
      return { field: 'status', seen: body.seenStatus, now: payment.status };
    case 'refund':
      return { field: 'refunded', seen: body.seenRefunded, now: payment.refunded };
  }
}

function partsErrors(parts: Parts, amountWon: number, payment: Payment, held: Held): FieldError[] {
  // After an outside refund, what remains per part is an estimate. Then only the total and this
  // desk's own refunds limit the parts; Toss decides the rest.
  const limit = (part: (typeof taxParts)[number]) => {
    const { paid, remaining } = payment.parts[part];
    const ownLimit = Math.max(0, paid - held.parts[part]);
    return payment.partsKnown ? Math.min(remaining, ownLimit) : ownLimit;
  };
  const limits: Parts = {
    taxable: limit('taxable'),
    vat: limit('vat'),
    taxFree: limit('taxFree'),
    serviceFee: limit('serviceFee'),
  };
  return checkParts(parts, amountWon, limits).map((fault): FieldError => {
    if (fault.fault === 'sum') {
      const { sumWon } = fault;
      const detail = `The parts add up to ${String(sumWon)}, the refund is ${String(amountWon)}`;
      return { pointer: '/parts', code: 'sum', params: { sumWon, amountWon }, detail };
    }
    const { part, givenWon, remainingWon } = fault;
    const detail = `${part}: ${String(givenWon)} given, ${String(remainingWon)} left`;
    const params = { givenWon, remainingWon };
    return { pointer: `/parts/${part}`, code: 'over-part', params, detail };
  });
}

type RefundBody = Extract<OperationBody, { kind: 'refund' }>;

function decideRefundParts(body: RefundBody, payment: Payment, held: Held): Parts {
  const amountWon = body.amount;
  // A given-up refund keeps its money reserved until it is released.
  const max = Math.max(0, payment.remaining - held.unsettledWon);
  if (amountWon > max) {
    const detail = `${String(amountWon)} asked, ${String(max)} left`;
    throw new AppError('over-remaining', detail, {
      remaining: max,
      errors: [{ pointer: '/amount', code: 'over-remaining', params: { max }, detail }],
    });
  }
  const { items } = body;
  if (items !== undefined) return partsByItems({ ...body, items }, payment, held);
  if (body.parts !== undefined) {
    const errors = partsErrors(body.parts, amountWon, payment, held);
    if (errors.length > 0) throw new AppError('parts-mismatch', undefined, { errors, payment });
    return body.parts;
  }
  const allocated = allocate(leftParts(payment.parts, held), amountWon);
  if (allocated === null) throw new AppError('parts-mismatch', 'Give the parts by hand');
  return allocated;
}

/**
 * The checks in their documented order, without permission, step-up and daily limits.
 * @returns the parts of a refund; `null` for the other kinds
 * @throws AppError payment-not-found, payment-busy, stale-view, not-refundable, not-cancelable,
 * not-executable, over-remaining, parts-mismatch, items-mismatch, over-items
 */
export function checkRequest(body: OperationBody, known: KnownOfPayment): Parts | null {
  const { payment, open, held, recordedWon } = known;
  if (payment === undefined) throw new AppError('payment-not-found');
  if (open !== undefined) {
    throw new AppError('payment-busy', undefined, { operation: open, payment });
  }
  const changes = changesSince(body, payment, recordedWon);
  if (changes.length > 0) throw new AppError('stale-view', undefined, { changes, payment });
  const refusal = tossRefusal(body.kind, payment);
  if (refusal !== null) {
    const detail = `${body.kind} is not possible: ${refusal}`;
    throw new AppError(refusalCode[body.kind], detail, { reason: refusal, payment });
  }
  return body.kind === 'refund' ? decideRefundParts(body, payment, held) : null;
}

/**
 * A refund at or above the shop's limit waits for a second person, if the shop has one. Refunds of
 * the last 24 hours on the same payment count too, whoever requested them; otherwise the limit
 * could be avoided by splitting a refund.
 */
function* termsOf(
  deps: Deps,
  body: OperationBody,
  requestedBy: RequestingStaff,
  known: KnownAtRequest,
): Unit<Terms> {
  const { approvalFromWon, approvalMs } = deps.rules();
  const graceMs = graceMsOf(deps, requestedBy.role);
  if (body.kind !== 'refund') return { approvalMs: null, graceMs: 0, sole: false };
  const countedWon = body.amount + (yield* known.givenLatelyWon());
  const needsApproval = approvalFromWon !== null && countedWon >= approvalFromWon;
  if (!needsApproval) return { approvalMs: null, graceMs, sole: false };
  const people = peopleOf(deps);
  const sole = yield* isSoleManager(people, requestedBy.id);
  if (sole) return { approvalMs: null, graceMs, sole };
  const person = requestedBy.maker ?? requestedBy;
  const waitMs = yield* approvalWaitMs(people, person.id, approvalMs);
  return { approvalMs: waitMs, graceMs, sole };
}

/** The person saw "needs approval", but after a change of the settings it would be sent at once. */
export const noApprovalNow: ViewChange = { field: 'approval', seen: 'needed', now: 'not-needed' };

/**
 * Changes that would send the refund earlier than the person saw, after a change of the settings.
 * Waiting longer than seen is harmless.
 */
function soonerThanSeen(body: OperationBody, terms: Terms): ViewChange[] {
  if (body.kind !== 'refund' || terms.approvalMs !== null) return [];
  const { seenApproval = false, seenGraceSeconds = 0 } = body;
  if (seenApproval) return [noApprovalNow];
  const now = terms.graceMs / 1000;
  return now < seenGraceSeconds ? [{ field: 'graceSeconds', seen: seenGraceSeconds, now }] : [];
}

/**
 * Records a request and wakes the worker. It goes by the version of Toss's API that the desk is set
 * to now, also after a restart with the other. The same id again returns the same operation in its
 * present state.
 *
 * @throws AppError token-refunds-off, step-up-needed, invalid-request (the reason),
 * payment-not-found, payment-busy, stale-view, not-refundable, not-cancelable, not-executable,
 * over-remaining, parts-mismatch, items-mismatch, over-items, over-ceiling, cautions-not-accepted,
 * operation-id-reused, which is the only one for a known id; all `not-applied`
 */
export async function requestOperation(
  deps: Deps,
  worker: Worker,
  input: {
    id: string;
    payToken: string;
    body: OperationBody;
    requestedBy: RequestingStaff;
    /** Throws step-up-needed. Called when the amount with the last 24 hours reaches the limit. */
    requireFreshFactor: () => void;
    /** Throws cautions-not-accepted. Called when nothing else refuses a refund. */
    requireCautionsSeen?: () => Unit<void>;
    /** The bulk run of this row; a row's id is refused without it. */
    bulkRunId?: string;
  },
): Promise<Operation> {
  const { body, requestedBy } = input;
  const { bulkRunId } = input;
  // v2 has no cancel.
  const apiVersion = body.kind === 'cancel' ? 'v1' : deps.toss.version;
  const request = {
    ...toRequest(input.id, input.payToken, body, requestedBy),
    ...{ apiVersion, bulkRunId },
  };
  const rules = deps.rules();
  const terms = function* (known: KnownAtRequest): Unit<Terms> {
    const now = yield* termsOf(deps, body, requestedBy, known);
    const changes = soonerThanSeen(body, now);
    if (changes.length === 0) return now;
    throw new AppError('stale-view', 'It would be sent sooner than was seen', { changes });
  };
  const recorded = await recordOperation(deps.storage, request, terms, function* (known) {
    if (requestedBy.maker !== undefined && !deps.tokenRefunds) {
      throw new AppError('token-refunds-off');
    }
    if (
      body.kind === 'refund' &&
      body.amount + (yield* known.givenLatelyWon()) >= (rules.stepUpFromWon ?? Infinity)
    ) {
      input.requireFreshFactor();
    }
    const fault = body.kind === 'refund' ? reasonFault(apiVersion, body.reason, '/reason') : null;
    if (fault !== null) throw new AppError('invalid-request', undefined, { errors: [fault] });
    const parts = checkRequest(body, known);
    if (body.kind === 'refund') {
      yield* requireCeilings(deps, requestedBy, known.day, body.amount);
      if (input.requireCautionsSeen !== undefined) yield* input.requireCautionsSeen();
    }
    return parts;
  });
  if (recorded.outcome === 'id-reused') {
    throw new AppError('operation-id-reused', 'Make a new id for another request');
  }
  if (recorded.outcome === 'recorded') {
    const { id, kind, amount, payToken, state } = recorded.operation;
    deps.log.info({ operation: id, kind, amount, payToken, state }, 'operation recorded');
    if (state === 'ready') worker.enqueue(id);
  }
  return recorded.operation;
}

/**
 * Waits until an operation has ended, or only a person can continue it.
 * @returns the operation at that time, or after `waitSeconds`
 */
export async function waitForEnd(
  deps: Deps,
  operation: Operation,
  waitSeconds: number,
  gone: AbortSignal,
): Promise<Operation> {
  const isDone = (state: Operation['state']) => !isOpen(state) || waitsForPerson(state);
  const now = () => operationFromRow(getOperationRow(deps.storage, operation.id));
  if (waitSeconds === 0 || isDone(operation.state)) return now();
  return new Promise((resolve) => {
    const finish = () => {
      unsubscribe();
      timer.cancel();
      gone.removeEventListener('abort', finish);
      // An error thrown out of the timer would end the process.
      resolve(new Promise((settle) => settle(now())));
    };
    const unsubscribe = deps.storage.subscribe(() => {
      if (isDone(now().state)) finish();
    });
    const timer = deps.clock.after(waitSeconds * 1000, finish);
    gone.addEventListener('abort', finish);
    // It may have ended between the caller's read and the subscription.
    if (isDone(now().state)) finish();
  });
}
