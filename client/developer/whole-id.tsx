import { CopyButton } from '../ui/copy-button.tsx';
import styles from './log-row.module.css';

/** A number in full, to be compared or taken elsewhere. */
export function WholeId({ text }: { text: string }) {
  return (
    <>
      <span className={`mono ${styles.id ?? ''}`}>{text}</span> <CopyButton text={text} />
    </>
  );
}
