import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import styles from './shown-once-dialog.module.css';

/** Shows a secret that is shown only once, so closing it before it was copied asks first. */
export function ShownOnceDialog({
  title,
  words,
  onClose,
  children,
}: {
  title: string;
  words: { notCopied: string; leave: string; stay: string };
  onClose: () => void;
  /** The content; it calls `onCopied` once the secret was copied. */
  children: (onCopied: () => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const close = () => {
    if (copied || leaving) onClose();
    else setLeaving(true);
  };
  return (
    <Dialog onClose={close}>
      <DialogHead title={title} takesFocus onClose={close} />
      <DialogBody>
        {children(() => {
          setCopied(true);
          setLeaving(false);
        })}
      </DialogBody>
      <DialogFoot>
        {leaving ? (
          <>
            <span className={styles.words} role="alert">
              {words.notCopied}
            </span>
            <Button size="lg" onClick={onClose}>
              {words.leave}
            </Button>
            <Button size="lg" variant="filled" autoFocus onClick={() => setLeaving(false)}>
              {words.stay}
            </Button>
          </>
        ) : (
          <Button size="lg" className={styles.close} onClick={close}>
            {t('common.close')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  );
}
