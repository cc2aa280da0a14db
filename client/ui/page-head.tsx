import { createContext, use, type ReactNode } from 'react';
import styles from './page-head.module.css';

/** What the frame puts into every page's head: its menu for phones, and the connection's state. */
export interface FrameSlots {
  phoneMenu: ReactNode;
  status: ReactNode;
}

export const FrameSlotsContext = createContext<FrameSlots>({ phoneMenu: null, status: null });

/** A page's title and, at its right, what concerns the whole page. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const { phoneMenu, status } = use(FrameSlotsContext);
  return (
    <div className={styles.head}>
      <h1>{title}</h1>
      {status}
      {children}
      <div className={styles.phone}>{phoneMenu}</div>
    </div>
  );
}
