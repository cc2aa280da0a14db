/** The draft of a refund and what follows from it. Pure functions. */
import type { BankTransferOffer, OperationBody } from '../../shared/api.ts';
import { leftParts } from '../../shared/held-refunds.ts';
import {
  partsOfItems,
  pickItems,
  sumItems,
  wonOfTax,
  type RefundItem,
} from '../../shared/items.ts';
import type { Payment } from '../../shared/payment.ts';
import { OTHER_REASON } from '../../shared/settings.ts';
import {
  allocate,
  checkParts,
  noParts,
  pool,
  splitModes,
  subtractParts,
  sumParts,
  taxParts,
  type Parts,
  type PartsFault,
  type SplitMode,
  type TaxPart,
} from '../../shared/tax-split.ts';
import { fieldsOf, isFlag, isNumber, isText, listOf, isOneOf, orNull } from '../draft-shapes.ts';
import { leftOfItems, type HeldPayment } from '../parts/held-payment.ts';
import {
  reasonFaults,
  sentReason,
  type ReasonDraft,
  type ReasonFault,
} from '../parts/sent-reason.ts';
import { wholeParts } from '../parts/whole-parts.ts';

export interface RefundDraft extends ReasonDraft {
  how: 'rest' | 'items' | 'some';
  /** How many of each line of the payment's items, by its place; used in 상품 only. */
  quantities: readonly number[];
  someWon: number | null;
  mode: SplitMode;
  /** The typed amount of each part; used in 직접 only. */
  manual: Record<TaxPart, number | null>;
  /** The user typed parts; until then they follow the amount. */
  partsTyped: boolean;
  /** The user ticked that a second refund on the same day is meant. */
  meantAgain: boolean;
  /** Confirmed cautions, by `cautionKey`. */
  ticked: readonly string[];
  /** What was left of the payment when the draft was written. */
  remaining: number;
}

export const isRefundDraft = fieldsOf<RefundDraft>({
  how: isOneOf(['rest', 'items', 'some']),
  quantities: listOf(isNumber),
  someWon: orNull(isNumber),
  mode: isOneOf(splitModes),
  manual: fieldsOf({
    taxable: orNull(isNumber),
    vat: orNull(isNumber),
    taxFree: orNull(isNumber),
    serviceFee: orNull(isNumber),
  }),
  partsTyped: isFlag,
  reason: isText,
  otherText: isText,
  note: isText,
  meantAgain: isFlag,
  ticked: listOf(isText),
  remaining: isNumber,
});

export type RefundField = 'amount' | 'split' | 'reason' | 'other' | 'note' | 'again' | 'caution';

export type RefundFault =
  | { field: 'amount'; fault: 'empty' | 'zero' }
  | { field: 'amount'; fault: 'over'; remainingWon: number }
  | { field: 'split'; fault: 'pool'; mode: 'taxed' | 'tax-free'; poolWon: number }
  | { field: 'split'; fault: 'parts'; faults: PartsFault[] }
  | ReasonFault
  | { field: 'again'; fault: 'unticked' }
  | { field: 'caution'; fault: 'unticked' };

type Refundable = Pick<
  HeldPayment,
  'remaining' | 'refunded' | 'parts' | 'partsKnown' | 'items' | 'held'
>;

export function remainingParts(payment: Pick<Payment, 'parts'>): Parts {
  const parts: Parts = { ...noParts };
  for (const part of taxParts) parts[part] = payment.parts[part].remaining;
  return parts;
}

/** Refunds the rest, in 비례; in 직접 if the parts are an estimate that a person must check. */
export function newRefundDraft(payment: Refundable): RefundDraft {
  const left = remainingParts(payment);
  return {
    how: 'rest',
    quantities: [],
    someWon: null,
    mode: payment.partsKnown ? 'proportional' : 'manual',
    manual: allocate(left, payment.remaining) ?? left,
    partsTyped: false,
    reason: '',
    otherText: OTHER_REASON,
    note: '',
    meantAgain: false,
    ticked: [],
    remaining: payment.remaining,
  };
}

/** The chosen lines, each with at most the quantity that is left by now. */
export function draftItems(
  { quantities }: Pick<RefundDraft, 'quantities'>,
  payment: Pick<Refundable, 'items' | 'held'>,
): RefundItem[] {
  return leftOfItems(payment).flatMap((left, index) => {
    const quantity = Math.min(left, quantities[index] ?? 0);
    return quantity === 0 ? [] : [{ line: index + 1, quantity }];
  });
}

const pickedOf = (draft: RefundDraft, payment: Refundable) =>
  pickItems(payment.items ?? [], draftItems(draft, payment));

export function draftAmount(draft: RefundDraft, payment: Refundable): number | null {
  switch (draft.how) {
    case 'rest':
      return payment.remaining;
    case 'some':
      return draft.someWon;
    case 'items': {
      const picked = pickedOf(draft, payment);
      return picked.length === 0 ? null : sumItems(picked);
    }
  }
}

/** The resulting parts; `null` if the mode's parts can't cover the amount. */
export function draftParts(draft: RefundDraft, payment: Refundable): Parts | null {
  if (draft.how === 'items') {
    return partsOfItems(pickedOf(draft, payment), leftParts(payment.parts, payment.held));
  }
  if (draft.mode === 'manual') return wholeParts(draft.manual);
  const amountWon = draftAmount(draft, payment);
  return amountWon === null ? null : allocate(remainingParts(payment), amountWon, draft.mode);
}

/**
 * Makes typed parts add up with as few changes as possible: cuts each part to what is left of it,
 * adds what is missing to parts with room, and takes an excess from parts that have some.
 */
