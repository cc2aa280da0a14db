import { useTranslation } from 'react-i18next';
import type { Lease } from '../../shared/api.ts';
import { formatAgo } from '../format.ts';
import { useTick } from '../ui/ticker.ts';

/** `김민지 님이 40초 전부터 …`, counting up; screen readers announce it once, not every second. */
export function RefundingNow({ lease }: { lease: Lease }) {
  const { t } = useTranslation();
  const { name } = lease.staff;
  const ago = useTick((nowMs) => formatAgo(lease.since, nowMs));
  return (
    <>
      <span aria-hidden="true">{t('operations.lease.since', { name, ago })}</span>
      <span className="vh" role="status">
        {t('operations.lease.now', { name })}
      </span>
    </>
  );
}
