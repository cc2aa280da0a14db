import { useTranslation } from 'react-i18next';
import type { DayClose } from '../../shared/api.ts';
import { useTick } from '../ui/ticker.ts';
import styles from './day-sheet.module.css';
import { fullDayWords, stampWords } from './day-words.ts';
import { Differences, Refunds } from './sheet-lists.tsx';
import { SheetSums, SheetTables } from './sheet-sums.tsx';

const MINUTE_MS = 60_000;

/** The time of printing, without seconds, so that it does not change all the time. */
function PrintedAt({ name }: { name: string }) {
  const { t } = useTranslation();
  const when = useTick((nowMs) => {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    return stampWords(new Date(minute).toISOString()).slice(0, -3);
  });
  return <p>{t('dayClose.paper.printed', { when, name })}</p>;
}

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

function Head({ sheet }: { sheet: DayClose }) {
  const { t } = useTranslation();
  const { date, asOf, shopName, businessNumber } = sheet;
  return (
    <header className={styles.head}>
      <div>
        <h2>{t('dayClose.paper.title')}</h2>
        <p className={styles.day}>
          {fullDayWords(date, t)} <span>{t('dayClose.paper.hours')}</span>
        </p>
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

/** 일마감표, black on white in every theme. */
export function DaySheet({
  sheet,
  printedBy,
  isStale,
}: {
  sheet: DayClose;
  printedBy: string;
  /** This is still the previous day's sheet, while another one loads. */
  isStale: boolean;
}) {
  const { t } = useTranslation();
  const { mode, isOpen, asOf } = sheet;
  const isTest = mode === 'test';
  return (
    <article
      className={styles.sheet}
      aria-label={t('dayClose.paper.title')}
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
      <Head sheet={sheet} />
      <SheetSums sheet={sheet} />
      <SheetTables sheet={sheet} />
      <Differences sheet={sheet} />
      <Refunds sheet={sheet} />
      <footer className={styles.foot}>
        <p>{t('dayClose.notes.times')}</p>
        <p>{t('dayClose.notes.outside')}</p>
        <PrintedAt name={printedBy} />
      </footer>
    </article>
  );
}
