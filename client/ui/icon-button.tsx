import clsx from 'clsx';
import type { ComponentPropsWithRef } from 'react';
import styles from './icon-button.module.css';

/** A button that shows only an icon; `label` is its accessible name. */
export function IconButton({
  label,
  touch = false,
  className,
  children,
  ...rest
}: ComponentPropsWithRef<'button'> & { label: string; touch?: boolean }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(styles.button, touch && styles.touch, className)}
      {...rest}
    >
      <span className={styles.icon} aria-hidden="true">
        {children}
      </span>
    </button>
  );
}
