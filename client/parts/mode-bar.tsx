import { IconFlask, IconLock } from '@tabler/icons-react';
import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import styles from './mode-bar.module.css';

export type Mode = 'test' | 'live';

/** Says whether the money is real. On top of every page and of every money dialog (`start`). */
export function ModeBar({
  mode,
  shopName,
  start = false,
}: {
  mode: Mode;
  shopName: string;
  start?: boolean;
}) {
  const { t } = useTranslation();
  const classes = clsx(styles.bar, styles[mode], start && styles.start);
  const Icon = mode === 'test' ? IconFlask : IconLock;
  return (
    <div className={classes} data-mode={mode}>
      <span className={styles.plate}>
        <Icon size={16} stroke={1.75} aria-hidden="true" />
        <b>{t(mode === 'test' ? 'frame.mode.test' : 'frame.mode.live')}</b>
        <span>
          {mode === 'test' ? t('frame.mode.testNote') : t('frame.mode.liveNote', { shopName })}
        </span>
      </span>
    </div>
  );
}
