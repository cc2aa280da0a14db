import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { LogList, LogTools } from '../parts/log/log-list.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { AuditEntryRow } from './audit-entry-row.tsx';
import { AuditExportDialog } from './audit-export-dialog.tsx';
import { AuditFilters } from './audit-filters.tsx';
import styles from './audit-log.module.css';
import { auditListOptions } from './audit-options.ts';
import { anyAudit, type AuditQuery } from './audit-query.ts';
import { AuditTabs } from './audit-tabs.tsx';
import { CheckpointDialog } from './checkpoint-dialog.tsx';
import { VerifyPanel } from './verify-panel.tsx';

interface LogProps {
  query: AuditQuery;
  onQuery: (query: AuditQuery) => void;
}

/** 감사 기록: who did what and from where, and whether an entry was changed afterwards. */
export function AuditLog({ query, onQuery }: LogProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(auditListOptions(query));
  const entries = list.data?.pages.flatMap(({ items }) => items) ?? null;
  return (
    <section className={styles.log} aria-label={t('audit.title')}>
      <AuditHead />
      <LogTools reading={list}>
        <AuditFilters query={query} entries={entries ?? []} onQuery={onQuery} />
      </LogTools>
      <LogList
        reading={list}
        words={{
          loading: t('audit.loading'),
          failed: t('audit.failed'),
          moreFailed: t('audit.moreFailed'),
        }}
        entries={entries}
        atOf={({ at }) => at}
        row={(entry) => <AuditEntryRow key={entry.seq} entry={entry} onOnly={onQuery} />}
        nothing={<Nothing query={query} onQuery={onQuery} />}
      />
    </section>
  );
}

/** Actions on the whole log: verify it, sign a checkpoint, export it. */
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
      <AuditTabs current="audit" />
      <p className={styles.lead}>{t('audit.lead')}</p>
      <div className={styles.acts}>
        <Button variant="filled" loading={verify.isPending} onClick={() => verify.mutate()}>
          {t('audit.verify.button')}
        </Button>
        <Button loading={sign.isPending} onClick={() => sign.mutate()}>
          {t('audit.sign.button')}
        </Button>
        <Button
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setExporting(true)}
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
        <CheckpointDialog signed={sign.data} onClose={() => sign.reset()} />
      )}
      {exporting ? <AuditExportDialog onClose={() => setExporting(false)} /> : null}
    </>
  );
}

function Nothing({ query, onQuery }: LogProps) {
  const { t } = useTranslation();
  if (Object.values(query).every((value) => value === null))
    return <EmptyState title={t('audit.empty.title')} body={t('audit.empty.body')} />;
  return (
    <EmptyState title={t('audit.filtered.title')} body={t('audit.filtered.body')}>
      <Button onClick={() => onQuery(anyAudit)}>{t('log.clear')}</Button>
    </EmptyState>
  );
}
