import { Modal } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Kbd } from './kbd.tsx';
import styles from './shortcuts-help.module.css';

const rows = [
  { keys: ['/'], name: 'search' },
  { keys: ['j', 'k'], name: 'move' },
  { keys: ['Enter'], name: 'open' },
  { keys: ['r'], name: 'refund' },
  { keys: ['e'], name: 'execute' },
  { keys: ['f'], name: 'filter' },
  { keys: ['g', 't'], name: 'review' },
  { keys: ['g', 'p'], name: 'payments' },
  { keys: ['g', 'l'], name: 'lock' },
  { keys: ['Esc'], name: 'back' },
  { keys: ['?'], name: 'help' },
] as const;

/** The list of single-key shortcuts. */
export function ShortcutsHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      size={400}
      title={t('frame.keys.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <dl className={styles.keys}>
        {rows.map((row) => (
          <Fragment key={row.name}>
            <dt>
              {row.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{t(`frame.keys.${row.name}`)}</dd>
          </Fragment>
        ))}
      </dl>
      <p className={styles.note}>{t('frame.keys.note')}</p>
    </Modal>
  );
}
