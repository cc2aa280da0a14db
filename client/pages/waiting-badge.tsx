import { IconAlertTriangle, IconListCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { loudSince, waitingCount, type Counters } from '../payments/counters.ts';
import { useTick } from '../ui/ticker.ts';
import styles from './waiting-badge.module.css';

/** The number of things that wait, on every page; hidden while nothing waits. */
export function WaitingBadge({ counters }: { counters: Counters }) {
  const { t } = useTranslation();
  const loud = useTick((nowMs) => loudSince(counters, nowMs) !== null);
  const count = waitingCount(counters);
  if (count === 0) return null;
  const Icon = loud ? IconAlertTriangle : IconListCheck;
  return (
    <Link
      to="/review"
      className={styles.badge}
      data-loud={loud ? '' : undefined}
      aria-label={t(loud ? 'frame.waiting.labelLoud' : 'frame.waiting.label', { count })}
    >
      <Icon size={14} stroke={2} aria-hidden="true" />
      <span className={styles.word}>{t('frame.waiting.word')}</span>
      <b>{count > 99 ? '99+' : count}</b>
    </Link>
  );
}
