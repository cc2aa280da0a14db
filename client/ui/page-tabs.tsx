import { Link } from 'react-router';
import styles from './page-tabs.module.css';

interface PageTab {
  to: string;
  word: string;
  current: boolean;
}

/** The parts of one page, as links. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly PageTab[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map(({ to, word, current }) => (
        <Link key={to} to={to} aria-current={current ? 'page' : undefined}>
          {word}
        </Link>
      ))}
    </nav>
  );
}
