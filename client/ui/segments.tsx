import { SegmentedControl } from '@mantine/core';
import classes from './segments.module.css';

interface SegmentsProps<T extends string> {
  label: string;
  /** The id of words that say more about it. */
  describedBy?: string;
  /** As wide as its container, each choice as wide as the others. */
  fill?: boolean;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** A few exclusive choices side by side: radio buttons, so arrow keys move between them. */
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
