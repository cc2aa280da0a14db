import { useTranslation } from 'react-i18next';
import styles from './live-dot.module.css';

/** Shows whether the page receives live updates. */
export function LiveDot({ state }: { state: 'live' | 'connecting' | 'offline' }) {
  const { t } = useTranslation();
  return (
    <span className={styles.dot} data-state={state} data-live="">
      {t(`frame.live.${state}`)}
    </span>
  );
}
