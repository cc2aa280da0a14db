import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../auth-api.ts';
import { isProblem } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Field } from '../ui/field.tsx';
import { PasswordInput } from '../ui/password-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { CredentialProblem } from '../parts/credential-problem.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import styles from './account.module.css';
import { lengthFault, NewPasswordField } from './new-password-field.tsx';
import { passwordRefusal } from './password-refusal.ts';

interface ChangePasswordProps {
  email: string;
  /** Help with the current password, if there is any. */
  hint: ReactNode;
}

/** A button that opens the form; afterwards a message with the result. */
export function ChangePassword(props: ChangePasswordProps) {
  const { t } = useTranslation();
  const [standing, setStanding] = useState<'closed' | 'opened' | 'done'>('closed');
  if (standing === 'opened') {
    return (
      <ChangeForm
        {...props}
        onClose={() => setStanding('closed')}
        onDone={() => {
          setStanding('done');
          announce(t('account.password.done'));
        }}
      />
    );
  }
  return (
    <>
      {standing === 'done' ? (
        <p className={styles.done}>{t('account.password.done')}</p>
      ) : (
        <p className={styles.lead}>{t('account.password.lead')}</p>
      )}
      <div className={styles.acts}>
        <Button onClick={() => setStanding('opened')}>{t('account.password.open')}</Button>
      </div>
    </>
  );
}

interface ChangeFormProps extends ChangePasswordProps {
  onClose: () => void;
  onDone: () => void;
}

function ChangeForm({ email, hint, onClose, onDone }: ChangeFormProps) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const currentInput = useRef<HTMLInputElement>(null);
  const nextInput = useRef<HTMLInputElement>(null);
  const change = useMutation({
    mutationFn: (chosen: string) => changePassword(current, chosen),
    onSuccess: onDone,
  });
  useUnsavedWork(current !== '' || next !== '');
  const { error } = change;
  const refusal = passwordRefusal(error, '/next', change.variables ?? '');
  const wrong = isProblem(error, 'wrong-credentials');
  useEffect(() => {
    if (error === null) return;
    if (isProblem(error, 'invalid-request')) nextInput.current?.focus();
    else currentInput.current?.select();
  }, [error]);
  useEffect(() => {
    currentInput.current?.focus();
  }, []);
  const { form, tried } = useForm(() => {
    if (current === '' || lengthFault(next) !== null) return false;
    if (!change.isPending) change.mutate(next);
    return true;
  });
  return (
    <form {...form} className={styles.form}>
      {refusal === null ? <CredentialProblem error={error} told="wrong-credentials" /> : null}
      <input type="text" hidden readOnly autoComplete="username" name="email" value={email} />
      <Field
        label={t('account.password.current')}
        help={hint}
        error={
          tried && current === ''
            ? t('session.passwordMissing')
            : wrong
              ? t('session.wrongPassword')
              : undefined
        }
      >
        {(control) => (
          <PasswordInput
            {...control}
            ref={currentInput}
            name="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
        )}
      </Field>
      <NewPasswordField
        label={t('account.password.next')}
        value={next}
        onChange={setNext}
        refusal={refusal}
        tried={tried}
        ref={nextInput}
      />
      <div className={styles.acts}>
        <Button type="submit" variant="filled" loading={change.isPending}>
          {t('account.password.submit')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
