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
  /** What the desk said, and about which password. */
  refusal: PasswordRefusal | null;
  /** Somebody has pressed the button, or Enter. */
  tried: boolean;
  ref?: Ref<HTMLInputElement>;
}

/** What is wrong as far as this screen can tell: the rest only the desk knows. */
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

/** A new password with its rules beneath, which are ticked off while it is typed. */
export function NewPasswordField(props: NewPasswordFieldProps) {
  const { label, value, onChange, refusal, tried, ref } = props;
  const { t } = useTranslation();
  const rules = useId();
  // Too short is told at once by the count; as a fault only to somebody who thinks they are done.
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
  // Nobody is told off for what they are still typing.
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
