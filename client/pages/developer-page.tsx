import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { oneOf } from '../address-values.ts';
import { addKorean } from '../copy/i18n.ts';
import { developerKo } from '../copy/ko/developer.ts';
import { CallList } from '../developer/call-list.tsx';
import { readCallbackQuery, readCallQuery, writeCallbackQuery } from '../developer/call-query.ts';
import { CallbackList } from '../developer/callback-list.tsx';
import { developerTabs, DeveloperTabs, type DeveloperTab } from '../developer/developer-tabs.tsx';
import { TokenList } from '../developer/token-list.tsx';
import { WebhookPart } from '../developer/webhook-part.tsx';
import { meOptions } from '../me.ts';
import { writeLogQuery } from '../parts/log/log-query.ts';
import { PageHead } from '../ui/page-head.tsx';
import styles from './developer-page.module.css';

addKorean({ developer: developerKo });

/** 개발자. The address keeps the tab and the filter: `/developer/callbacks?outcome=read`. */
export function DeveloperPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { tab: named } = useParams();
  const [search] = useSearchParams();
  const tab = oneOf(developerTabs, named) ?? 'calls';
  return (
    <div className={styles.page}>
      <PageHead title={t('developer.title')}>
        <Button
          component="a"
          href="/api/docs"
          target="_blank"
          rel="noreferrer"
          rightSection={<IconExternalLink size={16} stroke={1.75} aria-hidden="true" />}
        >
          {t('developer.docs')}
        </Button>
      </PageHead>
      <p className={styles.lead}>{t('developer.lead')}</p>
      <DeveloperTabs current={tab} payToken={readCallQuery(search).payToken} />
      <Content tab={tab} mayChange={me.permissions.includes('settings.manage')} />
    </div>
  );
}

function Content({ tab, mayChange }: { tab: DeveloperTab; mayChange: boolean }) {
  const [search, setSearch] = useSearchParams();
  switch (tab) {
    case 'calls':
      return (
        <CallList
          query={readCallQuery(search)}
          onQuery={(query) => setSearch(writeLogQuery(query), { replace: true })}
        />
      );
    case 'callbacks':
      return (
        <CallbackList
          query={readCallbackQuery(search)}
          onQuery={(query) => setSearch(writeCallbackQuery(query), { replace: true })}
        />
      );
    case 'tokens':
      return <TokenList mayChange={mayChange} />;
    case 'webhooks':
      return <WebhookPart mayChange={mayChange} />;
  }
}
