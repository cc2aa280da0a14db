import { memo, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { formatMoment } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Moment } from '../ui/moment.tsx';
import { PaymentChip } from '../ui/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import { methodName } from '../ui/method-name.ts';
import styles from './payment-table.module.css';
import type { RowActs } from './row-acts.ts';
import { refundedCell, remainingCell, timeCell, timeOf, type Shaded } from './row-facts.ts';
import { RowMenu } from './row-menu.tsx';

export interface RowProps extends RowActs {
  payment: Payment;
  /** The address of the payment, which keeps the list's filter. */
  href: string;
  role: Role;
  offline: boolean;
  open: boolean;
  flash: boolean;
}

function cell(column: string | undefined, dim: boolean): string {
  return `${column ?? ''} ${dim ? (styles.dim ?? '') : ''}`.trim();
}

function Money({ column, shaded }: { column: string | undefined; shaded: Shaded }) {
  return (
    <td className={`num ${cell(column, shaded.dim)}`} title={shaded.title}>
      {shaded.text}
    </td>
  );
}

/** When it was paid, or what stands for it; the whole date is in the title. */
export function RowTime({ payment }: { payment: Payment }) {
  useTranslation();
  const text = useTick((now) => timeCell(payment, now));
  const at = timeOf(payment);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {text}
    </time>
  );
}

function isOnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button') !== null;
}

/** One payment. The link is the order number; the row is only a bigger target for the mouse. */
export const PaymentRow = memo(function PaymentRow(props: RowProps) {
  const { payment, href, open, flash, onOpen } = props;
  useTranslation();
  const canceled = payment.status === 'PAY_CANCEL';
  const method = methodName(payment);
  const classes = [styles.row, open ? styles.open : '', flash ? styles.flash : ''];
  return (
    <tr
      className={classes.join(' ')}
      data-pay-token={payment.payToken}
      aria-current={open ? 'true' : undefined}
      onClick={(event) => {
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!isOnControl(event) && !selecting) onOpen(payment.payToken);
      }}
    >
      <td className={styles.status}>
        <PaymentChip payment={payment} />
      </td>
      <th scope="row" className={styles.order}>
        <span className={styles.orderWords}>
          <Link
            to={href}
            preventScrollReset
            className={`mono ${styles.link ?? ''}`}
            data-row-link=""
          >
            {payment.orderNo}
          </Link>
          <CopyButton text={payment.orderNo} className={styles.copy} />
        </span>
      </th>
      <td title={payment.productDesc}>{payment.productDesc}</td>
      <td
        className={`${styles.method ?? ''} ${(method === null ? styles.dim : styles.soft) ?? ''}`}
      >
        {method ?? '–'}
      </td>
      <td className={`num ${styles.amount ?? ''} ${canceled ? (styles.gone ?? '') : ''}`}>
        <Amount won={payment.amount} struck={canceled} />
      </td>
      <Money column={styles.refunded} shaded={refundedCell(payment)} />
      <Money column={styles.remaining} shaded={remainingCell(payment)} />
      <td className={`${styles.time ?? ''} ${styles.soft ?? ''}`}>
        <RowTime payment={payment} />
      </td>
      <td className={cell(styles.seen, true)}>
        <Moment at={payment.observedAt} as="ago" />
      </td>
      <td
        className={styles.menu}
        onClick={(event) => {
          event.stopPropagation();
        }}
      >
        <RowMenu {...props} />
      </td>
    </tr>
  );
});
