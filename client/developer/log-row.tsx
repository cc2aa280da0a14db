import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import { formatClockSeconds, formatMoment } from '../format.ts';
import { IconButton } from '../ui/icon-button.tsx';
import styles from './log-row.module.css';

/** A call or a callback: when, what became of it, what it was; everything it held unfolds. */
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
  /** Whose it was; `null` where nobody knows. */
  links: ReactNode;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const detailId = useId();
  return (
    <li
      className={styles.row}
      onClick={(event) => {
        // The whole row is a bigger target for the mouse; the button is everybody's.
        const { target } = event;
        const pressed =
          target instanceof Element && target.closest('a, button, dl, section') !== null;
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!pressed && !selecting) setOpened(!opened);
      }}
    >
      <time className={styles.time} dateTime={at} title={formatMoment(at)}>
        {formatClockSeconds(at)}
      </time>
      <span className={styles.mark}>{mark}</span>
      <div className={styles.what}>{children}</div>
      {links === null ? null : <p className={styles.links}>{links}</p>}
      <span className={`num ${styles.took ?? ''}`}>{took}</span>
      <IconButton
        label={openLabel}
        className={styles.toggle}
        aria-expanded={opened}
        aria-controls={opened ? detailId : undefined}
        onClick={() => {
          setOpened(!opened);
        }}
      >
        <IconChevronDown size={16} stroke={1.75} aria-hidden="true" />
      </IconButton>
      {opened ? (
        <div id={detailId} className={styles.detail}>
          {detail()}
        </div>
      ) : null}
    </li>
  );
}
