import { Fragment, memo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListedPayment } from '../../shared/payment.ts';
import { useWords } from '../copy/use-words.ts';
import { formatAmount } from '../format.ts';
import { Amount } from '../ui/amount.tsx';
import { PaymentChip } from '../parts/status-chip.tsx';
import styles from './payment-cards.module.css';
import { heldChunks, type PaymentTableProps } from './payment-table.tsx';
import { RowTime } from './row-cells.tsx';
import { noteOf, sumNames, sumOf, sumsOf } from './table-foot.tsx';
import { useRowWindow } from './use-row-window.ts';

const Card = memo(function Card({
  payment,
  href,
  flash,
  chunk,
  chunkRows,
  place,
  count,
}: {
  payment: ListedPayment;
  href: string;
  flash: boolean;
  /** The chunk of the list that it belongs to, and the number of cards in it. */
  chunk: number;
  chunkRows: number;
  /** Its position among all `count` cards, from 1; cards that are not rendered count too. */
  place: number;
  count: number;
}) {
  useWords();
  const { t } = useTranslation();
  const canceled = payment.status === 'PAY_CANCEL';
  const classes = `${styles.card ?? ''} ${flash ? (styles.flash ?? '') : ''}`.trim();
  return (
    <li
      className={classes}
      data-pay-token={payment.payToken}
      data-chunk={chunk}
      data-rows={chunkRows}
      aria-posinset={place}
      aria-setsize={count}
    >
      <Link to={href} data-row-link="">
        <span className={styles.first}>
          <PaymentChip payment={payment} amounts />
          <b className={canceled ? styles.gone : undefined}>
            <Amount won={payment.amount} struck={canceled} />
          </b>
        </span>
        <span className={`mono ${styles.order ?? ''}`}>{payment.orderNo}</span>
        {payment.transferred === 0 ? null : (
          <span className={styles.last}>
            <span>{t('list.row.transfer', { amount: formatAmount(payment.transferred) })}</span>
          </span>
        )}
        <span className={styles.last}>
          <span>{payment.productDesc}</span>
          <RowTime payment={payment} />
        </span>
      </Link>
    </li>
  );
});

type Props = Pick<
  PaymentTableProps,
  | 'payments'
  | 'ofRefunds'
  | 'hrefOf'
  | 'flashing'
  | 'held'
  | 'stale'
  | 'busy'
  | 'caption'
  | 'summary'
>;

/** The list on a phone: status and amount, order number, product and time. */
export function PaymentCards(props: Props) {
  const { payments, ofRefunds, hrefOf, flashing, held, stale, busy, caption, summary } = props;
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const pieces = useRowWindow(list, payments.length, heldChunks(payments, held), false);
  const count = Math.max(payments.length, summary?.count ?? 0);
  return (
    <>
      <ul
        ref={list}
        className={`${styles.cards ?? ''} ${stale ? (styles.stale ?? '') : ''}`}
        aria-label={caption}
        aria-busy={busy}
      >
        {pieces.map((piece) =>
          piece.kind === 'gap' ? (
            <li
              key={`gap ${String(piece.chunk)}`}
              aria-hidden="true"
              style={{ height: piece.heightPx }}
            />
          ) : (
            <Fragment key={piece.chunk}>
              {payments.slice(piece.from, piece.to).map((payment, index) => (
                <Card
                  key={payment.payToken}
                  payment={payment}
                  href={hrefOf(payment.payToken)}
                  flash={flashing.has(payment.payToken)}
                  chunk={piece.chunk}
                  chunkRows={piece.to - piece.from}
                  place={piece.from + index + 1}
                  count={count}
                />
              ))}
            </Fragment>
          ),
        )}
      </ul>
      {summary === undefined ? null : (
        <div className={styles.sums}>
          <p>
            {t('list.footer.count', { count: summary.count })}{' '}
            <small>{t(noteOf({ summary, ofRefunds }))}</small>
            {summary.transferred === 0 ? null : (
              <small>
                {' '}
                {t('list.footer.transfer', { amount: formatAmount(summary.transferred) })}
              </small>
            )}
          </p>
          {sumsOf({ summary, ofRefunds }).map((id) => (
            <span key={id}>
              <small>{t(`list.footer.${sumNames[id]}`)}</small>
              <b>{sumOf(id, summary)}</b>
            </span>
          ))}
        </div>
      )}
    </>
  );
}
