import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import type { LeaveWords } from '../ui/leave-foot.tsx';
import styles from './shown-once-dialog.module.css';
import { useLeaving } from './use-leaving.tsx';

/** Something that is shown this once, so it isn't lost by a stray Esc before it was copied. */
export function ShownOnceDialog({
  title,
  words,
  onClose,
  children,
}: {
  title: string;
  /** Asks before it is closed without having been copied. */
  words: LeaveWords;
  onClose: () => void;
  /** Its text; `onCopied` is to be called when it was copied. */
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
