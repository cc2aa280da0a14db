import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PaymentDetail } from '../../shared/api.ts';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { dayWords } from '../ui/day-words.ts';
import { deskNowMs } from '../ui/ticker.ts';
import { entryActor, entryTitle, gapWords } from './timeline-words.ts';
import styles from './timeline.module.css';

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
  const nowMs = deskNowMs();
  const days = entries.map((entry) => dayWords(entry.at, nowMs, t));
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3>{t('detail.timeline.title')}</h3>
        <span className="faint">{days[0]}</span>
      </div>
      <ol className={styles.list}>
        {entries.map((entry, index) => {
          const before = entries[index + 1];
          const spanMs = before === undefined ? 0 : Date.parse(entry.at) - Date.parse(before.at);
          const gap = before === undefined ? null : gapWords(spanMs, t);
          const after = gap === null ? null : t('detail.timeline.after', { gap });
          const source = t(`detail.timeline.source.${entry.source}`);
          const title = entryTitle(entry, detail, t);
          return (
            <li key={entry.seq} data-what={entry.what}>
              {index > 0 && days[index] !== days[index - 1] ? (
                <p className={styles.day}>{days[index]}</p>
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
                    {[source, after].filter((word) => word !== null).join(' · ')}
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
