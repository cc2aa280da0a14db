import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './link-dialog.module.css';

export interface ShownLink {
  kind: 'invitation' | 'reset';
  name: string;
  link: string;
  until: string;
}

/** A link to choose a password by. It is shown this once, so it isn't lost by a stray Esc. */
export function LinkDialog({ shown, onClose }: { shown: ShownLink; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const close = () => {
    if (copied || leaving) onClose();
    else setLeaving(true);
  };
  const { kind, name, link, until } = shown;
  return (
    <Dialog onClose={close}>
      <DialogHead title={t(`staff.link.${kind}`, { name })} takesFocus onClose={close} />
      <DialogBody>
        <p>{t('staff.link.once', { name })}</p>
        <div className={styles.link}>
          <CopyLine
            text={link}
            label={t('staff.link.label')}
            word={t('staff.link.copy')}
            onCopied={() => {
              setCopied(true);
              setLeaving(false);
            }}
          />
          <p className={styles.until}>{t('staff.link.until', { when: formatMoment(until) })}</p>
        </div>
        <Notice tone="warn" silent>
          <p>{t('staff.link.careful')}</p>
        </Notice>
        <p className={styles.lost}>{t('staff.link.lost')}</p>
      </DialogBody>
      <DialogFoot>
        {leaving ? (
          <>
            <span className={styles.words} role="alert">
              {t('staff.link.notCopied')}
            </span>
            <Button size="lg" onClick={onClose}>
              {t('staff.link.leave')}
            </Button>
            <Button
              size="lg"
              variant="filled"
              autoFocus
              onClick={() => {
                setLeaving(false);
              }}
            >
              {t('staff.link.stay')}
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
