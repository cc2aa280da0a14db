import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** Nothing to show: why, and what can be done about it (`children` are the buttons). */
export function EmptyState({
  title,
  body,
  children,
}: {
  title: string;
  body?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{title}</p>
      {body === undefined ? null : <p className={styles.body}>{body}</p>}
      {children === undefined ? null : <div className={styles.row}>{children}</div>}
    </div>
  );
}
