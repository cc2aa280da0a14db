import { CopyButton } from '../../ui/copy-button.tsx';
import styles from './log-list.module.css';

/** An id in full, to be compared or copied. */
export function WholeId({ text }: { text: string }) {
  return (
    <>
      <span className={`mono ${styles.id ?? ''}`}>{text}</span> <CopyButton text={text} />
    </>
  );
}
