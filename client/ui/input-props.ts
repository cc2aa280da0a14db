import type { InputProps } from '@mantine/core';
import clsx from 'clsx';
import type { ComponentPropsWithRef } from 'react';
import classes from './control.module.css';

/** Props of Mantine's Input together with those of the native control. */
export type InputPropsOf<T extends 'input' | 'select' | 'textarea'> = InputProps &
  Omit<ComponentPropsWithRef<T>, keyof InputProps>;

/**
 * Gives Mantine's Input our look, and passes on `aria-describedby` and `aria-invalid`: Mantine
 * takes them only from its own wrapper, and ours is `Field`.
 */
export function inputProps<P extends InputPropsOf<'input' | 'select' | 'textarea'>>(
  { 'aria-describedby': describedBy, 'aria-invalid': invalid, ...rest }: P,
  look?: string,
) {
  return {
    ...rest,
    unstyled: true,
    classNames: { ...classes, input: clsx(classes.control, look) },
    attributes: { input: { 'aria-describedby': describedBy, 'aria-invalid': invalid } },
  };
}
