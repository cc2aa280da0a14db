import type { ReactNode } from 'react';
import { ModeBar } from '../parts/mode-bar.tsx';
import { Mark } from '../ui/mark.tsx';
import { readDesk } from './desk.ts';
import styles from './bare-page.module.css';

/** A page without navigation: the mode and one task. */
export function BarePage({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  const { shopName, mode } = readDesk();
  return (
    <div className={styles.page}>
      <header>
        <ModeBar mode={mode} shopName={shopName} />
      </header>
      <main className={styles.main}>
        <div className={wide ? styles.wide : styles.narrow}>
          <Mark className={styles.mark} />
          {children}
        </div>
      </main>
    </div>
  );
}
