import { useTranslation } from 'react-i18next';
import { formatMoment } from '../format.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import { ShownOnceDialog } from '../parts/shown-once-dialog.tsx';
import styles from './link-dialog.module.css';

export interface ShownLink {
  kind: 'invitation' | 'reset';
  name: string;
  link: string;
  until: string;
}

/** Shows a link to choose a password, only once; closing asks first if it was not copied. */
export function LinkDialog({ shown, onClose }: { shown: ShownLink; onClose: () => void }) {
  const { t } = useTranslation();
  const { kind, name, link, until } = shown;
  return (
    <ShownOnceDialog
      title={t(`staff.link.${kind}`, { name })}
      words={{
        title: t('staff.link.notCopied'),
        leave: t('staff.link.leave'),
        stay: t('staff.link.stay'),
      }}
      onClose={onClose}
    >
      {(onCopied) => (
        <>
          <p>{t('staff.link.once', { name })}</p>
          <div className={styles.link}>
            <CopyLine
              text={link}
              label={t('staff.link.label')}
              word={t('staff.link.copy')}
              onCopied={onCopied}
            />
            <p className={styles.until}>{t('staff.link.until', { when: formatMoment(until) })}</p>
          </div>
          <Notice tone="warn" silent>
            <p>{t('staff.link.careful')}</p>
          </Notice>
          <p className={styles.lost}>{t('staff.link.lost')}</p>
        </>
      )}
    </ShownOnceDialog>
  );
}
