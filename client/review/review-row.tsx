import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatAmount } from '../format.ts';
import styles from './review-row.module.css';

interface RowProps {
  kind: string;
  chip: ReactNode;
  won: number;
  /** What happens, in one sentence. */
  sentence: string;
  /** What a person has to know before they act. */
  note?: ReactNode;
  /** The subject: the product, the reason, until when. Empty ones are left out. */
  about: readonly (string | null)[];
  /** The payment, if the row is about one; its order number leads there. */
  payment?: { payToken: string; orderNo: string };
  /** One act, or when the desk goes on by itself. */
  act: ReactNode;
  /** Unclear for so long that somebody has to act outside the desk. */
  loud?: boolean;
}

export function paymentPath(payToken: string): string {
  return `/payments/${encodeURIComponent(payToken)}`;
}

/**
 * One thing to do in one row: amount, sentence, chip, act. On a phone the whole row is the press:
 * it opens what the act opens, or the payment.
 */
export function Row(props: RowProps) {
  const { kind, chip, won, sentence, note, about, payment, act, loud = false } = props;
  const { t } = useTranslation();
  const id = useId();
  const name = `${id}-won ${id}-sentence`;
  const told = about.filter((text) => text !== null && text !== '');
  return (
    <article
      className={styles.row}
      aria-labelledby={name}
      data-kind={kind}
      data-pay-token={payment?.payToken}
      data-loud={loud ? '' : undefined}
    >
      <p id={`${id}-won`} className={styles.won}>
        {formatAmount(won)}
      </p>
      <div className={styles.text}>
        <h3
          id={`${id}-sentence`}
          className={styles.sentence}
          // Rows that say the same are told apart by their amounts, also in a list of headings.
          aria-labelledby={name}
        >
          {sentence}
        </h3>
        {loud ? (
          <p className={styles.alarm}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
            {t('review.loud')}
          </p>
        ) : null}
        <div className={styles.sub}>
          <div className={styles.note}>{note}</div>
          {told.length === 0 ? null : <span className={styles.about}>{told.join(' · ')}</span>}
          {payment === undefined ? null : (
            <Link to={paymentPath(payment.payToken)} className={styles.order}>
              {payment.orderNo}
            </Link>
          )}
        </div>
      </div>
      <div className={styles.chip}>{chip}</div>
      <div className={styles.act} role="group" aria-labelledby={name}>
        {act}
      </div>
    </article>
  );
}

/** A link to the place where something is done. */
export function GoTo({
  to,
  children,
  primary = false,
}: {
  to: string;
  children: ReactNode;
  primary?: boolean;
}) {
  return (
    <Button component={Link} to={to} variant={primary ? 'filled' : 'default'} fullWidth>
      {children}
    </Button>
  );
}
