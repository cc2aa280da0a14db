import { SegmentedControl } from '@mantine/core';
import classes from './segments.module.css';

interface SegmentsProps<T extends string> {
  label: string;
  /** The id of a longer description. */
  describedBy?: string;
  /** Fills its container, with choices of equal width. */
  fill?: boolean;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/**
 * A few exclusive choices side by side. They are radio buttons, so arrow keys move between them.
 */
export function Segments<T extends string>(props: SegmentsProps<T>) {
  const { label, describedBy, fill = false, value, options, onChange } = props;
  return (
    <SegmentedControl
      unstyled
      classNames={classes}
      aria-label={label}
      aria-describedby={describedBy}
      fullWidth={fill}
      value={value}
      data={[...options]}
      onChange={onChange}
    />
  );
}
