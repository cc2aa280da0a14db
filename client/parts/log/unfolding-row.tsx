import { IconChevronDown } from '@tabler/icons-react';
import clsx from 'clsx';
import { useId, useRef, useState, type ReactNode } from 'react';
import { formatClockSeconds, formatMoment } from '../../format.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import styles from '../../parts/log/unfolding-row.module.css';

/** A log entry that expands to show its details. `className` sets its columns. */
export function UnfoldingRow({
  className = '',
  at,
  openLabel,
  detail,
  children,
}: {
  className: string | undefined;
  at: string;
  openLabel: string;
  detail: () => ReactNode;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const detailId = useId();
  const unfolded = useRef<HTMLDivElement>(null);
  return (
    <li
      className={clsx(styles.row, className)}
      onClick={({ target }) => {
        // The whole row is a target for the mouse; keyboard and screen readers use the button.
        if (!(target instanceof Element)) return;
        const pressed = target.closest('a, button') !== null;
        const reading = unfolded.current?.contains(target) === true;
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!pressed && !reading && !selecting) setOpened(!opened);
      }}
    >
      <time className={styles.time} dateTime={at} title={formatMoment(at)}>
        {formatClockSeconds(at)}
      </time>
      {children}
      <IconButton
        label={openLabel}
        className={styles.toggle}
        aria-expanded={opened}
        aria-controls={opened ? detailId : undefined}
        onClick={() => setOpened(!opened)}
      >
        <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
      {opened ? (
        <div ref={unfolded} id={detailId} className={styles.detail}>
          {detail()}
        </div>
      ) : null}
    </li>
  );
}
