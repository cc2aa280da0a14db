import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { beginTwoFactor, confirmTwoFactor } from '../auth-api.ts';
import { isProblem } from '../problem-error.ts';
import { CODE_DIGITS, CodeInput } from '../ui/code-input.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Field } from '../ui/field.tsx';
import { PasswordForm } from '../parts/password-form.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { CredentialProblem } from '../parts/credential-problem.tsx';
import styles from './two-factor-setup.module.css';
import { RecoveryCodes } from './recovery-codes.tsx';

const QR_PX = 200;

interface Factor {
  secret: string;
  uri: string;
}

interface TwoFactorSetupProps {
  email: string;
  shopName: string;
  /** Level of the steps' headings. */
  level: 'h2' | 'h3';
  /** Help with the password, if there is any. */
  hint: ReactNode;
  /** The factor is on; its recovery codes may not have been saved yet. */
  onConfirmed: () => void;
  onDone: () => void;
  /** Leaves without a second factor; absent if it is required. */
  onCancel?: () => void;
}

interface StepHeadProps extends Pick<TwoFactorSetupProps, 'level'> {
  step: 1 | 2 | 3;
  title: string;
}

function StepHead({ step, title, level }: StepHeadProps) {
  const { t } = useTranslation();
  const Heading = level;
  return (
    <div className={styles.head}>
      <p>{t('account.setup.step', { step })}</p>
      <Heading>{title}</Heading>
    </div>
  );
}

/** Three steps: password, authenticator app, recovery codes. */
export function TwoFactorSetup(props: TwoFactorSetupProps) {
  const { t } = useTranslation();
  const [factor, setFactor] = useState<Factor | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) {
    return (
      <div className={styles.step}>
        <StepHead step={3} title={t('account.setup.codesTitle')} level={props.level} />
        <RecoveryCodes {...props} codes={codes} />
      </div>
    );
  }
  if (factor === null) return <PasswordStep {...props} onFactor={setFactor} />;
  return (
    <ConnectStep
      level={props.level}
      factor={factor}
      onCodes={(fresh) => {
        setCodes(fresh);
        props.onConfirmed();
      }}
      onAgain={() => setFactor(null)}
    />
  );
}

interface PasswordStepProps extends TwoFactorSetupProps {
  onFactor: (factor: Factor) => void;
}

function PasswordStep({ email, level, hint, onFactor, onCancel }: PasswordStepProps) {
  const { t } = useTranslation();
  const begin = useMutation({
    mutationFn: (typed: string) => beginTwoFactor(typed),
    onSuccess: onFactor,
  });
  return (
    <PasswordForm
      email={email}
      help={hint}
      error={begin.error}
      busy={begin.isPending}
      onPassword={begin.mutate}
      className={styles.step}
      focused
      head={
        <>
          <StepHead step={1} title={t('account.setup.passwordTitle')} level={level} />
          <p className={styles.lead}>{t('account.setup.passwordLead')}</p>
        </>
      }
    >
      <div className={styles.acts}>
        <Button type="submit" variant="filled" size="lg" loading={begin.isPending}>
          {t('account.setup.begin')}
        </Button>
        {onCancel === undefined ? null : (
          <Button variant="subtle" color="gray" size="lg" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
    </PasswordForm>
  );
}

interface ConnectStepProps extends Pick<TwoFactorSetupProps, 'level'> {
  factor: Factor;
  onCodes: (codes: readonly string[]) => void;
  onAgain: () => void;
}

function ConnectStep({ level, factor, onCodes, onAgain }: ConnectStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [missing, setMissing] = useState(false);
  const heading = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const confirm = useMutation({ mutationFn: confirmTwoFactor, onSuccess: onCodes });
  const { error } = confirm;
  useEffect(() => {
    if (error === null) heading.current?.focus();
    else input.current?.select();
  }, [error]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const complete = code.length === CODE_DIGITS;
    setMissing(!complete);
    if (!complete) input.current?.focus();
    else if (!confirm.isPending) confirm.mutate(code);
  };
  const wrong = isProblem(error, 'wrong-code');
  return (
    <form className={styles.step} onSubmit={submit} noValidate>
      <div ref={heading} tabIndex={-1}>
        <StepHead step={2} title={t('account.setup.connectTitle')} level={level} />
      </div>
      <p>{t('account.setup.scan')}</p>
      <div className={styles.qr}>
        <QrCode text={factor.uri} label={t('account.setup.qr')} size={QR_PX} />
      </div>
      <div className={styles.manual}>
        <p>{t('account.setup.manual')}</p>
        <CopyLine text={factor.secret} label={t('account.setup.key')} />
      </div>
      <CredentialProblem error={error} told="wrong-code" />
      <Field
        label={t('session.factor.code')}
        help={t('account.setup.thenCode')}
        error={
          missing
            ? t('session.factor.codeMissing')
            : wrong
              ? t('account.setup.wrongCode')
              : undefined
        }
      >
        {(control) => <CodeInput {...control} ref={input} value={code} onChange={setCode} />}
      </Field>
      <div className={styles.acts}>
        <Button type="submit" variant="filled" size="lg" loading={confirm.isPending}>
          {t('account.setup.confirm')}
        </Button>
        <Button variant="subtle" color="gray" size="lg" onClick={onAgain}>
          {t('account.setup.again')}
        </Button>
      </div>
    </form>
  );
}
