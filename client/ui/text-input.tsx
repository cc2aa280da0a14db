import { Input } from '@mantine/core';
import classes from './control.module.css';
import { inputProps, type InputPropsOf } from './input-props.ts';

export type TextInputProps = InputPropsOf<'input'> & {
  /** Tall enough for touch. */
  large?: boolean;
};

export function TextInput({ large = false, ...rest }: TextInputProps) {
  return <Input type="text" {...inputProps(rest, large ? classes.large : undefined)} />;
}
