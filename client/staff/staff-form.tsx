import { useRef, type ReactNode } from 'react';
import styles from './staff-form.module.css';

/**
 * The form of a dialog about a person. Submitting with faults moves the focus to the first of them.
 * @param onSubmit sends; returns `false` if there are faults
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
        // In the next frame, when the faults have been rendered.
        requestAnimationFrame(() => {
          form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
        });
      }}
    >
      {children}
    </form>
  );
}
