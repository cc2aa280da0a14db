import { useTranslation } from 'react-i18next';
import { LIMIT_MAX_WON } from '../../shared/limits.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { WonInput } from '../ui/won-input.tsx';
import styles from './limit-field.module.css';
import type { LimitDraft } from './settings-draft.ts';

interface LimitFieldProps {
  /** Label of the checkbox. */
  label: string;
  /** Label of the amount. */
  wonLabel: string;
  value: LimitDraft;
  help?: string | undefined;
  error: string | undefined;
  onChange: (value: LimitDraft) => void;
}

type Limit = Pick<LimitFieldProps, 'value' | 'onChange'>;

function LimitCheck({ label, value, onChange }: Limit & Pick<LimitFieldProps, 'label'>) {
  return (
    <Check
      type="checkbox"
      label={label}
      checked={value.on}
      onChange={(on) => onChange({ ...value, on })}
    />
  );
}

interface LimitWonProps extends Limit, Pick<LimitFieldProps, 'help' | 'error'> {
  label: string;
  labelHidden?: boolean;
}

function LimitWon({ value, onChange, ...field }: LimitWonProps) {
  return (
    <Field {...field}>
      {(control) => (
        <WonInput
          {...control}
          maxWon={LIMIT_MAX_WON}
          value={value.won}
          onChange={(won) => onChange({ ...value, won })}
        />
      )}
    </Field>
  );
}

/** A limit in won that can be switched off. */
export function LimitField({ label, wonLabel, value, help, error, onChange }: LimitFieldProps) {
  const limit = { value, onChange };
  return (
    <div className={styles.limit}>
      <LimitCheck label={label} {...limit} />
      {value.on ? (
        <div className={styles.won}>
          <LimitWon label={wonLabel} help={help} error={error} {...limit} />
        </div>
      ) : null}
    </div>
  );
}

/** A person's or role's day limit: beside the checkbox an amount, or that there is no limit. */
export function DayCeilingField(props: Omit<LimitFieldProps, 'wonLabel'>) {
  const { t } = useTranslation();
  const { label, value, help, error, onChange } = props;
  const limit = { value, onChange };
  const wonLabel = t('settings.fields.limitWon', { who: label });
  return (
    <div className={styles.ceiling}>
      <LimitCheck label={label} {...limit} />
      {value.on ? (
        <LimitWon label={wonLabel} labelHidden help={help} error={error} {...limit} />
      ) : (
        <span className={styles.none}>{t('settings.noLimit')}</span>
      )}
    </div>
  );
}
