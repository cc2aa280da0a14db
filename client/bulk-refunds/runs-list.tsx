import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BulkRun } from '../../shared/bulk-refund.ts';
import { runsOptions } from '../bulk-runs-options.ts';
import { formatAmount } from '../format.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Moment } from '../ui/moment.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { PlainChip } from '../parts/status-chip.tsx';
import { runKinds } from './finding-words.ts';
import styles from './runs-list.module.css';

/** `true` for a draft that was discarded before it was confirmed. */
const isDiscarded = ({ state, bodyHash }: BulkRun) => state === 'stopped' && bodyHash === null;

function Progress({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const { included, succeeded, failed, refused, unclear } = run.tally;
  if (run.startedAt === null) return <span className="muted">{t('bulk.list.none')}</span>;
  const gone = failed + refused;
  const done = succeeded + gone;
  return (
    <>
      <progress value={done} max={Math.max(1, included)} aria-label={run.name} />
      <span>
        {[
          t('bulk.list.done', { total: included, done }),
          gone === 0 ? null : t('bulk.list.failed', { count: gone }),
          unclear === 0 ? null : t('bulk.list.open', { count: unclear }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </span>
    </>
  );
}

function RunRow({ run }: { run: BulkRun }) {
  const { t } = useTranslation();
  const { id, name, state, requestedBy, createdAt, rows, tally } = run;
  const all = rows.ready + rows.look + rows.refused;
  const count = state === 'draft' ? all : tally.included;
  return (
    <tr>
      <th scope="row" className={styles.name}>
        <Link to={`/bulk-refunds/${id}`}>{name}</Link>
      </th>
      <td className={styles.state}>
        <PlainChip kind={runKinds[state]} word={t(`bulk.states.${state}`)} />
      </td>
      <td className={`num ${styles.count ?? ''}`}>{t('common.count', { count })}</td>
      <td className={`num ${styles.total ?? ''}`}>{formatAmount(tally.totalWon)}</td>
      <td className={styles.progress}>
        <Progress run={run} />
      </td>
      <td className={styles.who}>{requestedBy.name}</td>
      <td className={styles.when}>
        <Moment at={createdAt} as="row" />
      </td>
    </tr>
  );
}

/** The newest runs of all makers. */
export function RunsList({ mayMake }: { mayMake: boolean }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(runsOptions);
  const again = <Button onClick={() => void refetch()}>{t('common.retry')}</Button>;
  if (data === undefined) {
    if (error !== null) return <ProblemNotice error={error} money={false} action={again} />;
    return (
      <div role="status" className={styles.loading}>
        <span className="vh">{t('bulk.loading')}</span>
        {['90%', '74%', '90%', '82%'].map((width, index) => (
          <Skeleton key={`${width} ${index}`} width={width} />
        ))}
      </div>
    );
  }
  const runs = data.items.filter((run) => !isDiscarded(run));
  if (runs.length === 0) {
    return (
      <EmptyState
        title={t('bulk.empty.title')}
        body={mayMake ? t('bulk.empty.body') : t('bulk.empty.readOnly')}
      >
        {mayMake ? (
          <Button component={Link} to="/bulk-refunds/new" variant="filled">
            {t('bulk.make')}
          </Button>
        ) : null}
      </EmptyState>
    );
  }
  return (
    <>
      {error === null ? null : <ProblemNotice error={error} money={false} action={again} />}
      <div className={styles.scroll}>
        <table className={styles.table}>
          <caption className="vh">{t('bulk.list.label')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('bulk.list.name')}</th>
              <th scope="col">{t('bulk.list.state')}</th>
              <th scope="col" className="num">
                {t('bulk.list.rows')}
              </th>
              <th scope="col" className="num">
                {t('bulk.list.total')}
              </th>
              <th scope="col">{t('bulk.list.progress')}</th>
              <th scope="col">{t('bulk.list.who')}</th>
              <th scope="col">{t('bulk.list.when')}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
