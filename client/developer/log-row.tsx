import type { ReactNode } from 'react';
import { UnfoldingRow } from '../parts/log/unfolding-row.tsx';
import styles from './log-row.module.css';

/** A call or a callback: when, its outcome and what it was; the details unfold. */
export function LogRow({
  at,
  mark,
  took,
  openLabel,
  detail,
  links,
  children,
}: {
  at: string;
  mark: ReactNode;
  took: string | null;
  openLabel: string;
  detail: () => ReactNode;
  /** Links to its payment and operation; `null` if they are not known. */
  links: ReactNode;
  children: ReactNode;
}) {
  return (
    <UnfoldingRow className={styles.row} at={at} openLabel={openLabel} detail={detail}>
      <span className={styles.mark}>{mark}</span>
      <div className={styles.what}>{children}</div>
      {links === null ? null : <p className={styles.links}>{links}</p>}
      <span className={`num ${styles.took ?? ''}`}>{took}</span>
    </UnfoldingRow>
  );
}
