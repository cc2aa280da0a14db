import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../ui/moment.tsx';
import { StoryLines, type StoryLine } from '../parts/operation-story.tsx';
import styles from './review-card.module.css';

/** A card in three columns: subject, known facts, decisions. */
export function Card({
  kind,
  chip,
  since,
  amount,
  what,
  payToken = null,
  title,
  lines,
  acts,
  loud = false,
}: {
  kind: string;
  chip: ReactNode;
  since: string;
  amount: string;
  /** The subject, in a line or two beneath the amount. */
  what: ReactNode;
  /** The payment, if the card is about one. */
  payToken?: string | null;
  title: string;
  lines: StoryLine[];
  acts: ReactNode;
  /** Unclear for so long that somebody has to act outside the desk. */
  loud?: boolean;
}) {
  const { t } = useTranslation();
  const titleId = useId();
  return (
    <article
      className={loud ? `${styles.card ?? ''} ${styles.loud ?? ''}` : styles.card}
      aria-labelledby={titleId}
      data-kind={kind}
      data-pay-token={payToken ?? undefined}
      data-loud={loud ? '' : undefined}
    >
      <div>
        <p className={styles.top}>
          {chip}
          <Moment at={since} as="ago" />
        </p>
        <p className={styles.amount}>{amount}</p>
        <div className={styles.what}>{what}</div>
      </div>
      <div>
        {loud ? (
          <p className={styles.alarm}>
            <IconAlertTriangle size={16} stroke={1.75} aria-hidden="true" />
            {t('review.loud')}
          </p>
        ) : null}
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        <StoryLines lines={lines} />
      </div>
      <div className={styles.acts}>{acts}</div>
    </article>
  );
}

/** A link to the place where something is done. */
export function GoTo({
  to,
  children,
  look = 'default',
}: {
  to: string;
  children: ReactNode;
  look?: 'filled' | 'default' | 'subtle';
}) {
  const colour = look === 'subtle' ? { color: 'gray' } : {};
  return (
    <Button component={Link} to={to} variant={look} fullWidth {...colour}>
      {children}
    </Button>
  );
}
