import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../shared/api.ts';
import { durationWords } from './figure-words.ts';
import styles from './unknown-figures.module.css';

/** How long unclear operations took to be settled. */
export function UnknownFigures({ unknowns }: { unknowns: Overview['unknowns'] }) {
  const { t } = useTranslation();
  const id = useId();
  const { settled, medianMs, p90Ms, longestMs, open } = unknowns;
  const within = (ms: number) => t('overview.unknowns.within', { time: durationWords(ms, t) });
  const figures =
    medianMs === null || p90Ms === null || longestMs === null
      ? null
      : ([
          ['settled', t('common.count', { count: settled })],
          ['median', within(medianMs)],
          ['p90', within(p90Ms)],
          ['longest', durationWords(longestMs, t)],
        ] as const);
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{t('overview.unknowns.title')}</h2>
      {figures === null ? (
        <p className={styles.quiet}>{t('overview.unknowns.none')}</p>
      ) : (
        <dl className={styles.figures}>
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{t(`overview.unknowns.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p className={styles.quiet}>
        {open === 0 ? (
          t('overview.unknowns.openNone')
        ) : (
          <>
            {t('overview.unknowns.open', { count: open })}{' '}
            <Link to="/review">{t('overview.unknowns.see')}</Link>
          </>
        )}
      </p>
    </section>
  );
}
