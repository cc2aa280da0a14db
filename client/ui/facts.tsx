import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** A description list: terms on the left, values on the right. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

/** One row of `Facts`; `quiet` mutes an unimportant value. */
export function Fact({
  term,
  quiet = false,
  children,
}: {
  term: string;
  quiet?: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <dt className={styles.term}>{term}</dt>
      <dd className={quiet ? styles.quiet : undefined}>{children}</dd>
    </>
  );
}
