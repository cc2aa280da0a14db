import type { InputProps } from '@mantine/core';
import clsx from 'clsx';
import type { ComponentPropsWithRef } from 'react';
import classes from './control.module.css';

/** What Mantine's Input takes around a native control, and what the control takes itself. */
export type InputPropsOf<T extends 'input' | 'select' | 'textarea'> = InputProps &
  Omit<ComponentPropsWithRef<T>, keyof InputProps>;

/**
 * Gives Mantine's Input our look. By itself it takes the ids of help and error, and whether there
 * is one, from Mantine's own wrapper only; ours is `Field`.
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
