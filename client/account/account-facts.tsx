import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import styles from './account.module.css';

const MINUTE_S = 60;

/** The signed-in person, the session's end, and how much of the day limit is used. */
export function AccountFacts({ me }: { me: Answer<'GET /api/me'> }) {
  const { t } = useTranslation();
  const { staff, rules, session } = me;
  const day = rules.dayCeiling;
  return (
    <>
      <Facts>
        <Fact term={t('account.me.name')}>{staff.name}</Fact>
        <Fact term={t('account.me.email')}>{staff.email}</Fact>
        <Fact term={t('account.me.role')}>{t(`common.role.${staff.role}`)}</Fact>
        {day === null ? null : (
          <Fact term={t('account.me.today')}>
            {t('account.me.todayOf', {
              used: formatAmount(day.usedWon),
              ceiling: formatAmount(day.ceilingWon),
            })}
          </Fact>
        )}
        <Fact term={t('account.me.ends')}>
          {t('account.me.endsAt', { when: formatMoment(session.endsAt) })}
        </Fact>
      </Facts>
      <p className={styles.faint}>
        {t('account.me.locks', { minutes: Math.round(session.lockAfterSeconds / MINUTE_S) })}{' '}
        {t('account.me.change')}
      </p>
    </>
  );
}
