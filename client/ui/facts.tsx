import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** What is known about a thing: terms on the left, values on the right. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

/** One line of `Facts`; `quiet` for a value that says little. */
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
