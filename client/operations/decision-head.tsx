import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation } from '../../shared/operation.ts';
import { MoneyDialogHead } from '../parts/money-dialog.tsx';
import { PaymentLines } from './payment-head.tsx';

interface ActHeadProps {
  title: string;
  operation: Operation;
  /** `null` while the payment is not read, or where it can't be. */
  detail: PaymentDetail | null;
  /** Takes the focus when it appears; a confirmation gives it to its way back instead. */
  takesFocus?: boolean;
  onClose: () => void;
}

/** Which payment is decided about; without the payment at least its order number. */
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
