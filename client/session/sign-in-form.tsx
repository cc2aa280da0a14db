import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { signIn, signOut } from '../auth-api.ts';
import { isProblem } from '../problem-error.ts';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { PasswordInput } from '../ui/password-input.tsx';
import { CredentialProblem } from '../parts/credential-problem.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { DEMO_PASSWORD, demoAccounts } from './demo-accounts.ts';
import { readDesk } from './desk.ts';
import { SecondFactorForm } from './second-factor-form.tsx';
import styles from './sign-in-form.module.css';

interface Credentials {
  email: string;
  password: string;
}

interface PasswordStepProps {
  /** The address, if known, for example from the link that set the password. */
  email: string;
  /** Why the user has to sign in again; hidden after a failed try. */
  notice: string | null;
  onSecondFactor: () => void;
  onDone: () => Promise<void>;
}

function PasswordStep({ email: known, notice, onSecondFactor, onDone }: PasswordStepProps) {
  const { t } = useTranslation();
  const [missing, setMissing] = useState<Partial<Record<keyof Credentials, boolean>>>({});
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const entry = useMutation({
    mutationFn: (given: Credentials) => signIn(given.email, given.password),
    onSuccess: async (needsFactor) => {
      if (needsFactor) onSecondFactor();
      else await onDone();
    },
  });
  const { error } = entry;
  useEffect(() => {
    if (error !== null) password.current?.select();
  }, [error]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = {
      email: email.current?.value.trim() ?? '',
      password: password.current?.value ?? '',
    };
    setMissing({ email: given.email === '', password: given.password === '' });
    if (given.email === '') email.current?.focus();
    else if (given.password === '') password.current?.focus();
    else if (!entry.isPending) entry.mutate(given);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Head lead={t('session.lead')} />
      {notice !== null && error === null ? (
        <Notice>
          <p>{notice}</p>
        </Notice>
      ) : null}
      {isProblem(error, 'wrong-credentials') ? (
        <Notice tone="bad">
          <p>{t('session.wrong')}</p>
        </Notice>
      ) : (
        <CredentialProblem error={error} />
      )}
      <Field
        label={t('session.email')}
        error={missing.email === true ? t('session.emailMissing') : undefined}
      >
        {(control) => (
          <TextInput
            {...control}
            ref={email}
            large
            type="email"
            name="email"
            autoComplete="username"
            defaultValue={known}
            autoFocus={known === ''}
          />
        )}
      </Field>
      <Field
        label={t('session.password')}
        error={missing.password === true ? t('session.passwordMissing') : undefined}
      >
        {(control) => (
          <PasswordInput
            {...control}
            ref={password}
            name="password"
            autoComplete="current-password"
            autoFocus={known !== ''}
          />
        )}
      </Field>
      <Button type="submit" variant="filled" size="lg" fullWidth loading={entry.isPending}>
        {t('session.submit')}
      </Button>
      {readDesk().sandbox ? (
        <div className={styles.demo}>
          <p>{t('session.demo.label')}</p>
          {demoAccounts.map((account) => (
            <Button
              key={account.role}
              size="lg"
              fullWidth
              disabled={entry.isPending}
              onClick={() => entry.mutate({ email: account.email, password: DEMO_PASSWORD })}
            >
              {t(`session.demo.${account.role}`)}
            </Button>
          ))}
        </div>
      ) : null}
    </form>
  );
}

function Head({ lead }: { lead: ReactNode }) {
  const { t } = useTranslation();
  const { shopName } = readDesk();
  return (
    <div>
      <h1 className={styles.title}>{shopName === '' ? t('common.appName') : shopName}</h1>
      <p className={styles.lead}>{lead}</p>
    </div>
  );
}

function FactorStep({ onBack, onDone }: { onBack: () => void; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  // Ends the half-open session, which is of no use to another user; the next sign-in also ends it.
  const other = useMutation({ mutationFn: signOut, onSettled: onBack });
  return (
    <div className={styles.form}>
      <Head lead={<b>{t('session.factor.title')}</b>} />
      <SecondFactorForm submit={t('session.submit')} onDone={onDone}>
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          disabled={other.isPending}
          onClick={() => other.mutate()}
        >
          {t('session.factor.other')}
        </Button>
      </SecondFactorForm>
    </div>
  );
}

interface SignInFormProps {
  email: string;
  notice: string | null;
  /** The password was accepted before, for example before a reload. */
  startsHalf: boolean;
  onDone: () => Promise<void>;
}

/**
 * E-mail and password, then the second factor if the account has one. The sandbox also offers three
 * demo accounts.
 */
export function SignInForm({ email, notice, startsHalf, onDone }: SignInFormProps) {
  const [half, setHalf] = useState(startsHalf);
  const turn = (next: boolean) => () => setHalf(next);
  return half ? (
    <FactorStep onBack={turn(false)} onDone={onDone} />
  ) : (
    <PasswordStep email={email} notice={notice} onSecondFactor={turn(true)} onDone={onDone} />
  );
}
