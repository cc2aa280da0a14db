import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { Link } from 'react-router';
import styles from './step-link.module.css';

/** An arrow to the day or month before or after; without `to` it is no link. */
export function StepLink({
  to,
  label,
  before = false,
}: {
  to: string | null;
  label: string;
  before?: boolean;
}) {
  const Icon = before ? IconChevronLeft : IconChevronRight;
  const icon = <Icon size={18} stroke={1.75} aria-hidden="true" />;
  if (to === null) {
    return (
      <span className={styles.step} aria-hidden="true">
        {icon}
      </span>
    );
  }
  return (
    <Link to={to} className={styles.step} aria-label={label} title={label}>
      {icon}
    </Link>
  );
}
