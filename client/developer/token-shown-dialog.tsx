import { useTranslation } from 'react-i18next';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import { ShownOnceDialog } from '../parts/shown-once-dialog.tsx';
import styles from './token-dialogs.module.css';

export interface ShownToken {
  name: string;
  text: string;
}

/** Shows a token's text, only once; closing asks first if it was not copied. */
export function TokenShownDialog({ shown, onClose }: { shown: ShownToken; onClose: () => void }) {
  const { t } = useTranslation();
  const { name, text } = shown;
  return (
    <ShownOnceDialog
      title={t('developer.tokens.shown.title', { name })}
      words={{
        title: t('developer.tokens.shown.notCopied'),
        leave: t('developer.tokens.shown.leave'),
        stay: t('developer.tokens.shown.stay'),
      }}
      onClose={onClose}
    >
      {(onCopied) => (
        <>
          <Notice tone="warn" silent>
            <p>{t('developer.tokens.shown.once')}</p>
          </Notice>
          <CopyLine
            text={text}
            label={t('developer.tokens.shown.label')}
            word={t('developer.tokens.shown.copy')}
            onCopied={onCopied}
          />
          <div className={styles.header}>
            <p>{t('developer.tokens.shown.header')}</p>
            <code className="mono">Authorization: Bearer cgt_…</code>
          </div>
          <p className={styles.quiet}>{t('developer.tokens.shown.lost')}</p>
        </>
      )}
    </ShownOnceDialog>
  );
}
