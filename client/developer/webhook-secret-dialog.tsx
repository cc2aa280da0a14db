import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import { ShownOnceDialog } from '../parts/shown-once-dialog.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import styles from './token-dialogs.module.css';

export interface ShownSecret {
  secret: string;
  /** Until when the former secret signs, too; `null` for a new endpoint, which has none. */
  formerUntil: string | null;
}

/** Shows a signing secret, only once; closing asks first if it was not copied. */
export function WebhookSecretDialog({
  shown: { secret, formerUntil },
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
          {formerUntil === null ? null : (
            <p className={styles.quiet}>
              {t('developer.webhooks.shown.former', { when: formatMoment(formerUntil) })}
            </p>
          )}
        </>
      )}
    </ShownOnceDialog>
  );
}
