import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { hrefOfPayment } from './call-query.ts';
import styles from './developer-tabs.module.css';

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
    <nav className={styles.tabs} aria-label={t('developer.tabs.label')}>
      {developerTabs.map((tab) => (
        <Link
          key={tab}
          to={tab === 'tokens' ? '/developer/tokens' : hrefOfPayment(tab, payToken)}
          aria-current={tab === current ? 'page' : undefined}
        >
          {t(`developer.tabs.${tab}`)}
        </Link>
      ))}
    </nav>
  );
}
