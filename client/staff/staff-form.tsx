import { useRef, type ReactNode } from 'react';
import styles from './staff-form.module.css';

/**
 * The form of a dialog about a person. A press on something incomplete leads to the first field
 * that is wrong.
 * @param onSubmit sends, or answers `false` where something is wrong
 */
export function StaffForm({
  onSubmit,
  children,
}: {
  onSubmit: () => boolean;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (onSubmit()) return;
        // The faults are drawn first; then the first of them is where the person wants to be.
        requestAnimationFrame(() => {
          form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
        });
      }}
    >
      {children}
    </form>
  );
}
