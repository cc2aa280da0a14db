import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import type { Me } from '../me.ts';
import { Notice } from '../ui/notice.tsx';

type AccountNotice = Me['accountNotices'][number];

/** What follows from it for the second person, and until when. */
function consequence({ what }: AccountNotice): 'held' | 'alone' {
  return what === 'disabled' || what === 'demoted' ? 'alone' : 'held';
}

/** What managers did to accounts lately: each of them is told, so that none can do it unseen. */
export function AccountNotices({ notices }: { notices: readonly AccountNotice[] }) {
  const { t } = useTranslation();
  if (notices.length === 0) return null;
  return (
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
  );
}
