import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chords } from '../../ui/shortcut-table.ts';
import { keyLabels } from '../../ui/mod-key.ts';
import styles from './palette-button.module.css';

/** Opens the palette and shows its shortcut. */
export function PaletteButton({ onOpen }: { onOpen: () => void }) {
  const { t } = useTranslation();
  const keys = keyLabels(chords.palette.keys).join(' ');
  return (
    <button
      type="button"
      className={styles.button}
      aria-haspopup="dialog"
      aria-label={t('frame.palette.label')}
      title={`${t('frame.palette.label')} (${keys})`}
      onClick={onOpen}
    >
      <IconSearch size={16} stroke={1.75} aria-hidden="true" />
      <span className={styles.word}>{t('frame.palette.label')}</span>
      <kbd className={styles.keys} aria-hidden="true">
        {keys}
      </kbd>
    </button>
  );
}
