/** Facts about a person that the table and the cards share. */
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import type { StaffEntry } from '../staff-options.ts';
import { Moment } from '../ui/moment.tsx';
import styles from './staff-facts.module.css';

/** The name, as a button that opens the edit dialog; marks one's own account. */
export function StaffName({
  entry,
  myId,
  onEdit,
}: {
  entry: StaffEntry;
  myId: string;
  onEdit: (entry: StaffEntry) => void;
}) {
  const { t } = useTranslation();
  return (
    <span className={styles.who}>
      <button
        type="button"
        className={styles.name}
        title={entry.name}
        onClick={() => onEdit(entry)}
      >
        {entry.name}
      </button>
      {entry.id === myId ? <span className={styles.me}>{t('staff.me')}</span> : null}
    </span>
  );
}

/** The role, with further permissions beneath it. */
export function StaffRole({ entry }: { entry: StaffEntry }) {
  const { t } = useTranslation();
  const beside = [
    entry.mayExport && entry.role !== 'manager' ? t('staff.exports') : null,
    entry.dayCeilingWon === null || entry.role === 'viewer'
      ? null
      : t('staff.ceiling', { amount: formatAmount(entry.dayCeilingWon) }),
  ].filter((part) => part !== null);
  return (
    <>
      <span>{t(`common.role.${entry.role}`)}</span>
      {beside.length === 0 ? null : (
        <span className={styles.beside}>
          {beside.map((part) => (
            <span key={part}>{part}</span>
          ))}
        </span>
      )}
    </>
  );
}

export function TwoFactorMark({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const ShieldIcon = on ? IconShieldCheck : IconShieldOff;
  return (
    <span className={styles.factor}>
      <ShieldIcon size={16} stroke={1.75} aria-hidden="true" />
      {t(on ? 'staff.twoFactor.on' : 'staff.twoFactor.off')}
    </span>
  );
}

export function LastSignIn({ at }: { at: string | null }) {
  const { t } = useTranslation();
  return at === null ? (
    <span className="faint">{t('staff.neverSignedIn')}</span>
  ) : (
    <Moment at={at} as="ago" />
  );
}
