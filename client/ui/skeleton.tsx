/* Not Mantine's Skeleton: it is the same element with a class. */
import styles from './skeleton.module.css';

/** A placeholder for text that is still loading; hidden from screen readers. */
export function Skeleton({ width = '80%', chip = false }: { width?: string; chip?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={chip ? `${styles.bar} ${styles.chip}` : styles.bar}
      style={chip ? undefined : { width }}
    />
  );
}
