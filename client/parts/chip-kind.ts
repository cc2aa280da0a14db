/** Chooses the status chip of a payment or operation, for list, detail, work list and dialogs. */
import type { OperationKind, OperationState, Refusal } from '../../shared/operation.ts';
import { isPayStatus, type Drift, type Payment, type PayStatus } from '../../shared/payment.ts';
import { i18n } from '../copy/i18n.ts';

export type ChipKind =
  | 'standby'
  | 'approved'
  | 'progress'
  | 'complete'
  | 'canceled'
  | 'refunding'
  | 'refund-asked'
  | 'partial'
  | 'full'
  | 'settled'
  | 'unknown'
  | 'refused'
  | 'proposed'
  | 'ready'
  | 'absent'
  | 'review'
  | 'drift';

export interface ChipReading {
  kind: ChipKind;
  word: string;
  /** An ISO instant to count down to, or to count up from. */
  until: string | null;
  since: string | null;
  /** `false` for a status that the desk does not know: shows the raw code without an icon. */
  known: boolean;
}

/** Without an answer for this long the *screen* says 결과 확인 중; the state stays `sending`. */
export const SILENT_AFTER_MS = 15_000;

const statusKinds: Record<PayStatus, ChipKind> = {
  PAY_STANDBY: 'standby',
  PAY_APPROVED: 'approved',
  PAY_CANCEL: 'canceled',
  PAY_PROGRESS: 'progress',
  PAY_COMPLETE: 'complete',
  REFUND_PROGRESS: 'refunding',
  REFUND_SUCCESS: 'partial',
  SETTLEMENT_COMPLETE: 'settled',
  SETTLEMENT_REFUND_COMPLETE: 'settled',
};

const still = { until: null, since: null, known: true };

type StatusFacts = Pick<Payment, 'status' | 'remaining' | 'expiresAt'>;

/** The chip of Toss's status alone. */
export function statusChip(payment: StatusFacts): ChipReading {
  const { status, remaining, expiresAt } = payment;
  if (!isPayStatus(status)) return { ...still, kind: 'standby', word: status, known: false };
  if (status === 'REFUND_SUCCESS') {
    return remaining > 0
      ? { ...still, kind: 'partial', word: i18n.t('statuses.partial') }
      : { ...still, kind: 'full', word: i18n.t('statuses.full') };
  }
  const waiting = status === 'PAY_STANDBY' || status === 'PAY_APPROVED';
  return {
    ...still,
    kind: statusKinds[status],
    word: i18n.t(`statuses.toss.${status}`),
    until: waiting ? expiresAt : null,
  };
}

interface OperationFacts {
  kind: OperationKind;
  state: OperationState;
  createdAt: string;
  sentAt: string | null;
  sendAfter: string | null;
  refusal: Refusal | null;
  /** It has ended, and Toss contradicts it. */
  disputed?: boolean;
}

/** 보내기 전: recorded, but held back so that it can still be withdrawn. */
export function isWithdrawable(
  operation: Pick<OperationFacts, 'state' | 'sendAfter'>,
  nowMs: number,
): boolean {
  const { state, sendAfter } = operation;
  return state === 'ready' && sendAfter !== null && nowMs < Date.parse(sendAfter);
}

/** The chip of an operation. `nowMs` decides when a silent call becomes 결과 확인 중. */
export function describeOperation(operation: OperationFacts, nowMs: number): ChipReading {
  const { kind, state, sentAt, createdAt, disputed = false } = operation;
  if (disputed) return { ...still, kind: 'drift', word: driftWord('contradiction') };
  const word = i18n.t(`statuses.operation.${state}`);
  const checking: ChipReading = {
    ...still,
    kind: 'unknown',
    word: i18n.t('statuses.operation.unknown'),
    since: sentAt ?? createdAt,
  };
  switch (state) {
    case 'proposed':
      return { ...still, kind: 'proposed', word };
    case 'not_sent':
      return { ...still, kind: 'ready', word };
    case 'ready':
      if (isWithdrawable(operation, nowMs)) {
        return { ...still, kind: 'ready', word, until: operation.sendAfter };
      }
      return { ...still, kind: 'refund-asked', word: i18n.t(`statuses.going.${kind}`) };
    case 'pending':
      return { ...still, kind: 'refund-asked', word: i18n.t(`statuses.going.${kind}`) };
    case 'sending':
      return sentAt !== null && nowMs - Date.parse(sentAt) >= SILENT_AFTER_MS
        ? checking
        : { ...still, kind: 'refund-asked', word: i18n.t(`statuses.going.${kind}`) };
    case 'unknown': {
      if (operation.refusal === null) return checking;
      const refused = i18n.t('statuses.refused');
      return { ...still, kind: 'refused', word: refused, until: operation.refusal.confirmedAt };
    }
    case 'absent':
      return { ...still, kind: 'absent', word: i18n.t(`statuses.absent.${kind}`) };
    case 'needs_review':
      return { ...still, kind: 'review', word: i18n.t(`statuses.review.${kind}`) };
    case 'succeeded':
      return { ...still, kind: 'complete', word: i18n.t(`statuses.done.${kind}`) };
    case 'given_up':
      return { ...still, kind: 'absent', word };
    case 'failed':
    case 'declined':
      return { ...still, kind: 'canceled', word };
  }
}

/** The label of a difference between the desk's books and Toss's. */
function driftWord(drift: Drift): string {
  return i18n.t(`statuses.drift.${drift}`);
}

type PaymentFacts = StatusFacts & Pick<Payment, 'openOperation' | 'drift'>;

/**
 * The chip of a payment: an open operation or one that needs a person goes before Toss's status.
 */
export function describePayment(payment: PaymentFacts, nowMs: number): ChipReading {
  const { openOperation, drift, status } = payment;
  if (openOperation !== null) {
    const ours = describeOperation(openOperation, nowMs);
    // 환불 처리 중 is outlined only until Toss reports it too.
    const confirmed = ours.kind === 'refund-asked' && status === 'REFUND_PROGRESS';
    return confirmed ? statusChip(payment) : ours;
  }
  if (drift !== null) return { ...still, kind: 'drift', word: driftWord(drift) };
  return statusChip(payment);
}
