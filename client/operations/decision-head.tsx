import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { MoneyDialogHead } from '../parts/money-dialog.tsx';
import { PaymentLines } from './payment-head.tsx';

interface ActHeadProps {
  title: string;
  operation: Operation;
  /** `null` while the payment is loading, or if it could not be read. */
  detail: PaymentDetail | null;
  /** Takes the focus on mount; a confirmation focuses its back button instead. */
  takesFocus?: boolean;
  onClose: () => void;
}

/** The payment of the decision; without it at least the order number. */
export function DecisionHead({
  title,
  operation,
  detail,
  takesFocus = false,
  onClose,
}: ActHeadProps) {
  return (
    <MoneyDialogHead title={title} onClose={onClose} takesFocus={takesFocus}>
      {detail === null ? (
        <p className="mono">{operation.orderNo}</p>
      ) : (
        <PaymentLines payment={detail.payment} />
      )}
    </MoneyDialogHead>
  );
}
