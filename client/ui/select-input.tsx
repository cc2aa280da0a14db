import { Input } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import classes from './control.module.css';
import { inputProps, type InputPropsOf } from './input-props.ts';

/** A native select, because phones and screen readers handle it best. */
export function SelectInput(props: InputPropsOf<'select'>) {
  return (
    <Input
      component="select"
      {...inputProps(props, classes.select)}
      rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}
    />
  );
}
