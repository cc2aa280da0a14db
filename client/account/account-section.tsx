import { useId, type ReactNode } from 'react';
import styles from './account.module.css';

/** A section of the page: its name on the left, its content on the right. */
export function AccountSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={styles.body}>{children}</div>
    </section>
  );
}
