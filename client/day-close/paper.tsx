import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DayClose } from '../../shared/api.ts';
import { stampWords } from './day-words.ts';
import styles from './paper.module.css';

type Sheet = Pick<DayClose, 'mode' | 'isOpen' | 'asOf' | 'shopName' | 'businessNumber'>;

/** Two empty fields for signatures, as is usual on Korean forms. */
function SignHere() {
  const { t } = useTranslation();
  return (
    <dl className={styles.sign} aria-label={t('dayClose.paper.sign.label')}>
      {(['made', 'checked'] as const).map((who) => (
        <div key={who}>
          <dt>{t(`dayClose.paper.sign.${who}`)}</dt>
          <dd>
            <span className="vh">–</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Head({ sheet, title, hours }: { sheet: Sheet; title: string; hours: ReactNode }) {
  const { t } = useTranslation();
  const { asOf, shopName, businessNumber } = sheet;
  return (
    <header className={styles.head}>
      <div>
        <h2>{title}</h2>
        <p className={styles.day}>{hours}</p>
        <p>
          <b>{shopName}</b>
        </p>
        {businessNumber === null ? null : (
          <p>{t('dayClose.paper.businessNumber', { number: businessNumber })}</p>
        )}
        <p>{t('dayClose.paper.asOf', { when: stampWords(asOf) })}</p>
      </div>
      <SignHere />
    </header>
  );
}

/** The A4 sheet of a day, a month or some days: black on white in every theme. */
export function Paper({
  sheet,
  title,
  hours,
  isStale = false,
  foot,
  children,
}: {
  sheet: Sheet;
  title: string;
  /** The days and hours that it covers. */
  hours: ReactNode;
  /** This is still the previous sheet, while another one loads. */
  isStale?: boolean;
  foot: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const { mode, isOpen, asOf } = sheet;
  const isTest = mode === 'test';
  return (
    <article
      className={styles.sheet}
      aria-label={title}
      aria-busy={isStale}
      data-stale={isStale ? '' : undefined}
      data-mark={isTest ? t('dayClose.paper.test') : undefined}
    >
      {isTest ? <p className={styles.test}>{t('dayClose.paper.testNote')}</p> : null}
      {isOpen ? (
        <p className={styles.open}>
          <b>{t('dayClose.paper.open')}</b>{' '}
          {t('dayClose.paper.openNote', { when: stampWords(asOf) })}
        </p>
      ) : null}
      <Head sheet={sheet} title={title} hours={hours} />
      {children}
      <footer className={styles.foot}>
        <p>{t('dayClose.notes.times')}</p>
        {foot}
      </footer>
    </article>
  );
}
