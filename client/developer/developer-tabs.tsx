import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.tsx';
import { hrefOfPayment } from './call-query.ts';

export const developerTabs = ['calls', 'callbacks', 'tokens', 'webhooks'] as const;
export type DeveloperTab = (typeof developerTabs)[number];

/** The tabs of 개발자. Calls and callbacks keep the filter by payment. */
export function DeveloperTabs({
  current,
  payToken,
}: {
  current: DeveloperTab;
  payToken: string | null;
}) {
  const { t } = useTranslation();
  return (
    <PageTabs
      label={t('developer.tabs.label')}
      tabs={developerTabs.map((tab) => ({
        to:
          tab === 'calls' || tab === 'callbacks'
            ? hrefOfPayment(tab, payToken)
            : `/developer/${tab}`,
        word: t(`developer.tabs.${tab}`),
        current: tab === current,
      }))}
    />
  );
}
