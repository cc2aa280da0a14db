import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { ListedPayment, TextField } from '../../shared/payment.ts';
import type { TaxPart } from '../../shared/tax-split.ts';
import { useWords } from '../copy/use-words.ts';
import { formatMoment } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { methodName } from '../parts/method-name.ts';
import { Moment } from '../ui/moment.tsx';
import { shortToken } from '../ui/short-token.ts';
import { PaymentChip } from '../parts/status-chip.tsx';
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

/** When it was paid, or the time in its place; the title has the full date. */
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
    // Without the name of the button inside: a row's header is read with each of its cells.
    <th scope="row" className={styles.order} aria-label={payment.orderNo}>
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

function textCell(text: string | null): Shaded {
  return { text: text ?? '–', dim: text === null, title: text ?? '' };
}

type ListedText = TextField & keyof ListedPayment;
type Cell = (payment: ListedPayment, href: string) => ReactElement;

const tax =
  (part: TaxPart): Cell =>
  (payment) => <Won shaded={partCell(payment, part)} soft />;

/** The cell of each column. A column named like its text field needs no entry. */
const cells: Record<Exclude<ColumnId, ListedText>, Cell> & Partial<Record<ColumnId, Cell>> = {
  status: (payment) => (
    <td>
      <PaymentChip payment={payment} />
    </td>
  ),
  orderNo: (payment, href) => <OrderNo payment={payment} href={href} />,
  payToken: ({ payToken }) => <PayToken payToken={payToken} />,
  product: ({ productDesc }) => <td title={productDesc}>{productDesc}</td>,
  method: (payment) => {
    const method = methodName(payment);
    return <Words shaded={{ text: method ?? '–', dim: method === null }} />;
  },
  cashReceipt: (payment) => <Words shaded={cashReceiptCell(payment)} />,
  amount: (payment) => <PaidAmount payment={payment} />,
  taxable: tax('taxable'),
  vat: tax('vat'),
  taxFree: tax('taxFree'),
  serviceFee: tax('serviceFee'),
  refunded: (payment) => <Won shaded={refundedCell(payment)} />,
  remaining: (payment) => <Won shaded={remainingCell(payment)} />,
  time: (payment) => (
    <td className={`num ${styles.soft ?? ''}`}>
      <RowTime payment={payment} />
    </td>
  ),
  created: ({ createdAt }) => <Instant at={createdAt} />,
  expires: ({ expiresAt }) => <Instant at={expiresAt} />,
  changed: ({ changedAt }) => <Instant at={changedAt} />,
  staff: (payment) => <Words shaded={textCell(payment.openOperation?.requestedBy.name ?? null)} />,
  observed: ({ observedAt }) => (
    <td className={styles.dim}>
      <Moment at={observedAt} as="ago" />
    </td>
  ),
};

interface CellProps {
  id: ColumnId;
  payment: ListedPayment;
  /** The address of the payment, with the list's filter. */
  href: string;
}

/** One cell. The row subscribes to the language for it. */
export function RowCell({ id, payment, href }: CellProps) {
  const cell = cells[id];
  return cell?.(payment, href) ?? <Words shaded={textCell(payment[id as ListedText])} />;
}
