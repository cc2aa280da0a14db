import { useId, type ReactNode } from 'react';
import styles from './option-list.module.css';

/** Checkboxes or radio buttons stacked in a small panel, each in its label. */
export function Options({
  label,
  role = 'group',
  children,
}: {
  label: string;
  role?: 'group' | 'radiogroup';
  children: ReactNode;
}) {
  return (
    <div className={styles.options} role={role} aria-label={label}>
      {children}
    </div>
  );
}

/** A few exclusive choices stacked in a small panel, as radio buttons. */
export function OptionList<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { value: T; word: string }[];
  value: T | null;
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <Options label={label} role="radiogroup">
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.word}
        </label>
      ))}
    </Options>
  );
}
