import { IconChevronDown } from '@tabler/icons-react';
import type { ComponentPropsWithRef } from 'react';
import classes from './control.module.css';

/** One of a few; the browser's own list, which every phone and screen reader knows. */
export function SelectInput({ children, ...rest }: ComponentPropsWithRef<'select'>) {
  return (
    <span className={classes.select}>
      <select {...rest} className={classes.control}>
        {children}
      </select>
      <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
    </span>
  );
}
