import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

/** Says why there is nothing to show and what to do about it (`children` are the buttons). */
export function EmptyState({
  title,
  wholePage = false,
  body,
  children,
}: {
  title: string;
  /** It is the whole page, and its title is the page's heading. */
  wholePage?: boolean;
  body?: ReactNode;
  children?: ReactNode;
}) {
  const Title = wholePage ? 'h1' : 'p';
  return (
    <div className={styles.empty}>
      <Title className={styles.title}>{title}</Title>
      {body === undefined ? null : <p className={styles.body}>{body}</p>}
      {children === undefined ? null : <div className={styles.row}>{children}</div>}
    </div>
  );
}
