import type { HeldPayment } from '../parts/held-payment.ts';
import type { RefundDraft, RefundFault, RefundField } from './refund-draft.ts';

/** The props of every field of the refund form. */
export interface RefundFieldProps {
  draft: RefundDraft;
  payment: HeldPayment;
  faults: RefundFault[];
  /** The user has tried to continue; only then are missing fields marked. */
  tried: boolean;
  change: (part: Partial<RefundDraft>) => void;
}

/** The error of one field, if it has one. */
export function faultOf<F extends RefundField>(
  faults: readonly RefundFault[],
  field: F,
): Extract<RefundFault, { field: F }> | undefined {
  return faults.find((fault): fault is Extract<RefundFault, { field: F }> => fault.field === field);
}
