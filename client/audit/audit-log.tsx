import { Button } from '@mantine/core';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../shared/audit.ts';
import { callApi } from '../api-client.ts';
import { dayWords } from '../ui/day-words.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { AuditEntryRow } from './audit-entry-row.tsx';
import { AuditExportDialog } from './audit-export-dialog.tsx';
import { AuditFilters } from './audit-filters.tsx';
import styles from './audit-log.module.css';
import { auditListOptions } from './audit-options.ts';
import { anyAudit, auditFilters, isSet, type AuditQuery } from './audit-query.ts';
import { CheckpointDialog } from './checkpoint-dialog.tsx';
import { VerifyPanel } from './verify-panel.tsx';

interface LogProps {
  query: AuditQuery;
  onQuery: (query: AuditQuery) => void;
}

/** 감사 기록: what was done, by whom and from where, and whether anybody has touched it since. */
export function AuditLog({ query, onQuery }: LogProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(auditListOptions(query));
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const filtered = auditFilters.some((name) => isSet(query, name));
  return (
    <section className={styles.log} aria-label={t('audit.title')}>
      <AuditHead />
      <div className={styles.tools}>
        <AuditFilters query={query} onQuery={onQuery} />
        <IconButton
          label={t('audit.refresh')}
          className={styles.refresh}
          aria-disabled={list.isFetching}
          onClick={() => {
            if (!list.isFetching) void list.refetch();
          }}
        >
          <IconRefresh
            size={16}
            stroke={1.75}
            className={list.isFetching ? 'spin' : undefined}
            aria-hidden="true"
          />
        </IconButton>
      </div>
      {list.isError ? (
        <div className={styles.notice}>
          <ProblemNotice
            error={list.error}
            money={false}
            title={t(list.isFetchNextPageError ? 'audit.moreFailed' : 'audit.failed')}
            action={
              <Button
                onClick={() =>
                  void (list.isFetchNextPageError ? list.fetchNextPage() : list.refetch())
                }
              >
                {t('common.retry')}
              </Button>
            }
          />
        </div>
      ) : null}
      {list.isPending ? <Loading /> : null}
      {list.data !== undefined && entries.length === 0 ? (
        <Nothing filtered={filtered} onQuery={onQuery} />
      ) : null}
      {entries.length === 0 ? null : <Days entries={entries} onOnly={onQuery} />}
      {list.hasNextPage ? (
        <div className={styles.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** What concerns the log as a whole: whether it holds, a signature to keep, the whole as a file. */
function AuditHead() {
  const { t } = useTranslation();
  const [exporting, setExporting] = useState(false);
  const verify = useMutation({
    mutationFn: async () => {
      const verdict = await callApi('GET /api/audit/verify', {});
      return { verdict, atMs: deskNowMs() };
    },
  });
  const sign = useMutation({ mutationFn: () => callApi('POST /api/audit/checkpoints', {}) });
  return (
    <>
      <PageHead title={t('audit.title')} />
      <p className={styles.lead}>{t('audit.lead')}</p>
      <div className={styles.acts}>
        <Button
          variant="filled"
          loading={verify.isPending}
          onClick={() => {
            verify.mutate();
          }}
        >
          {t('audit.verify.button')}
        </Button>
        <Button
          loading={sign.isPending}
          onClick={() => {
            sign.mutate();
          }}
        >
          {t('audit.sign.button')}
        </Button>
        <Button
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => {
            setExporting(true);
          }}
        >
          {t('audit.export.button')}
        </Button>
      </div>
      {verify.isError ? (
        <div className={styles.notice}>
          <ProblemNotice error={verify.error} money={false} title={t('audit.verify.failed')} />
        </div>
      ) : null}
      {sign.isError ? (
        <div className={styles.notice}>
          <ProblemNotice error={sign.error} money={false} title={t('audit.sign.failed')} />
        </div>
      ) : null}
      {verify.data === undefined ? null : <VerifyPanel {...verify.data} />}
      {sign.data === undefined ? null : (
        <CheckpointDialog
          signed={sign.data}
          onClose={() => {
            sign.reset();
          }}
        />
      )}
      {exporting ? (
        <AuditExportDialog
          onClose={() => {
            setExporting(false);
          }}
        />
      ) : null}
    </>
  );
}

/** The entries under their days in Seoul, the newest first. */
function Days({
  entries,
  onOnly,
}: {
  entries: readonly AuditEntry[];
  onOnly: (query: AuditQuery) => void;
}) {
  const { t } = useTranslation();
  const nowMs = deskNowMs();
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const day = dayWords(entry.at, nowMs, t);
    const before = days.get(day);
    if (before === undefined) days.set(day, [entry]);
    else before.push(entry);
  }
  return (
    <div>
      {[...days].map(([day, ofDay]) => (
        <section key={day}>
          <h2 className={styles.day}>{day}</h2>
          <ol>
            {ofDay.map((entry) => (
              <AuditEntryRow key={entry.seq} entry={entry} onOnly={onOnly} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Nothing({
  filtered,
  onQuery,
}: {
  filtered: boolean;
  onQuery: (query: AuditQuery) => void;
}) {
  const { t } = useTranslation();
  if (!filtered) return <EmptyState title={t('audit.empty.title')} body={t('audit.empty.body')} />;
  return (
    <EmptyState title={t('audit.filtered.title')} body={t('audit.filtered.body')}>
      <Button
        onClick={() => {
          onQuery(anyAudit);
        }}
      >
        {t('audit.filters.clear')}
      </Button>
    </EmptyState>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-busy="true" className={styles.loading}>
      <span className="vh">{t('audit.loading')}</span>
      {['64%', '52%', '58%', '46%', '60%', '50%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  );
}
