import { useTranslation } from 'react-i18next';
import { PageTabs } from '../ui/page-tabs.tsx';

const auditTabs = { audit: '/audit', access: '/audit/access' } as const;

/** The tabs 감사 기록 and 접속 기록. */
export function AuditTabs({ current }: { current: keyof typeof auditTabs }) {
  const { t } = useTranslation();
  const tabs = (['audit', 'access'] as const).map((tab) => ({
    to: auditTabs[tab],
    word: t(`access.tabs.${tab}`),
    current: tab === current,
  }));
  return <PageTabs label={t('access.tabs.label')} tabs={tabs} />;
}
