import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AccountFacts } from '../account/account-facts.tsx';
import { PushDevices } from '../account/push-devices.tsx';
import { OwnSessions } from '../account/own-sessions.tsx';
import { ChangePassword } from '../account/change-password.tsx';
import { TwoFactor } from '../account/two-factor.tsx';
import { addKorean } from '../copy/i18n.ts';
import { accountKo } from '../copy/ko/account.ts';
import { settingsKo } from '../copy/ko/settings.ts';
import { meOptions } from '../me.ts';
import { DemoPassword } from '../session/demo-password.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { TitledSection } from '../ui/titled-section.tsx';
import styles from './account-page.module.css';
import { PersonalSettings } from './personal-settings.tsx';

addKorean({ account: accountKo, settings: settingsKo });

/** 내 설정: everything that applies to one person only. */
export function AccountPage() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { data: me } = useSuspenseQuery(meOptions);
  const hint = <DemoPassword email={me.staff.email} />;
  return (
    <div className={styles.page}>
      <PageHead title={t('account.title')} />
      <TitledSection title={t('account.me.title')}>
        <AccountFacts me={me} />
      </TitledSection>
      <PersonalSettings shopName={me.shopName} />
      {me.permissions.includes('operations.decide') ? <PushDevices /> : null}
      <TitledSection title={t('account.password.title')}>
        <ChangePassword email={me.staff.email} hint={hint} />
      </TitledSection>
      <TitledSection title={t('account.twoFactor.title')}>
        <TwoFactor
          me={me}
          hint={hint}
          onChanged={() => void queryClient.invalidateQueries({ queryKey: meOptions.queryKey })}
        />
      </TitledSection>
      <TitledSection title={t('account.sessions.title')}>
        <OwnSessions />
      </TitledSection>
    </div>
  );
}
