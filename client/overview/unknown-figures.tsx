import type { TFunction } from 'i18next';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Overview } from '../../shared/api.ts';
import { durationWords } from './figure-words.ts';
import styles from './unknown-figures.module.css';

/** `null` while all that was unclear still is. */
function settledWords(unknowns: Overview['unknowns'], t: TFunction): string | null {
  const { settled, medianMs, longestMs, open } = unknowns;
  if (medianMs === null || longestMs === null) {
    return open === 0 ? t('overview.unknowns.none') : null;
  }
  const [usual, longest] = [durationWords(medianMs, t), durationWords(longestMs, t)];
  return usual === longest
    ? t('overview.unknowns.settledAlike', { count: settled, longest })
    : t('overview.unknowns.settled', { count: settled, usual, longest });
}

/** How long unclear operations took to be settled. */
export function UnknownFigures({ unknowns }: { unknowns: Overview['unknowns'] }) {
  const { t } = useTranslation();
  const id = useId();
  const { open } = unknowns;
  const words = settledWords(unknowns, t);
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{t('overview.unknowns.title')}</h2>
      {words === null ? null : <p>{words}</p>}
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
