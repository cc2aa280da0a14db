import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PaymentDetail, TimelineEntry } from '../../shared/api.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { dayWords } from '../ui/day-words.ts';
import { deskNowMs } from '../ui/ticker.ts';
import { entryActor, entryTitle, gapWords, isFolded } from './timeline-words.ts';
import styles from './timeline.module.css';

/** The entry above one that the fold leaves; the newest is never folded. */
function shownBefore(entries: readonly TimelineEntry[], index: number): number {
  let above = index - 1;
  for (let entry = entries[above]; entry !== undefined && isFolded(entry, above);) {
    above -= 1;
    entry = entries[above];
  }
  return above;
}

/** 시간순 기록, the newest first: who, from where, and the time since the previous entry. */
export function Timeline({
  detail,
  mayDevelop,
}: {
  detail: PaymentDetail;
  /** May see the requests to Toss and its answers. */
  mayDevelop: boolean;
}) {
  const { t } = useTranslation();
  const entries = detail.timeline;
  const [unfolded, setUnfolded] = useState(false);
  const listId = useId();
  const steps = entries.filter(isFolded).length;
  const nowMs = deskNowMs();
  const days = entries.map((entry) => dayWords(entry.at, nowMs, t));
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3>{t('detail.timeline.title')}</h3>
        <span className="faint">{days[0]}</span>
      </div>
      {steps === 0 ? null : (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className={styles.fold}
          aria-expanded={unfolded}
          aria-controls={listId}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? t('detail.timeline.fold') : t('detail.timeline.unfold', { count: steps })}
        </Button>
      )}
      <ol id={listId} className={styles.list} data-folded={!unfolded}>
        {entries.map((entry, index) => {
          const before = entries[index + 1];
          const spanMs = before === undefined ? 0 : Date.parse(entry.at) - Date.parse(before.at);
          const gap = before === undefined ? null : gapWords(spanMs, t);
          const after = gap === null ? null : t('detail.timeline.after', { gap });
          const source = t(`detail.timeline.source.${entry.source}`);
          const title = entryTitle(entry, detail, t);
          return (
            <li key={entry.seq} data-what={entry.what} data-step={isFolded(entry, index)}>
              {index > 0 && days[index] !== days[shownBefore(entries, index)] ? (
                <p className={styles.day} data-moved={days[index] === days[index - 1]}>
                  {days[index]}
                </p>
              ) : null}
              <div className={styles.entry}>
                <div className={styles.row}>
                  {index === 0 ? <b>{title}</b> : <span>{title}</span>}
                  <time dateTime={entry.at} title={formatMoment(entry.at)}>
                    {formatClockSeconds(entry.at)}
                  </time>
                </div>
                <p className={styles.more}>
                  <span>{entryActor(entry, detail, t)}</span>
                  <span className={styles.source}>
                    {source}
                    {after === null ? null : (
                      <span data-after-step={before !== undefined && isFolded(before, index + 1)}>
                        {' '}
                        · {after}
                      </span>
                    )}
                  </span>
                </p>
              </div>
            </li>
          );
        })}
      </ol>
      {mayDevelop ? (
        <Link
          className={styles.calls}
          to={`/developer?payToken=${encodeURIComponent(detail.payment.payToken)}`}
        >
          {t('detail.timeline.calls')}
        </Link>
      ) : null}
    </section>
  );
}
