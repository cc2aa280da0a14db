import { useTranslation } from 'react-i18next';
import { ShownOnceDialog } from '../parts/shown-once-dialog.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './token-dialogs.module.css';

export interface ShownSecret {
  secret: string;
  /** The endpoint is new, so there is no former secret. */
  isNew: boolean;
}

/** Shows a signing secret, only once; closing asks first if it was not copied. */
export function WebhookSecretDialog({
  shown: { secret, isNew },
  onClose,
}: {
  shown: ShownSecret;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <ShownOnceDialog
      title={t('developer.webhooks.shown.title')}
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
            <p>{t('developer.webhooks.shown.once')}</p>
          </Notice>
          <CopyLine
            text={secret}
            label={t('developer.webhooks.shown.label')}
            word={t('developer.webhooks.shown.copy')}
            onCopied={onCopied}
          />
          <p className={styles.quiet}>{t('developer.webhooks.shown.how')}</p>
          {isNew ? null : <p className={styles.quiet}>{t('developer.webhooks.shown.former')}</p>}
        </>
      )}
    </ShownOnceDialog>
  );
}