export function fitParts(parts: Parts, amountWon: number, left: Parts): Parts {
  const cut: Parts = { ...noParts };
  for (const part of taxParts) cut[part] = Math.min(parts[part], left[part]);
  const missingWon = amountWon - sumParts(cut);
  const change =
    missingWon >= 0 ? allocate(subtractParts(left, cut), missingWon) : allocate(cut, -missingWon);
  if (change === null) return allocate(left, amountWon) ?? cut;
  const fitted: Parts = { ...noParts };
  for (const part of taxParts) {
    fitted[part] = missingWon >= 0 ? cut[part] + change[part] : cut[part] - change[part];
  }
  return fitted;
}

function amountFaults(amountWon: number | null, remainingWon: number): RefundFault[] {
  if (amountWon === null) return [{ field: 'amount', fault: 'empty' }];
  if (amountWon < 1) return [{ field: 'amount', fault: 'zero' }];
  if (amountWon > remainingWon) return [{ field: 'amount', fault: 'over', remainingWon }];
  return [];
}

/** Faults where the chosen items of a tax kind cost more than is left of that kind. */
function kindFault(draft: RefundDraft, payment: Refundable): RefundFault[] {
  const picked = pickedOf(draft, payment);
  const left = leftParts(payment.parts, payment.held);
  return (['taxed', 'tax-free'] as const).flatMap((mode) => {
    const poolWon = sumParts(pool(left, mode));
    return wonOfTax(picked, mode) <= poolWon
      ? []
      : [{ field: 'split' as const, fault: 'pool' as const, mode, poolWon }];
  });
}

function splitFaults(draft: RefundDraft, payment: Refundable, amountWon: number): RefundFault[] {
  if (draft.how === 'items') return kindFault(draft, payment);
  const left = remainingParts(payment);
  const parts = draftParts(draft, payment);
  if (parts === null) {
    if (draft.mode !== 'taxed' && draft.mode !== 'tax-free') return [];
    const poolWon = sumParts(pool(left, draft.mode));
    return [{ field: 'split', fault: 'pool', mode: draft.mode, poolWon }];
  }
  const faults = checkParts(parts, amountWon, left);
  return faults.length === 0 ? [] : [{ field: 'split', fault: 'parts', faults }];
}

/** Everything that prevents the refund, in the order of the fields on screen. */
export function refundFaults(
  draft: RefundDraft,
  payment: Refundable,
  refundedToday: boolean,
): RefundFault[] {
  const amountWon = draftAmount(draft, payment);
  const faults = amountFaults(amountWon, payment.remaining);
  if (faults.length === 0 && amountWon !== null) {
    faults.push(...splitFaults(draft, payment, amountWon));
  }
  faults.push(...reasonFaults(draft));
  if (refundedToday && !draft.meantAgain) faults.push({ field: 'again', fault: 'unticked' });
  return faults;
}

/** The chosen items; for 남은 전액 all that are left, if they cost exactly the amount. */
function itemsOf(draft: RefundDraft, payment: Refundable, parts: Parts): RefundItem[] | null {
  if (draft.how === 'items') return draftItems(draft, payment);
  if (draft.how === 'some' || payment.items === null) return null;
  const left = draftItems({ quantities: leftOfItems(payment) }, payment);
  const picked = pickItems(payment.items, left);
  const follow = partsOfItems(picked, leftParts(payment.parts, payment.held));
  const isAll =
    sumItems(picked) === payment.remaining &&
    taxParts.every((part) => follow?.[part] === parts[part]);
  return isAll ? left : null;
}

/** The request body; `null` while something is missing. */
export function refundBody(
  draft: RefundDraft,
  payment: Refundable,
  { recordedWon }: Pick<BankTransferOffer, 'recordedWon'>,
): OperationBody | null {
  const amount = draftAmount(draft, payment);
  const parts = draftParts(draft, payment);
  if (amount === null || parts === null) return null;
  const items = itemsOf(draft, payment, parts);
  const note = draft.note.trim();
  return {
    kind: 'refund',
    amount,
    parts,
    ...(items === null ? {} : { items }),
    reason: sentReason(draft),
    ...(note === '' ? {} : { note }),
    seenRefunded: payment.refunded,
    seenRecorded: recordedWon,
  };
}

/** The draft after a change: parts that nobody typed follow the amount, in 직접 too. */
export function changeDraft(
  draft: RefundDraft,
  part: Partial<RefundDraft>,
  payment: Refundable,
): RefundDraft {
  const next = { ...draft, ...part };
  const amountWon = draftAmount(next, payment);
  if (next.mode !== 'manual' || next.partsTyped || amountWon === null) return next;
  return { ...next, manual: allocate(remainingParts(payment), amountWon) ?? next.manual };
}

/** A restored draft: ticks are cleared, because they have to be checked again. */
export function asLeft(draft: RefundDraft | null): RefundDraft | null {
  return draft === null ? null : { ...draft, meantAgain: false, ticked: [] };
}

/** Adapts a draft to a changed payment. Typed values stay, even if they no longer fit. */
export function adaptDraft(draft: RefundDraft, payment: Refundable): RefundDraft {
  const adapted = { ...draft, remaining: payment.remaining };
  const amountWon = draftAmount(draft, payment);
  const parts = draftParts(draft, payment);
  const isOver = amountWon === null || amountWon > payment.remaining;
  if (draft.mode !== 'manual' || isOver || parts === null) return adapted;
  return { ...adapted, manual: fitParts(parts, amountWon, remainingParts(payment)) };
}
