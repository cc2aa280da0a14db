import { useEffect, useRef, type MouseEvent } from 'react';
import check from '../ui/check.module.css';
import styles from './pick-box.module.css';

/**
 * The box by which a row is picked, or with `some` the one above them all. Its whole cell takes the
 * press.
 */
export function PickBox({
  label,
  picked,
  some = false,
  onPress,
}: {
  label: string;
  picked: boolean;
  some?: boolean;
  onPress: (event: MouseEvent) => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = some;
  }, [some]);
  return (
    // Shift and a click would select the words between them.
    <label className={styles.cell} data-pick="" onMouseDown={keepWords}>
      <input
        ref={box}
        type="checkbox"
        className={check.check}
        aria-label={label}
        checked={picked}
        // A click tells whether Shift was held, and so does the space bar.
        onClick={onPress}
        onChange={() => undefined}
      />
    </label>
  );
}

function keepWords(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault();
}
