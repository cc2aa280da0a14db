import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { choosePassword, type PasswordLink } from '../auth-api.ts';
import { CredentialProblem } from '../parts/credential-problem.tsx';
import { useForm } from '../ui/use-form.ts';
import styles from './account.module.css';
import { lengthFault, NewPasswordField } from './new-password-field.tsx';
import { passwordRefusal } from './password-refusal.ts';

interface ChoosePasswordProps {
  token: string;
  link: PasswordLink;
  shopName: string;
  /** Until it has ended, the button shows that something goes on. */
  onDone: (password: string) => Promise<void>;
}

/** Chooses a password by an invitation or reset link. */
export function ChoosePassword({ token, link, shopName, onDone }: ChoosePasswordProps) {
  const { t } = useTranslation();
  const { kind, name, email } = link;
  const [password, setPassword] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const choice = useMutation({
    mutationFn: (chosen: string) => choosePassword(token, chosen),
    onSuccess: (_answer, chosen) => onDone(chosen),
  });
  const { error } = choice;
  const refusal = passwordRefusal(error, '/password', choice.variables ?? '');
  useEffect(() => {
    input.current?.focus();
  }, [error]);
  const { form, tried } = useForm(() => {
    if (lengthFault(password) !== null) return false;
    if (!choice.isPending) choice.mutate(password);
    return true;
  });
  return (
    <form {...form} className={styles.form}>
      <div>
        <h1>{t(`account.welcome.${kind}`, { name })}</h1>
        <p className={styles.lead}>
          {t(
            kind === 'invitation' ? 'account.welcome.invitationLead' : 'account.welcome.resetLead',
            {
              shopName: shopName === '' ? t('common.appName') : shopName,
            },
          )}
        </p>
      </div>
      {refusal === null ? <CredentialProblem error={error} /> : null}
      <div>
        <p className={styles.label}>{t('account.me.email')}</p>
        <p>{email}</p>
      </div>
      <input type="text" hidden readOnly autoComplete="username" name="email" value={email} />
      <NewPasswordField
        label={t('account.welcome.password')}
        value={password}
        onChange={setPassword}
        refusal={refusal}
        tried={tried}
        ref={input}
      />
      <Button type="submit" variant="filled" size="lg" fullWidth loading={choice.isPending}>
        {t('account.welcome.submit')}
      </Button>
    </form>
  );
}
