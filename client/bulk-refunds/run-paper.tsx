import { useTranslation } from 'react-i18next';
import { formatWon } from '../../shared/won.ts';
import { formatMoment } from '../format.ts';
import type { Mode } from '../parts/mode-bar.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { rowWords } from './finding-words.ts';
import { isOver, placeOf, places, sumPlaces } from './row-place.ts';
import type { RunAnswer } from './run-answer.ts';
import styles from './run-paper.module.css';

/** The printed results, black on white in every theme. */
export function RunPaper({
  answer,
  mode,
  printedBy,
}: {
  answer: RunAnswer;
  mode: Mode;
  printedBy: string;
}) {
  const { t } = useTranslation();
  const { run, rows } = answer;
  const sums = sumPlaces(rows);
  const now = formatMoment(new Date(deskNowMs()).toISOString());
  const facts = [
    [t('bulk.run.by'), `${run.requestedBy.name} · ${formatMoment(run.createdAt)}`],
    [t('bulk.run.started'), run.startedAt === null ? null : formatMoment(run.startedAt)],
    [t('bulk.run.approvedBy'), run.approvedBy?.name ?? null],
    [t('bulk.run.ended'), run.endedAt === null ? null : formatMoment(run.endedAt)],
    [t('bulk.run.note'), run.note],
  ] as const;
  return (
    <article className={styles.paper} aria-label={t('bulk.paper.title')}>
      {mode === 'test' ? <p className={styles.test}>{t('bulk.paper.testNote')}</p> : null}
      <header>
        <h2>{t('bulk.paper.title')}</h2>
        <p className={styles.name}>{run.name}</p>
        {isOver(run.state) ? null : <p className={styles.test}>{t('bulk.paper.open')}</p>}
        {facts.map(([term, value]) =>
          value === null ? null : <p key={term}>{`${term}: ${value}`}</p>,
        )}
        <p>{t('bulk.paper.asOf', { when: now })}</p>
      </header>
      <table className={styles.sums}>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{t('bulk.paper.count')}</th>
            <th scope="col">
              {t('bulk.run.total')} {t('bulk.paper.won')}
            </th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place}>
              <th scope="row">{t(`bulk.run.places.${place}`)}</th>
              <td>{sums[place].count}</td>
              <td>{formatWon(sums[place].won)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t('bulk.run.total')}</th>
            <td>{run.tally.included}</td>
            <td>{formatWon(run.tally.totalWon)}</td>
          </tr>
        </tbody>
      </table>
      <table className={styles.rows}>
        <thead>
          <tr>
            <th scope="col">{t('bulk.columns.number')}</th>
            <th scope="col">{t('bulk.columns.orderNo')}</th>
            <th scope="col">
              {t('bulk.columns.amount')} {t('bulk.paper.won')}
            </th>
            <th scope="col">{t('bulk.columns.reason')}</th>
            <th scope="col">{t('bulk.columns.state')}</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter((row) => placeOf(row) !== 'out')
            .map((row) => {
              const { word, why } = rowWords(row, run.state, t);
              return (
                <tr key={row.position}>
                  <td>{row.position + 1}</td>
                  <td>{row.orderNo}</td>
                  <td>{formatWon(row.amount ?? 0)}</td>
                  <td>{row.reason}</td>
                  <td>{why === null ? word : `${word}: ${why}`}</td>
                </tr>
              );
            })}
        </tbody>
      </table>
      <p>{t('bulk.paper.printed', { when: now, name: printedBy })}</p>
    </article>
  );
}
