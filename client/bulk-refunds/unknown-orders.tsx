import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BulkRow, BulkRun } from '../../shared/bulk-refund.ts';
import { callApi } from '../api-client.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { runOptions } from './bulk-options.ts';
import { discardDraft } from './discard-draft.ts';
import { bodyAgain } from './given-list.ts';
import styles from './unknown-orders.module.css';
import { useLookups } from './use-lookups.ts';

/** Order numbers without a payment on the desk, without duplicates. */
function unknownOrders(rows: readonly BulkRow[]): string[] {
  const unknown = rows.filter(
    ({ orderNo, findings }) =>
      orderNo !== null && findings.some(({ code }) => code === 'payment-not-found'),
  );
  return [...new Set(unknown.map(({ orderNo }) => orderNo ?? ''))];
}

/** Looks up unknown orders at Toss, then checks the list again. */
export function UnknownOrders({
  run,
  rows,
  onChecked,
}: {
  run: BulkRun;
  rows: readonly BulkRow[];
  /** The list was checked again and is kept under this id. */
  onChecked: (id: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const orderNos = unknownOrders(rows);
  const again = useMutation({
    mutationFn: () => callApi('POST /api/bulk-refunds', { body: bodyAgain(run, rows) }),
    onSuccess: (answer) => {
      client.setQueryData(runOptions(answer.run.id).queryKey, answer);
      void discardDraft(run.id);
      onChecked(answer.run.id);
    },
  });
  const { state, start, stop } = useLookups((end) => {
    const words = end.phase === 'stopped' ? 'stopped' : end.found === 0 ? 'none' : 'found';
    announce(t(`bulk.lookup.${words}`, { count: end.found }));
    if (end.found > 0) again.mutate();
  });
  if (orderNos.length === 0) return null;
  const { phase, done, found, total, error } = state;
  const isRunning = phase === 'running';
  const isOver = phase === 'over' || phase === 'stopped';
  return (
    <>
      {error === null ? null : (
        <ProblemNotice error={error} money={false} title={t('bulk.lookup.broken')} />
      )}
      {again.error === null ? null : (
        <ProblemNotice error={again.error} money={false} title={t('bulk.problem.check')} />
      )}
      <Notice
        tone="warn"
        silent
        title={t('bulk.lookup.title', { count: orderNos.length })}
        action={
          isRunning ? (
            <Button autoFocus onClick={stop}>
              {t('bulk.lookup.stop')}
            </Button>
          ) : (
            <Button loading={again.isPending} onClick={() => void start(orderNos)}>
              {t('bulk.lookup.start', { count: orderNos.length })}
            </Button>
          )
        }
      >
        <p>
          {again.isPending
            ? t('bulk.lookup.again')
            : isOver && error === null && found === 0
              ? t(phase === 'stopped' ? 'bulk.lookup.stopped' : 'bulk.lookup.none', { count: 0 })
              : t('bulk.lookup.body')}
        </p>
        {isRunning ? (
          <div className={styles.progress}>
            <progress value={done} max={total} aria-label={t('bulk.lookup.progress')} />
            <span>{t('bulk.lookup.done', { total, done, found })}</span>
          </div>
        ) : null}
      </Notice>
    </>
  );
}
