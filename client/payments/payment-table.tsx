import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { PAGE_ROWS } from './payment-list-options.ts';
import { PaymentRow, type RowProps } from './payment-row.tsx';
import styles from './payment-table.module.css';
import { RowChunk } from './row-chunk.tsx';

export type PaymentSummary = Answer<'GET /api/payments/summary'>;

type Shared = Omit<RowProps, 'payment' | 'href' | 'open' | 'flash'>;

export interface PaymentTableProps extends Shared {
  payments: readonly Payment[];
  hrefOf: (payToken: string) => string;
  openToken: string | null;
  flashing: ReadonlySet<string>;
  /** Beside an open detail there is room for five columns. */
  narrow: boolean;
  stale: boolean;
  busy: boolean;
  caption: string;
  summary: PaymentSummary | undefined;
}

/** Few pages need no trick; from here on pages that are far away are only a space. */
const CHUNKS_DRAWN = 4;

/** The heads of the columns, which the skeleton shares. */
function TableHead() {
  const { t } = useTranslation();
  const money = 'num';
  return (
    <thead>
      <tr>
        <th scope="col" className={styles.status}>
          {t('list.columns.status')}
        </th>
        <th scope="col" className={styles.order}>
          {t('list.columns.orderNo')}
        </th>
        <th scope="col">{t('list.columns.product')}</th>
        <th scope="col" className={styles.method}>
          {t('list.columns.method')}
        </th>
        <th scope="col" className={`${money} ${styles.amount ?? ''}`}>
          {t('list.columns.amount')}
        </th>
        <th scope="col" className={`${money} ${styles.refunded ?? ''}`}>
          {t('list.columns.refunded')}
        </th>
        <th scope="col" className={`${money} ${styles.remaining ?? ''}`}>
          {t('list.columns.remaining')}
        </th>
        <th scope="col" className={styles.time}>
          {t('list.columns.time')}
        </th>
        <th scope="col" className={styles.seen}>
          {t('list.columns.observed')}
        </th>
        <th scope="col" className={styles.menu}>
          <span className="vh">{t('list.columns.menu')}</span>
        </th>
      </tr>
    </thead>
  );
}

function Sum({
  column,
  label,
  won,
}: {
  column: string | undefined;
  label: string;
  won: number | undefined;
}) {
  return (
    <td className={`num ${column ?? ''}`}>
      <small>{label}</small>
      <b>{won === undefined ? '–' : formatAmount(won)}</b>
    </td>
  );
}

function TableFoot({ summary }: { summary: PaymentSummary | undefined }) {
  const { t } = useTranslation();
  return (
    <tfoot>
      <tr>
        <th scope="row" colSpan={3}>
          {summary === undefined ? '–' : t('list.footer.count', { count: summary.count })}{' '}
          <span className={styles.dim}>· {t('list.footer.note')}</span>
        </th>
        <td className={styles.method} />
        <Sum column={styles.amount} label={t('list.footer.paid')} won={summary?.paid} />
        <Sum
          column={styles.refunded}
          label={t('list.footer.refunded')}
          won={summary === undefined ? undefined : -summary.refunded}
        />
        <Sum column={styles.remaining} label={t('list.footer.net')} won={summary?.net} />
        <td className={styles.time} />
        <td className={styles.seen} />
        <td className={styles.menu} />
      </tr>
    </tfoot>
  );
}

function chunksOf(payments: readonly Payment[]): Payment[][] {
  const count = Math.ceil(payments.length / PAGE_ROWS);
  return Array.from({ length: count }, (_, index) =>
    payments.slice(index * PAGE_ROWS, (index + 1) * PAGE_ROWS),
  );
}

/** The list as a table, for everything wider than a phone. */
export function PaymentTable(props: PaymentTableProps) {
  const { payments, hrefOf, openToken, flashing, narrow, stale, busy, caption, summary } = props;
  const { role, offline, onOpen, onAct, onRecheck } = props;
  const chunks = chunksOf(payments);
  const classes = [styles.table, narrow ? styles.narrow : '', stale ? styles.stale : ''];
  return (
    <div className={styles.wrap}>
      <table className={classes.join(' ')} aria-busy={busy}>
        <caption className="vh">{caption}</caption>
        <TableHead />
        {chunks.map((chunk) => (
          <RowChunk key={chunk[0]?.payToken ?? ''} always={chunks.length <= CHUNKS_DRAWN}>
            {chunk.map((payment) => (
              <PaymentRow
                key={payment.payToken}
                payment={payment}
                href={hrefOf(payment.payToken)}
                role={role}
                offline={offline}
                open={payment.payToken === openToken}
                flash={flashing.has(payment.payToken)}
                onOpen={onOpen}
                onAct={onAct}
                onRecheck={onRecheck}
              />
            ))}
          </RowChunk>
        ))}
        <TableFoot summary={summary} />
      </table>
    </div>
  );
}
