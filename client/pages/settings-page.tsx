import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { addKorean } from '../copy/i18n.ts';
import { noticesKo } from '../copy/ko/notices.ts';
import { settingsKo } from '../copy/ko/settings.ts';
import { meOptions } from '../me.ts';
import { NoticesPanel } from '../notices/notices-panel.tsx';
import { ShopSettingsPanel } from '../settings/shop-settings-panel.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { PageTabs } from '../ui/page-tabs.tsx';

addKorean({ settings: settingsKo, notices: noticesKo });

const places = { shop: '/settings', notices: '/settings/notices' } as const;

/** 설정: the shop's. What is personal is at 내 설정. Those who may change it have 알림, too. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(meOptions);
  const { part } = useParams();
  const mayChange = me.permissions.includes('settings.manage');
  const current = mayChange && part === 'notices' ? 'notices' : 'shop';
  const head = (
    <>
      <PageHead title={t('settings.title')}>
        <Button component={Link} to="/account">
          {t('frame.nav.account')}
        </Button>
      </PageHead>
      {mayChange ? (
        <PageTabs
          label={t('settings.tabs.label')}
          tabs={(['shop', 'notices'] as const).map((name) => ({
            to: places[name],
            word: t(`settings.tabs.${name}`),
            current: name === current,
          }))}
        />
      ) : null}
    </>
  );
  if (current === 'notices') return <NoticesPanel head={head} />;
  return <ShopSettingsPanel head={head} mayChange={mayChange} version={me.version} />;
}
