import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.tsx';
import { hrefOfPayment } from './call-query.ts';

export const developerTabs = ['calls', 'callbacks', 'tokens'] as const;
export type DeveloperTab = (typeof developerTabs)[number];

/** The three pages of 개발자 as links; the payment that one is looking at goes along. */
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
        to: tab === 'tokens' ? '/developer/tokens' : hrefOfPayment(tab, payToken),
        word: t(`developer.tabs.${tab}`),
        current: tab === current,
      }))}
    />
  );
}
