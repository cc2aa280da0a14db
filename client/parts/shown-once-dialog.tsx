import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import type { LeaveWords } from '../ui/leave-foot.tsx';
import styles from './shown-once-dialog.module.css';
import { useLeaving } from './use-leaving.tsx';

/** Shows a secret that is shown only once, so closing it before it was copied asks first. */
export function ShownOnceDialog({
  title,
  words,
  onClose,
  children,
}: {
  title: string;
  /** Of the question before it is closed without having been copied. */
  words: LeaveWords;
  onClose: () => void;
  /** The content; it calls `onCopied` once the secret was copied. */
  children: (onCopied: () => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const { close, leave } = useLeaving(!copied, onClose, { words });
  return (
    <Dialog onClose={close}>
      <DialogHead title={title} takesFocus onClose={close} />
      <DialogBody>{children(() => setCopied(true))}</DialogBody>
      {leave ?? (
        <DialogFoot>
          <Button size="lg" className={styles.close} onClick={close}>
            {t('common.close')}
          </Button>
        </DialogFoot>
      )}
    </Dialog>
  );
}
