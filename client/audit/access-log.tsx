import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadFile } from '../api-client.ts';
import type { Language } from '../copy/i18n.ts';
import { formatMoment } from '../format.ts';
import { settingsOptions } from '../settings-options.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ExportDialog } from '../parts/export-dialog.tsx';
import { LogList, LogTools, type Reading } from '../parts/log/log-list.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { AccessFilters } from './access-filters.tsx';
import { accessListOptions } from './access-options.ts';
import { anyAccess, toAccessFilter, type AccessQuery } from './access-query.ts';
import { AccessRow } from './access-row.tsx';
import styles from './audit-log.module.css';
import { AuditTabs } from './audit-tabs.tsx';

interface LogProps {
  query: AccessQuery;
  onQuery: (query: AccessQuery) => void;
}

/** The list of access records, with its filters and its export. */
export function AccessLog({ query, onQuery }: LogProps) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(accessListOptions(query));
  const records = list.data?.pages.flatMap(({ items }) => items) ?? null;
  const orderNos = Object.fromEntries(
    list.data?.pages.flatMap((page) => Object.entries(page.orderNos)) ?? [],
  );
  const notKeptSince = list.data?.pages[0]?.notKeptSince ?? null;
  return (
    <section className={styles.log} aria-label={t('access.title')}>
      <AccessHead query={query} />
      {notKeptSince === null ? null : (
        <div className={styles.notice}>
          <Notice
            tone="warn"
            title={t('access.notKept.title', { when: formatMoment(notKeptSince) })}
          >
            <p>{t('access.notKept.body')}</p>
          </Notice>
        </div>
      )}
      <LogTools reading={list}>
        <AccessFilters
          query={query}
          records={records ?? []}
          orderNos={orderNos}
          onQuery={onQuery}
        />
      </LogTools>
      {query.payToken === null ? null : <p className={styles.lead}>{t('access.noFiles')}</p>}
      <LogList
        reading={list}
        words={{
          loading: t('access.loading'),
          failed: t('access.failed'),
          moreFailed: t('access.moreFailed'),
        }}
        entries={records}
        atOf={({ at }) => at}
        row={(record) => (
          <AccessRow key={record.id} record={record} orderNos={orderNos} onOnly={onQuery} />
        )}
        nothing={<Nothing reading={list} query={query} onQuery={onQuery} />}
      />
    </section>
  );
}

/** What the records are, how long they are kept, and their export. */
function AccessHead({ query }: { query: AccessQuery }) {
  const { t, i18n } = useTranslation();
  const [exporting, setExporting] = useState(false);
  const { data: settings } = useQuery(settingsOptions);
  return (
    <>
      <PageHead title={t('access.title')} />
      <AuditTabs current="access" />
      <p className={styles.lead}>
        {t('access.lead')}{' '}
        {settings === undefined ? null : t('access.kept', { years: settings.accessYears })}
      </p>
      <div className={styles.acts}>
        <Button
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden="true" />}
          onClick={() => setExporting(true)}
        >
          {t('access.export.button')}
        </Button>
      </div>
      {exporting ? (
        <ExportDialog
          title={t('access.export.title')}
          lead={t('access.export.lead')}
          personal={t('access.export.personal')}
          take={({ reason, ...line }) => {
            const language = i18n.language as Language;
            const asked = { ...toAccessFilter(query), reason, language };
            return downloadFile('GET /api/exports/access-records.csv', { query: asked }, line);
          }}
          onClose={() => setExporting(false)}
        />
      ) : null}
    </>
  );
}

/** Nothing found: a request searches only part of the records, so older ones may follow. */
function Nothing({ reading, query, onQuery }: LogProps & { reading: Reading }) {
  const { t } = useTranslation();
  if (reading.hasNextPage) {
    return (
      <EmptyState title={t('access.notYet.title')} body={t('access.notYet.body')}>
        <Button loading={reading.isFetchingNextPage} onClick={() => void reading.fetchNextPage()}>
          {t('access.further')}
        </Button>
      </EmptyState>
    );
  }
  if (Object.values(query).every((value) => value === null)) {
    return <EmptyState title={t('access.empty.title')} body={t('access.empty.body')} />;
  }
  return (
    <EmptyState title={t('access.filtered.title')} body={t('access.filtered.body')}>
      <Button onClick={() => onQuery(anyAccess)}>{t('log.clear')}</Button>
    </EmptyState>
  );
}
