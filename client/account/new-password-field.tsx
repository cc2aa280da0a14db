import { IconCheck, IconPoint, IconX } from '@tabler/icons-react';
import { useId, useState, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import {
  PASSWORD_MAX,
  PASSWORD_MIN,
  passwordLength,
  type PasswordFault,
} from '../../shared/password.ts';
import { Field } from '../ui/field.tsx';
import { PasswordInput } from '../ui/password-input.tsx';
import styles from './new-password-field.module.css';
import type { PasswordRefusal } from './password-refusal.ts';

type Standing = 'open' | 'met' | 'broken';

interface NewPasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The server's refusal, with the password that it refused. */
  refusal: PasswordRefusal | null;
  /** The person has tried to submit. */
  tried: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** A fault of the length. All other rules are checked by the server. */
export function lengthFault(password: string): PasswordFault | null {
  if (password.length > PASSWORD_MAX) return 'too-long';
  return passwordLength(password) < PASSWORD_MIN ? 'too-short' : null;
}

function Rule({ standing, words }: { standing: Standing; words: string }) {
  const { t } = useTranslation();
  const Icon = standing === 'met' ? IconCheck : standing === 'broken' ? IconX : IconPoint;
  return (
    <li data-standing={standing}>
      <Icon size={16} stroke={2} aria-hidden="true" />
      <span>
        {words}
        {standing === 'met' ? <span className="vh"> {t('account.password.met')}</span> : null}
        {standing === 'broken' ? <span className="vh"> {t('account.password.unmet')}</span> : null}
      </span>
    </li>
  );
}

/** A field for a new password, with rules beneath that are ticked off during typing. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const { label, value, onChange, refusal, tried, ref } = props;
  const { t } = useTranslation();
  const rules = useId();
  // "Too short" is a fault only after leaving the field or submitting, not during typing.
  const [left, setLeft] = useState(false);
  const fault = refusal !== null && refusal.password === value ? refusal.fault : lengthFault(value);
  const limits = { min: PASSWORD_MIN, max: PASSWORD_MAX };
  const about = (own: PasswordFault): Standing => (fault === own ? 'broken' : 'open');
  const told =
    value === ''
      ? tried
        ? t('account.password.nextMissing')
        : undefined
      : fault !== null && (left || tried || fault !== 'too-short')
        ? t(`account.password.faults.${fault}`, limits)
        : undefined;
  // A rule is not marked as broken while the person is still typing.
  const unmet: Standing = told === undefined ? 'open' : 'broken';
  return (
    <div className={styles.field}>
      <Field
        label={label}
        error={told}
        {...(value === ''
          ? {}
          : { count: t('account.password.typed', { count: passwordLength(value) }) })}
      >
        {(control) => (
          <PasswordInput
            {...control}
            ref={ref}
            aria-describedby={[control['aria-describedby'], rules].filter(Boolean).join(' ')}
            name="new-password"
            autoComplete="new-password"
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={() => setLeft(value !== '')}
          />
        )}
      </Field>
      <ul id={rules} className={styles.rules} aria-label={t('account.password.rules')}>
        <Rule
          standing={value === '' ? 'open' : lengthFault(value) === null ? 'met' : unmet}
          words={t('account.password.rule.length', limits)}
        />
        <Rule standing={about('common')} words={t('account.password.rule.common')} />
        <Rule standing={about('like-name')} words={t('account.password.rule.own')} />
      </ul>
      <p className={styles.advice}>{t('account.password.advice')}</p>
    </div>
  );
}
