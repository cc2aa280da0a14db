import { Button } from '@mantine/core';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { TwoFactorSetup } from '../account/two-factor-setup.tsx';
import { addKorean } from '../copy/i18n.ts';
import { accountKo } from '../copy/ko/account.ts';
import { meOptions } from '../me.ts';
import { DemoPassword } from '../session/demo-password.tsx';
import { useSignOut } from '../session/sign-out-flow.ts';
import { BarePage } from '../session/bare-page.tsx';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { safeNext } from './safe-next.ts';
import styles from './two-factor-page.module.css';
import { usePageTitle } from './use-page-title.ts';

addKorean({ account: accountKo });

/** Setup of the second factor, which is required before any other page where real money moves. */
export function TwoFactorPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [search] = useSearchParams();
  const { data: me } = useSuspenseQuery(meOptions);
  const leave = useSignOut(async () => {
    await navigate('/sign-in');
  });
  usePageTitle(t('account.twoFactor.title'));
  return (
    <BarePage wide>
      <div className={styles.page}>
        <div>
          <h1>{t('account.setup.required')}</h1>
          <p className={styles.lead}>{t('account.setup.requiredLead')}</p>
        </div>
        <TwoFactorSetup
          email={me.staff.email}
          shopName={me.shopName}
          level="h2"
          hint={<DemoPassword email={me.staff.email} />}
          onConfirmed={() => announce(t('account.setup.done'))}
          onDone={() => {
            void queryClient
              .query({ ...meOptions, staleTime: 0 })
              .then(() => navigate(safeNext(search.get('next')), { replace: true }));
          }}
        />
        {leave.isError ? (
          <Notice tone="bad">
            <p>{t('frame.person.signOutFailed')}</p>
          </Notice>
        ) : null}
        <div className={styles.foot}>
          <span>{me.staff.name}</span>
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            disabled={leave.isPending}
            onClick={() => leave.mutate()}
          >
            {t('account.setup.signOut')}
          </Button>
        </div>
      </div>
    </BarePage>
  );
}
