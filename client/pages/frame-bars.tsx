import { IconAlertTriangle, IconClock, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatAge, formatMoment } from '../format.ts';
import type { Me } from '../me.ts';
import { loudSince, type Counters } from '../payments/counters.ts';
import { useTick } from '../ui/ticker.ts';
import { useHeightProperty } from '../ui/use-height-property.ts';
import styles from './frame-bars.module.css';
import { useAnnounceOnce } from './use-announce-once.ts';

/** Warns of an outcome that has been unknown for half an hour. */
function UnclearBar({ counters }: { counters: Counters }) {
  const { t } = useTranslation();
  const { count } = counters.unclear;
  const age = useTick((nowMs) => {
    const since = loudSince(counters, nowMs);
    return since === null ? null : formatAge(since, nowMs);
  });
  const words =
    age === null ? null : t(`frame.unclear.${count === 1 ? 'one' : 'many'}`, { count, age });
  useAnnounceOnce(words);
  if (words === null) return null;
  return (
    <section
      className={`${styles.bar ?? ''} ${styles.loud ?? ''}`}
      aria-label={t('frame.unclear.label')}
    >
      <IconAlertTriangle size={18} stroke={2} aria-hidden="true" />
      <p>{words}</p>
      <Link to="/review?kind=unclear">{t('frame.unclear.see')}</Link>
    </section>
  );
}

/** Warns that the check after the start found a fault in the data file: no money moves. */
function DamagedBar({ dataFile }: { dataFile: Counters['dataFile'] }) {
  const { t } = useTranslation();
  const isDamaged = dataFile === 'damaged';
  useAnnounceOnce(isDamaged ? `${t('frame.damaged.title')} ${t('frame.damaged.body')}` : null);
  if (!isDamaged) return null;
  return (
    <section
      className={`${styles.bar ?? ''} ${styles.loud ?? ''}`}
      aria-label={t('frame.damaged.label')}
    >
      <IconAlertTriangle size={18} stroke={2} aria-hidden="true" />
      <p>
        <b>{t('frame.damaged.title')}</b> {t('frame.damaged.body')}
      </p>
    </section>
  );
}

/** Warns that PostgreSQL's settings let it lose what it has confirmed. */
function MayLoseBar({ mayLose }: { mayLose: Me['mayLose'] }) {
  const { t } = useTranslation();
  const doesLose = mayLose.length > 0;
  useAnnounceOnce(doesLose ? `${t('frame.mayLose.title')} ${t('frame.mayLose.body')}` : null);
  if (!doesLose) return null;
  return (
    <section className={styles.bar} aria-label={t('frame.mayLose.label')}>
      <IconAlertTriangle size={18} stroke={2} aria-hidden="true" />
      <p>
        <b>{t('frame.mayLose.title')}</b> {t('frame.mayLose.body')}{' '}
        <span className="mono">{mayLose.join(', ')}</span>
      </p>
    </section>
  );
}

/** Shows that a restored backup is still being compared with Toss. */
function RestoredBar({ restored }: { restored: Counters['restored'] }) {
  const { t } = useTranslation();
  const words =
    restored === null
      ? null
      : t('frame.restored.body', { when: formatMoment(restored.at), left: restored.left });
  useAnnounceOnce(words === null ? null : `${t('frame.restored.title')} ${words}`);
  if (words === null) return null;
  return (
    <section className={styles.bar} aria-label={t('frame.restored.label')}>
      <IconHistory size={18} stroke={2} aria-hidden="true" />
      <p>
        <b>{t('frame.restored.title')}</b> {words}
      </p>
    </section>
  );
}

/** A larger difference between the server's clock and Toss's can't be network delay. */
const SKEW_WARNING_MS = 60_000;

function SkewBar({ skewMs }: { skewMs: number | null }) {
  const { t } = useTranslation();
  const isFar = skewMs !== null && Math.abs(skewMs) > SKEW_WARNING_MS;
  const seconds = Math.round(Math.abs(skewMs ?? 0) / 1000);
  const title = t('frame.skew.title', { seconds });
  useAnnounceOnce(isFar ? title : null);
  if (!isFar) return null;
  return (
    <section className={styles.bar} aria-label={t('frame.skew.label')}>
      <IconClock size={18} stroke={2} aria-hidden="true" />
      <p>
        <b>{title}</b> {t('frame.skew.body')}
      </p>
    </section>
  );
}

/**
 * Bars at the foot of the window for what must be seen on every page. They lie over the page, so
 * that no row moves when one appears. Their height is `--h-bars`.
 */
export function FrameBars({
  counters,
  mayLose,
}: {
  counters: Counters | undefined;
  /** Told to managers only; empty for others. */
  mayLose: Me['mayLose'];
}) {
  const bars = useHeightProperty('--h-bars');
  return (
    <div className={styles.bars} ref={bars}>
      {counters === undefined ? null : (
        <>
          <DamagedBar dataFile={counters.dataFile} />
          <UnclearBar counters={counters} />
          <RestoredBar restored={counters.restored} />
          <SkewBar skewMs={counters.tossSkewMs} />
        </>
      )}
      <MayLoseBar mayLose={mayLose} />
    </div>
  );
}
