import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Payment } from '../../shared/payment.ts';
import { formatMoment } from '../format.ts';
import { methodName } from '../parts/method-name.ts';
import { MoneyDialogHead } from '../parts/money-dialog.tsx';

interface PaymentHeadProps {
  title: ReactNode;
  payment: Payment;
  onClose: () => void;
}

/** Identifies a payment: product, order number, when it was paid, payment method. */
export function PaymentLines({ payment }: { payment: Payment }) {
  useTranslation();
  const rest = [formatMoment(payment.completedAt ?? payment.createdAt), methodName(payment)];
  return (
    <>
      <p>{payment.productDesc}</p>
      <p>
        <span className="mono">{payment.orderNo}</span>
        {rest.map((text) => (text === null ? null : ` · ${text}`))}
      </p>
    </>
  );
}

/** The head of a dialog that makes a request on a payment. */
export function PaymentHead({ title, payment, onClose }: PaymentHeadProps) {
  return (
    <MoneyDialogHead title={title} onClose={onClose} takesFocus>
      <PaymentLines payment={payment} />
    </MoneyDialogHead>
  );
}
