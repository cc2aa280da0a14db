import { Input } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import classes from './control.module.css';
import { inputProps, type InputPropsOf } from './input-props.ts';

/** One of a few; the browser's own list, which every phone and screen reader knows. */
export function SelectInput(props: InputPropsOf<'select'>) {
  return (
    <Input
      component="select"
      {...inputProps(props, classes.select)}
      rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden="true" />}
    />
  );
}
