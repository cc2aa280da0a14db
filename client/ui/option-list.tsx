import { useId, type ReactNode } from 'react';
import styles from './option-list.module.css';

/** Boxes or radio buttons, each in its label, under each other inside of a small panel. */
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

/** A few exclusive choices under each other, inside of a small panel: radio buttons. */
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
