import { useTranslation } from 'react-i18next';
import type { StaffEntry } from '../staff-options.ts';
import { LastSignIn, StaffName, StaffRole, TwoFactorMark } from './staff-facts.tsx';
import { StaffMenu, type StaffRowActs } from './staff-menu.tsx';
import styles from './staff-table.module.css';
import { StateTag } from './state-tag.tsx';

/** The accounts as a table; phones show `StaffCards` instead. */
export function StaffTable({
  entries,
  ...acts
}: StaffRowActs & { entries: readonly StaffEntry[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.wrap}>
      <table className={styles.table}>
        <caption className="vh">{t('staff.caption', { count: entries.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('staff.columns.name')}</th>
            <th scope="col" className={styles.role}>
              {t('staff.columns.role')}
            </th>
            <th scope="col" className={styles.factor}>
              {t('staff.columns.twoFactor')}
            </th>
            <th scope="col" className={styles.last}>
              {t('staff.columns.lastSignIn')}
            </th>
            <th scope="col" className={styles.state}>
              {t('staff.columns.state')}
            </th>
            <th scope="col" className={styles.menu}>
              <span className="vh">{t('staff.columns.acts')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id} className={entry.disabled ? styles.off : undefined}>
              <th scope="row">
                <StaffName entry={entry} myId={acts.myId} onEdit={acts.onEdit} />
                <span className={styles.email} title={entry.email}>
                  {entry.email}
                </span>
              </th>
              <td>
                <StaffRole entry={entry} />
              </td>
              <td>
                <TwoFactorMark on={entry.twoFactor} />
              </td>
              <td className={styles.last}>
                <LastSignIn at={entry.lastSignInAt} />
              </td>
              <td>
                <StateTag entry={entry} />
              </td>
              <td className={styles.menu}>
                <StaffMenu entry={entry} {...acts} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The accounts as cards, for phones. */
export function StaffCards({
  entries,
  ...acts
}: StaffRowActs & { entries: readonly StaffEntry[] }) {
  const { t } = useTranslation();
  return (
    <ul className={styles.cards} aria-label={t('staff.caption', { count: entries.length })}>
      {entries.map((entry) => (
        <li key={entry.id} className={entry.disabled ? styles.off : undefined}>
          <div className={styles.cardWords}>
            <StaffName entry={entry} myId={acts.myId} onEdit={acts.onEdit} />
            <p className={styles.cardEmail}>{entry.email}</p>
            <div className={styles.cardRole}>
              <StaffRole entry={entry} />
            </div>
            <p className={styles.cardFacts}>
              {t(entry.twoFactor ? 'staff.twoFactorIs.on' : 'staff.twoFactorIs.off')} ·{' '}
              {entry.lastSignInAt === null ? (
                t('staff.neverCame')
              ) : (
                <>
                  {t('staff.signedInAt')} <LastSignIn at={entry.lastSignInAt} />
                </>
              )}
            </p>
            <StateTag entry={entry} quiet />
          </div>
          <StaffMenu entry={entry} {...acts} />
        </li>
      ))}
    </ul>
  );
}
