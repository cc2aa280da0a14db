import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../problem-error.ts';
import { Field } from '../ui/field.tsx';
import { PasswordInput } from '../ui/password-input.tsx';
import { CredentialProblem } from './credential-problem.tsx';

interface PasswordFormProps {
  /** The account that the password belongs to. */
  email: string;
  help: ReactNode;
  /** Why the last password was refused. */
  error: Error | null;
  busy: boolean;
  onPassword: (password: string) => void;
  className: string | undefined;
  /** Takes the focus on mount; not needed in a dialog, which sets the focus itself. */
  focused?: boolean;
  /** Content above the field. */
  head?: ReactNode;
  /** The buttons; one of them submits. */
  children: ReactNode;
}

/** Asks a known user for the password again. */
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
      {/* Password managers need the user name to find the password. */}
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
