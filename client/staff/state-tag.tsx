import {
  IconBan,
  IconCircleCheck,
  IconKey,
  IconMail,
  IconMailOff,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import type { StaffEntry } from '../staff-options.ts';
import { useTick } from '../ui/ticker.ts';
import { staffState, type StaffState } from './staff-state.ts';
import styles from './state-tag.module.css';

const icons: Record<StaffState, Icon> = {
  active: IconCircleCheck,
  invited: IconMail,
  invitationOver: IconMailOff,
  reset: IconKey,
  disabled: IconBan,
};

/**
 * The account's state, with the expiry of its link if it has one. With `quiet`, an active account
 * shows nothing.
 */
export function StateTag({ entry, quiet = false }: { entry: StaffEntry; quiet?: boolean }) {
  const { t } = useTranslation();
  const state = useTick((nowMs) => staffState(entry, nowMs));
  if (quiet && state === 'active') return null;
  const StateIcon = icons[state];
  const until = state === 'invited' || state === 'reset' ? entry.linkUntil : null;
  return (
    <span className={styles.state}>
      <span className={styles.tag} data-state={state}>
        <StateIcon size={14} stroke={2} aria-hidden="true" />
        {t(`staff.state.${state}`)}
      </span>
      {until === null ? null : (
        <span className={styles.until}>
          {t('staff.state.until', { when: formatMoment(until) })}
        </span>
      )}
    </span>
  );
}
