import { useTranslation } from 'react-i18next';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { WonInput } from '../ui/won-input.tsx';
import styles from './limit-field.module.css';
import { LIMIT_MAX_WON, type LimitDraft } from './settings-draft.ts';

interface LimitFieldProps {
  /** What ticking it means. */
  label: string;
  /** The name of the amount. */
  wonLabel: string;
  value: LimitDraft;
  help?: string | undefined;
  error: string | undefined;
  onChange: (value: LimitDraft) => void;
}

/** A rule that is on from some amount on, or off. */
export function LimitField({ label, wonLabel, value, help, error, onChange }: LimitFieldProps) {
  return (
    <div className={styles.limit}>
      <Check
        type="checkbox"
        label={label}
        checked={value.on}
        onChange={(on) => {
          onChange({ ...value, on });
        }}
      />
      {value.on ? (
        <div className={styles.won}>
          <Field label={wonLabel} help={help} error={error}>
            {(control) => (
              <WonInput
                {...control}
                maxWon={LIMIT_MAX_WON}
                value={value.won}
                onChange={(won) => {
                  onChange({ ...value, won });
                }}
              />
            )}
          </Field>
        </div>
      ) : null}
    </div>
  );
}

/** A day's ceiling of somebody: beside the tick either the amount or that there is none. */
export function CeilingField(props: Omit<LimitFieldProps, 'wonLabel'>) {
  const { t } = useTranslation();
  const { label, value, help, error, onChange } = props;
  return (
    <div className={styles.ceiling}>
      <Check
        type="checkbox"
        label={label}
        checked={value.on}
        onChange={(on) => {
          onChange({ ...value, on });
        }}
      />
      {value.on ? (
        <Field
          label={t('settings.fields.limitWon', { who: label })}
          labelHidden
          help={help}
          error={error}
        >
          {(control) => (
            <WonInput
              {...control}
              maxWon={LIMIT_MAX_WON}
              value={value.won}
              onChange={(won) => {
                onChange({ ...value, won });
              }}
            />
          )}
        </Field>
      ) : (
        <span className={styles.none}>{t('settings.noLimit')}</span>
      )}
    </div>
  );
}
