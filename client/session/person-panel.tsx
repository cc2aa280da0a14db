import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';
import type { Me } from './me.ts';
import styles from './person-panel.module.css';
import { SettingsPanel } from './settings-panel.tsx';
import { useSignOut } from './sign-out-flow.ts';

/**
 * Who is signed in, how the screen is set, and the two ways out: 사람 바꾸기 lets the next person go
 * on at the same place, 나가기 does not.
 */
export function PersonPanel({
  me,
  onLeave,
}: {
  me: Me;
  onLeave: (why: 'change' | 'sign-out') => void;
}) {
  const { t } = useTranslation();
  const change = useSignOut(() => {
    onLeave('change');
  });
  const leave = useSignOut(() => {
    onLeave('sign-out');
  });
  const busy = change.isPending || leave.isPending;
  return (
    <div className={styles.panel}>
      <p className={styles.who}>
        {me.staff.name} <span>{t(`common.role.${me.staff.role}`)}</span>
      </p>
      <SettingsPanel />
      {change.isError || leave.isError ? (
        <Notice tone="bad">
          <p>{t('frame.person.signOutFailed')}</p>
        </Notice>
      ) : null}
      <div className={styles.acts}>
        <Button
          size="xs"
          disabled={busy}
          onClick={() => {
            change.mutate();
          }}
        >
          {t('frame.person.change')}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          disabled={busy}
          onClick={() => {
            leave.mutate();
          }}
        >
          {t('frame.person.signOut')}
        </Button>
      </div>
    </div>
  );
}
