import { Link } from 'react-router';
import type { ListedPayment } from '../../shared/payment.ts';
import { useWords } from '../copy/use-words.ts';
import { formatMoment } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { methodName } from '../ui/method-name.ts';
import { Moment } from '../ui/moment.tsx';
import { shortToken } from '../ui/short-token.ts';
import { PaymentChip } from '../ui/status-chip.tsx';
import { useTick } from '../ui/ticker.ts';
import type { ColumnId } from './list-columns.ts';
import styles from './payment-table.module.css';
import {
  cashReceiptCell,
  partCell,
  refundedCell,
  remainingCell,
  timeCell,
  timeOf,
  type Shaded,
} from './row-facts.ts';

/** When it was paid, or what stands for it; the whole date is in the title. */
export function RowTime({ payment }: { payment: ListedPayment }) {
  useWords();
  const text = useTick((now) => timeCell(payment, now));
  const at = timeOf(payment);
  return (
    <time dateTime={at} title={formatMoment(at)}>
      {text}
    </time>
  );
}

function shade(dim: boolean): string | undefined {
  return dim ? styles.dim : styles.soft;
}

function Won({ shaded, soft = false }: { shaded: Shaded; soft?: boolean }) {
  const tone = shaded.dim || soft ? (shade(shaded.dim) ?? '') : '';
  return (
    <td className={`num ${tone}`} title={shaded.title}>
      {shaded.text}
    </td>
  );
}

function Words({ shaded }: { shaded: Shaded }) {
  return (
    <td className={shade(shaded.dim)} title={shaded.title}>
      {shaded.text}
    </td>
  );
}

function Instant({ at }: { at: string | null }) {
  return <td className={shade(at === null)}>{at === null ? '–' : <Moment at={at} as="row" />}</td>;
}

function OrderNo({ payment, href }: { payment: ListedPayment; href: string }) {
  return (
    <th scope="row" className={styles.order}>
      <span className={styles.orderWords}>
        <Link to={href} preventScrollReset className={`mono ${styles.link ?? ''}`} data-row-link="">
          {payment.orderNo}
        </Link>
        <CopyButton text={payment.orderNo} className={styles.copy} />
      </span>
    </th>
  );
}

function PaidAmount({ payment }: { payment: ListedPayment }) {
  const canceled = payment.status === 'PAY_CANCEL';
  return (
    <td className={`num ${(canceled ? styles.gone : styles.amount) ?? ''}`}>
      <Amount won={payment.amount} struck={canceled} />
    </td>
  );
}

function PayToken({ payToken }: { payToken: string }) {
  return (
    <td className={`mono ${styles.soft ?? ''}`} title={payToken}>
      {shortToken(payToken)}
    </td>
  );
}

interface CellProps {
  id: ColumnId;
  payment: ListedPayment;
  /** The address of the payment, which keeps the list's filter. */
  href: string;
}

/** What one column says of a payment; the row it stands in follows the language. */
export function RowCell({ id, payment, href }: CellProps) {
  switch (id) {
    case 'status':
      return (
        <td>
          <PaymentChip payment={payment} />
        </td>
      );
    case 'orderNo':
      return <OrderNo payment={payment} href={href} />;
    case 'payToken':
      return <PayToken payToken={payment.payToken} />;
    case 'product':
      return <td title={payment.productDesc}>{payment.productDesc}</td>;
    case 'method': {
      const method = methodName(payment);
      return <Words shaded={{ text: method ?? '–', dim: method === null }} />;
    }
    case 'cashReceipt':
      return <Words shaded={cashReceiptCell(payment)} />;
    case 'amount':
      return <PaidAmount payment={payment} />;
    case 'taxable':
    case 'vat':
    case 'taxFree':
    case 'serviceFee':
      return <Won shaded={partCell(payment, id)} soft />;
    case 'refunded':
      return <Won shaded={refundedCell(payment)} />;
    case 'remaining':
      return <Won shaded={remainingCell(payment)} />;
    case 'time':
      return (
        <td className={styles.soft}>
          <RowTime payment={payment} />
        </td>
      );
    case 'created':
      return <Instant at={payment.createdAt} />;
    case 'expires':
      return <Instant at={payment.expiresAt} />;
    case 'changed':
      return <Instant at={payment.changedAt} />;
    case 'staff': {
      const name = payment.openOperation?.requestedBy.name;
      return <Words shaded={{ text: name ?? '–', dim: name === undefined, title: name ?? '' }} />;
    }
    case 'observed':
      return (
        <td className={styles.dim}>
          <Moment at={payment.observedAt} as="ago" />
        </td>
      );
  }
}
