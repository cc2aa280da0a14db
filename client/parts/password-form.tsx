import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../problem-error.ts';
import { Field } from '../ui/field.tsx';
import { PasswordInput } from '../ui/password-input.tsx';
import { CredentialProblem } from './credential-problem.tsx';

interface PasswordFormProps {
  /** Whose password it is. */
  email: string;
  help: ReactNode;
  /** Why the last one was refused. */
  error: Error | null;
  busy: boolean;
  onPassword: (password: string) => void;
  className: string | undefined;
  /** Takes the focus as soon as it is there; a dialog gives it by itself. */
  focused?: boolean;
  /** What stands above the field. */
  head?: ReactNode;
  /** The buttons, one of which submits. */
  children: ReactNode;
}

/** Asks the person who is known already for the password once more. */
export function PasswordForm(props: PasswordFormProps) {
  const { email, help, error, busy, onPassword, className, focused = false } = props;
  const { t } = useTranslation();
  const [missing, setMissing] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error !== null) password.current?.select();
    else if (focused) password.current?.focus();
  }, [error, focused]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = password.current?.value ?? '';
    setMissing(typed === '');
    if (typed === '') password.current?.focus();
    else if (!busy) onPassword(typed);
  };
  const wrong = isProblem(error, 'wrong-credentials');
  return (
    <form className={className} onSubmit={submit} noValidate>
      {props.head}
      <CredentialProblem error={error} told="wrong-credentials" />
      {/* For password managers, which keep a password with its owner. */}
      <input type="text" hidden readOnly autoComplete="username" name="email" value={email} />
      <Field
        label={t('session.password')}
        help={help}
        error={
          missing ? t('session.passwordMissing') : wrong ? t('session.wrongPassword') : undefined
        }
      >
        {(control) => (
          <PasswordInput
            {...control}
            ref={password}
            name="password"
            autoComplete="current-password"
            data-autofocus=""
          />
        )}
      </Field>
      {props.children}
    </form>
  );
}
