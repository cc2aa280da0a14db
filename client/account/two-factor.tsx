import { Button } from '@mantine/core';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../shared/api.ts';
import { renewRecoveryCodes } from '../auth-api.ts';
import { isProblem } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import styles from './account.module.css';
import { RecoveryCodes } from './recovery-codes.tsx';
import factor from './two-factor.module.css';
import { TwoFactorSetup } from './two-factor-setup.tsx';

/** With this many recovery codes or fewer, new ones are advised. */
const FEW_CODES = 3;

interface TwoFactorProps {
  me: Answer<'GET /api/me'>;
  hint: ReactNode;
  /** `me` has to be fetched again. */
  onChanged: () => void;
}

/** The second factor: whether it is on, setting it up and new recovery codes. */
export function TwoFactor({ me, hint, onChanged }: TwoFactorProps) {
  const { t } = useTranslation();
  const [settingUp, setSettingUp] = useState(false);
  const { enrolled } = me.twoFactor;
  if (settingUp) {
    const close = () => setSettingUp(false);
    return (
      <TwoFactorSetup
        email={me.staff.email}
        shopName={me.shopName}
        level="h3"
        hint={hint}
        onConfirmed={() => {
          announce(t('account.setup.done'));
          onChanged();
        }}
        onDone={close}
        onCancel={close}
      />
    );
  }
  return (
    <>
      <p className={factor.state} data-on={enrolled ? '' : undefined}>
        {enrolled ? (
          <IconShieldCheck size={18} stroke={1.75} aria-hidden="true" />
        ) : (
          <IconShieldOff size={18} stroke={1.75} aria-hidden="true" />
        )}
        {t(enrolled ? 'account.twoFactor.on' : 'account.twoFactor.off')}
      </p>
      <p className={styles.lead}>
        {t(enrolled ? 'account.twoFactor.leadOn' : 'account.twoFactor.lead')}
      </p>
      {enrolled ? <Codes me={me} onChanged={onChanged} /> : null}
      <div className={styles.acts}>
        <Button variant={enrolled ? 'default' : 'filled'} onClick={() => setSettingUp(true)}>
          {t(enrolled ? 'account.twoFactor.exchange' : 'account.twoFactor.open')}
        </Button>
      </div>
      {enrolled ? <p className={styles.faint}>{t('account.twoFactor.lost')}</p> : null}
    </>
  );
}

/** The number of recovery codes left, and a button that replaces them. */
function Codes({ me, onChanged }: Pick<TwoFactorProps, 'me' | 'onChanged'>) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const renewal = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: () => {
      setAsked(false);
      onChanged();
    },
  });
  const { recoveryCodesLeft } = me.twoFactor;
  if (renewal.data !== undefined) {
    return (
      <>
        <p>{t('account.codes.renewed')}</p>
        <RecoveryCodes
          codes={renewal.data}
          email={me.staff.email}
          shopName={me.shopName}
          onDone={() => renewal.reset()}
        />
      </>
    );
  }
  const left =
    recoveryCodesLeft === 0
      ? t('account.twoFactor.noCodes')
      : t('account.twoFactor.codesLeft', { count: recoveryCodesLeft });
  return (
    <>
      {recoveryCodesLeft > FEW_CODES ? (
        <p>{left}</p>
      ) : (
        <Notice tone="warn" silent>
          <p>{left}</p>
        </Notice>
      )}
      {/* After cancelling the second factor no notice is needed. */}
      {renewal.error === null || isProblem(renewal.error, 'step-up-needed') ? null : (
        <ProblemNotice error={renewal.error} money={false} />
      )}
      {asked ? (
        <>
          <p className={styles.lead}>{t('account.twoFactor.renewLead')}</p>
          <div className={styles.acts}>
            <Button loading={renewal.isPending} autoFocus onClick={() => renewal.mutate()}>
              {t('account.twoFactor.renewGo')}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsked(false)}>
              {t('common.cancel')}
            </Button>
          </div>
        </>
      ) : (
        <div className={styles.acts}>
          <Button onClick={() => setAsked(true)}>{t('account.twoFactor.renew')}</Button>
        </div>
      )}
    </>
  );
}
