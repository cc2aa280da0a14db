import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, signIn } from '../api-client.ts';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { readDesk } from './desk.ts';
import { PasswordInput } from './password-input.tsx';
import styles from './sign-in-form.module.css';

/** The demo accounts of the sandbox; a real desk has none of them. */
const demoPassword = 'demo-shop-123456';
const demoAccounts = [
  { role: 'operator', email: 'operator@demo.shop' },
  { role: 'manager', email: 'manager@demo.shop' },
  { role: 'viewer', email: 'viewer@demo.shop' },
] as const;

interface Credentials {
  email: string;
  password: string;
}

function Refusal({ error }: { error: Error }) {
  const { t } = useTranslation();
  const code = error instanceof ProblemError ? error.problem.code : null;
  if (code !== 'wrong-credentials' && code !== 'too-many-requests') {
    return <ProblemNotice error={error} money={false} />;
  }
  return (
    <Notice tone="bad">
      <p>{t(code === 'wrong-credentials' ? 'session.wrong' : 'session.tooMany')}</p>
    </Notice>
  );
}

/** E-mail and password; on the sandbox also three ways to look around. */
export function SignInForm({ ended, onDone }: { ended: boolean; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const desk = readDesk();
  const [missing, setMissing] = useState<Partial<Record<keyof Credentials, boolean>>>({});
  const email = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const entry = useMutation({
    mutationFn: (given: Credentials) => signIn(given.email, given.password),
    onSuccess: onDone,
  });
  const refused = entry.isError;
  useEffect(() => {
    if (refused) password.current?.select();
  }, [refused]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = {
      email: email.current?.value.trim() ?? '',
      password: password.current?.value ?? '',
    };
    setMissing({ email: given.email === '', password: given.password === '' });
    if (given.email === '') email.current?.focus();
    else if (given.password === '') password.current?.focus();
    else entry.mutate(given);
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div>
        <h1 className={styles.title}>
          {desk.shopName === '' ? t('common.appName') : desk.shopName}
        </h1>
        <p className={styles.lead}>{t('session.lead')}</p>
      </div>
      {ended && !refused ? (
        <Notice>
          <p>{t('session.ended')}</p>
        </Notice>
      ) : null}
      {refused ? <Refusal error={entry.error} /> : null}
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
            autoFocus
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
          />
        )}
      </Field>
      <Button type="submit" variant="filled" size="lg" fullWidth loading={entry.isPending}>
        {t('session.submit')}
      </Button>
      {desk.sandbox ? (
        <div className={styles.demo}>
          <p>{t('session.demo.label')}</p>
          {demoAccounts.map((account) => (
            <Button
              key={account.role}
              size="lg"
              fullWidth
              disabled={entry.isPending}
              onClick={() => {
                entry.mutate({ email: account.email, password: demoPassword });
              }}
            >
              {t(`session.demo.${account.role}`)}
            </Button>
          ))}
        </div>
      ) : null}
    </form>
  );
}
