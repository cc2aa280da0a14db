/* Not Mantine's Alert: it always has a role, and its title repeats as its name. */
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

export type NoticeTone = 'plain' | 'warn' | 'bad';

const icons = { plain: IconInfoCircle, warn: IconAlertTriangle, bad: IconAlertCircle };

/**
 * An inline message. `bad` is announced at once, the others politely; `silent` leaves the
 * announcement to the caller.
 */
export function Notice({
  tone = 'plain',
  title,
  icon,
  action,
  silent = false,
  children,
}: {
  tone?: NoticeTone;
  title?: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
  silent?: boolean;
  children?: ReactNode;
}) {
  const Icon = icons[tone];
  const role = silent ? undefined : tone === 'bad' ? 'alert' : 'status';
  return (
    <div className={clsx(styles.notice, styles[tone])} role={role} data-tone={tone}>
      <span className={styles.icon} aria-hidden="true">
        {icon ?? <Icon size={16} stroke={1.75} />}
      </span>
      <div className={styles.words}>
        {title === undefined ? null : <b className={styles.title}>{title}</b>}
        {children}
      </div>
      {action === undefined ? null : <div className={styles.action}>{action}</div>}
    </div>
  );
}
