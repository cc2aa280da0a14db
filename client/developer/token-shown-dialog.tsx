import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyLine } from '../ui/copy-line.tsx';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './token-dialogs.module.css';

export interface ShownToken {
  name: string;
  text: string;
}

/** A token's text. It is shown this once, so it isn't lost by a stray Esc. */
export function TokenShownDialog({ shown, onClose }: { shown: ShownToken; onClose: () => void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const close = () => {
    if (copied || leaving) onClose();
    else setLeaving(true);
  };
  const { name, text } = shown;
  return (
    <Dialog onClose={close}>
      <DialogHead title={t('developer.tokens.shown.title', { name })} takesFocus onClose={close} />
      <DialogBody>
        <Notice tone="warn" silent>
          <p>{t('developer.tokens.shown.once')}</p>
        </Notice>
        <CopyLine
          text={text}
          label={t('developer.tokens.shown.label')}
          word={t('developer.tokens.shown.copy')}
          onCopied={() => {
            setCopied(true);
            setLeaving(false);
          }}
        />
        <div className={styles.header}>
          <p>{t('developer.tokens.shown.header')}</p>
          <code className="mono">Authorization: Bearer cgt_…</code>
        </div>
        <p className={styles.quiet}>{t('developer.tokens.shown.lost')}</p>
      </DialogBody>
      <DialogFoot>
        {leaving ? (
          <>
            <span className={styles.words} role="alert">
              {t('developer.tokens.shown.notCopied')}
            </span>
            <Button size="lg" onClick={onClose}>
              {t('developer.tokens.shown.leave')}
            </Button>
            <Button
              size="lg"
              variant="filled"
              autoFocus
              onClick={() => {
                setLeaving(false);
              }}
            >
              {t('developer.tokens.shown.stay')}
            </Button>
          </>
        ) : (
          <Button size="lg" className={styles.last} onClick={close}>
            {t('common.close')}
          </Button>
        )}
      </DialogFoot>
    </Dialog>
  );
}
