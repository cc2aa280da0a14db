import { createContext, use, type ReactNode } from 'react';
import styles from './page-head.module.css';

/** What the frame adds to every page's head: the phone menu. */
export interface FrameSlots {
  phoneMenu: ReactNode;
}

export const FrameSlotsContext = createContext<FrameSlots>({ phoneMenu: null });

/** A page's title and, on the right, what concerns the whole page. */
export function PageHead({ title, children }: { title: string; children?: ReactNode }) {
  const { phoneMenu } = use(FrameSlotsContext);
  return (
    <div className={styles.head}>
      <h1>{title}</h1>
      {children}
      <div className={styles.phone}>{phoneMenu}</div>
    </div>
  );
}
