import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DialogFoot } from './dialog.tsx';
import styles from './ask-foot.module.css';

interface AskFootProps {
  onCancel: () => void;
  confirm: string;
  busy: boolean;
  onConfirm: () => void;
}

/** The foot of a dialog that asks before something is done: cancel, with the focus, and confirm. */
export function AskFoot({ onCancel, confirm, busy, onConfirm }: AskFootProps) {
  const { t } = useTranslation();
  return (
    <DialogFoot>
      <Button size="lg" className={styles.cancel} data-autofocus onClick={onCancel}>
        {t('common.cancel')}
      </Button>
      <Button
        size="lg"
        variant="filled"
        className={styles.confirm}
        loading={busy}
        onClick={onConfirm}
      >
        {confirm}
      </Button>
    </DialogFoot>
  );
}
