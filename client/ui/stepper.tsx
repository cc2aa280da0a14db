import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import styles from './stepper.module.css';

interface StepperProps {
  label: string;
  less: string;
  more: string;
  /** What stands behind the number, such as `/ 3`. */
  of: string;
  value: number;
  max: number;
  onChange: (value: number) => void;
}

/** A small number from 0 to `max`: typed, by the arrow keys, or by a button on either side. */
export function Stepper({ label, less, more, of, value, max, onChange }: StepperProps) {
  const set = (next: number) => onChange(Math.max(0, Math.min(max, next)));
  const press = (event: KeyboardEvent) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(value + step);
  };
  // The arrow keys do the same, so the buttons are left out of the tab order.
  const button = { type: 'button', tabIndex: -1, className: styles.button } as const;
  return (
    <span className={styles.stepper}>
      <button {...button} aria-label={less} disabled={value === 0} onClick={() => set(value - 1)}>
        <IconMinus size={16} stroke={1.75} aria-hidden="true" />
      </button>
      <label className={styles.number}>
        <input
          role="spinbutton"
          inputMode="numeric"
          autoComplete="off"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={value}
          style={{ width: `${String(String(max).length)}ch` }}
          value={String(value)}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => set(Number(event.currentTarget.value.replaceAll(/\D/g, '')))}
          onKeyDown={press}
        />
        <span aria-hidden="true">{of}</span>
      </label>
      <button {...button} aria-label={more} disabled={value >= max} onClick={() => set(value + 1)}>
        <IconPlus size={16} stroke={1.75} aria-hidden="true" />
      </button>
    </span>
  );
}
