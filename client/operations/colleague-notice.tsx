import { IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Lease } from '../../shared/api.ts';
import { Notice } from '../ui/notice.tsx';
import { RefundingNow } from '../parts/refunding-now.tsx';

/** A colleague has the same form open. Only a warning: the desk decides which request was first. */
export function ColleagueNotice({ colleague }: { colleague: Lease | null }) {
  const { t } = useTranslation();
  if (colleague === null) return null;
  return (
    <Notice
      tone="warn"
      icon={<IconUsers size={16} stroke={1.75} />}
      title={<RefundingNow lease={colleague} />}
      silent
    >
      <p>{t('operations.lease.body')}</p>
    </Notice>
  );
}
