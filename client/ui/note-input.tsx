import { Input } from '@mantine/core';
import classes from './control.module.css';
import { inputProps, type InputPropsOf } from './input-props.ts';

/** Text of some lines; the person may make it taller. */
export function NoteInput(props: InputPropsOf<'textarea'>) {
  return <Input component="textarea" {...inputProps(props, classes.note)} />;
}
