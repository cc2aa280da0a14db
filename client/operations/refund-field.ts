import type { Payment } from '../../shared/payment.ts';
import type { RefundDraft, RefundFault, RefundField } from './refund-draft.ts';

/** What every part of the refund form is given. */
export interface RefundFieldProps {
  draft: RefundDraft;
  payment: Payment;
  faults: RefundFault[];
  /** The person pressed on once; from then on what is missing is told too. */
  tried: boolean;
  change: (part: Partial<RefundDraft>) => void;
}

/** The fault of one field, if it has one. */
export function faultOf<F extends RefundField>(
  faults: readonly RefundFault[],
  field: F,
): Extract<RefundFault, { field: F }> | undefined {
  return faults.find((fault): fault is Extract<RefundFault, { field: F }> => fault.field === field);
}
