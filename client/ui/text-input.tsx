import type { ComponentPropsWithRef } from 'react';
import classes from './control.module.css';

/** One line of text; `large` is as high as a thumb needs. */
export function TextInput({
  large = false,
  className,
  ...rest
}: ComponentPropsWithRef<'input'> & { large?: boolean }) {
  const all = [classes.control, large ? classes.large : '', className ?? ''].join(' ').trim();
  return <input type="text" {...rest} className={all} />;
}
