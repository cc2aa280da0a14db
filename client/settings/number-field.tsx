import type { ReactNode } from 'react';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/text-input.tsx';
import styles from './number-field.module.css';

/** More digits than any limit has; few enough for an exact number. */
const DIGITS_MAX = 9;

/** A whole number with its unit, such as hours; an empty field is `null`. */
export function NumberField({
  label,
  unit,
  value,
  help,
  error,
  onChange,
}: {
  label: string;
  unit: string;
  value: number | null;
  help?: ReactNode;
  error?: ReactNode;
  onChange: (value: number | null) => void;
}) {
  return (
    <Field label={label} help={help} error={error}>
      {(control) => (
        <span className={styles.number}>
          <TextInput
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={value === null ? '' : String(value)}
            onChange={(event) => {
              const digits = event.currentTarget.value.normalize('NFKC').replace(/\D/g, '');
              onChange(digits === '' ? null : Number(digits.slice(0, DIGITS_MAX)));
            }}
          />
          <span aria-hidden="true">{unit}</span>
        </span>
      )}
    </Field>
  );
}
