import type { ComponentPropsWithRef } from 'react';
import classes from './control.module.css';

/** Text of some lines; the person may make it taller. */
export function NoteInput(props: ComponentPropsWithRef<'textarea'>) {
  return <textarea {...props} className={`${classes.control ?? ''} ${classes.note ?? ''}`} />;
}
