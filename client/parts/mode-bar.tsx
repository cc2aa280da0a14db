import { IconLock } from '@tabler/icons-react';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './mode-bar.module.css';

export type Mode = 'test' | 'live';

/**
 * Says whether the money is real: a line along the top edge and a plate that hangs from it. On
 * every page and every money dialog.
 */
export function ModeBar({
  mode,
  shopName,
  start = false,
  cut = false,
  children,
}: {
  mode: Mode;
  shopName: string;
  /** The plate stands at the start of the text instead of in the middle. */
  start?: boolean;
  /** The desk can't be reached: the line is grey. */
  cut?: boolean;
  /** Plates about trouble. */
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <div
      className={clsx(styles.bar, start && styles.start)}
      data-mode={mode}
      data-cut={cut ? '' : undefined}
    >
      <span className={styles.plate}>
        {mode === 'live' ? <IconLock size={14} stroke={2} aria-hidden="true" /> : null}
        <b>{t(mode === 'test' ? 'frame.mode.test' : 'frame.mode.live')}</b>
        <span className={styles.note}>
          {mode === 'test' ? t('frame.mode.testNote') : t('frame.mode.liveNote', { shopName })}
        </span>
      </span>
      {children}
    </div>
  );
}
