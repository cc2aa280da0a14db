import { useId } from 'react';
import classes from './segments.module.css';

interface SegmentsProps<T extends string> {
  label: string;
  /** The id of words that say more about it. */
  describedBy?: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** A few exclusive choices side by side: radio buttons, so arrow keys move between them. */
export function Segments<T extends string>({
  label,
  describedBy,
  value,
  options,
  onChange,
}: SegmentsProps<T>) {
  const name = useId();
  return (
    <div
      className={classes.segments}
      role="radiogroup"
      aria-label={label}
      aria-describedby={describedBy}
    >
      {options.map((option) => (
        <label key={option.value} className={classes.segment}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
