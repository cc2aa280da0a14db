import { useEffect, useRef, type MouseEvent } from 'react';
import check from '../ui/check.module.css';
import styles from './pick-box.module.css';

/** The checkbox that picks a row or, with `some`, all rows. Its whole cell is the target. */
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
    // A Shift click would select the text between the boxes.
    <label className={styles.cell} data-pick="" onMouseDown={keepWords}>
      <input
        ref={box}
        type="checkbox"
        className={check.check}
        aria-label={label}
        checked={picked}
        // Click events tell whether Shift was held, also those of the space bar.
        onClick={onPress}
        onChange={() => undefined}
      />
    </label>
  );
}

function keepWords(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault();
}
