import { Input } from '@mantine/core';
import classes from './control.module.css';
import { inputProps, type InputPropsOf } from './input-props.ts';

/** A multi-line input that the user can make taller. */
export function NoteInput(props: InputPropsOf<'textarea'>) {
  return <Input component="textarea" {...inputProps(props, classes.note)} />;
}
