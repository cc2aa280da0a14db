import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import type { Me } from '../me.ts';
import { Notice } from '../ui/notice.tsx';
import styles from './review-queue.module.css';

type AccountNotice = Me['accountNotices'][number];

/** The consequence for the rule of the second person. */
function consequence({ what }: AccountNotice): 'held' | 'alone' {
  return what === 'disabled' || what === 'demoted' ? 'alone' : 'held';
}

/** Recent changes of accounts by managers, shown so that none of them goes unnoticed. */
export function AccountNotices({ notices }: { notices: readonly AccountNotice[] }) {
  const { t } = useTranslation();
  if (notices.length === 0) return null;
  return (
    <div className={styles.notice}>
      <Notice tone="warn" title={t('review.accounts.title')} silent>
        {notices.map((notice) => {
          const { what, at, byName: by, staffName: staff, until } = notice;
          return (
            <p key={`${at} ${what} ${notice.staffId}`}>
              {formatMoment(at)} {t(`review.accounts.${what}`, { by, staff })}{' '}
              {t(`review.accounts.${consequence(notice)}`, { by, when: formatMoment(until) })}
            </p>
          );
        })}
        <p>{t('review.accounts.unexpected')}</p>
      </Notice>
    </div>
  );
}
