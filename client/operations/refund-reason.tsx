import { useRefundReasons } from '../refund-reasons.ts';
import { ReasonFields } from '../parts/reason-fields.tsx';
import type { RefundFieldProps } from './refund-field.ts';

/** 사유: the reason that Toss receives, and a note that Toss never receives. */
export function RefundReason({ draft, tried, change }: RefundFieldProps) {
  const reasons = useRefundReasons();
  return <ReasonFields reasons={reasons} draft={draft} tried={tried} change={change} />;
}
