import { useTranslation } from 'react-i18next';
import { addKorean } from '../copy/i18n.ts';
import { trustKo } from '../copy/ko/trust.ts';
import { TrustReport } from '../trust/trust-report.tsx';
import { PageHead } from '../ui/page-head.tsx';
import styles from './trust-page.module.css';

addKorean({ trust: trustKo });

/** 신뢰: the results of the proofs of this build. */
export function TrustPage() {
  const { t } = useTranslation();
  return (
    <div className={styles.page}>
      <PageHead title={t('trust.title')} />
      <p className={styles.lead}>{t('trust.lead')}</p>
      <TrustReport />
    </div>
  );
}
