import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkState } from '../../shared/bulk-refund.ts';
import { formatAmount } from '../format.ts';
import { announce } from '../ui/announcer.tsx';
import { isOver, percentDone, places, type PlaceSums } from './row-place.ts';
import styles from './run-progress.module.css';

/** Progress is announced in steps of this many percent, not for every row. */
const TELL_EVERY_PERCENT = 10;

/** Announces each step of the progress, and the end. */
function useTellProgress(sums: PlaceSums, state: BulkState, percent: number) {
  const { t } = useTranslation();
  const told = useRef({ step: Math.floor(percent / TELL_EVERY_PERCENT), state });
  const { succeeded, failed } = sums;
  useEffect(() => {
    const step = Math.floor(percent / TELL_EVERY_PERCENT);
    const before = told.current;
    told.current = { step, state };
    if (state !== before.state && isOver(state)) {
      const words = { succeeded: succeeded.count, failed: failed.count };
      announce(t('bulk.run.announceEnd', { ...words, amount: formatAmount(succeeded.won) }));
    } else if (step > before.step && state === 'running') {
      const words = { succeeded: succeeded.count, failed: failed.count };
      announce(t('bulk.run.announce', { ...words, percent }));
    }
  }, [percent, state, succeeded, failed, t]);
}

/** Progress of a run: a bar, and rows and won by place. */
export function RunProgress({ sums, state }: { sums: PlaceSums; state: BulkState }) {
  const { t } = useTranslation();
  const percent = percentDone(sums);
  const total = places.reduce((all, place) => all + sums[place].count, 0);
  useTellProgress(sums, state, percent);
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <div
          className={styles.bar}
          role="progressbar"
          aria-label={t('bulk.run.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          aria-valuetext={t('bulk.list.done', {
            total,
            done: sums.succeeded.count + sums.failed.count,
          })}
        >
          {places.map((place) =>
            sums[place].count === 0 || place === 'left' ? null : (
              <span key={place} data-place={place} style={{ flexGrow: sums[place].count }} />
            ),
          )}
          <span style={{ flexGrow: sums.left.count }} />
        </div>
        <b className={styles.percent}>{t('bulk.run.percent', { percent })}</b>
      </div>
      <dl className={styles.places}>
        {places.map((place) => {
          const { count, won } = sums[place];
          return (
            <div key={place} data-place={place} data-none={count === 0 ? '' : undefined}>
              <dt>{t(`bulk.run.places.${place}`)}</dt>
              <dd>{t('common.count', { count })}</dd>
              <dd className={styles.won}>{formatAmount(won)}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
