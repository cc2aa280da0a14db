import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Notice } from '../ui/notice.tsx';
import styles from './discard-notice.module.css';

interface DiscardNoticeProps {
  why: 'change' | 'sign-out';
  busy: boolean;
  failed: boolean;
  onGo: () => void;
  onStay: () => void;
}

/** Asks before a change of user discards unsaved input. */
export function DiscardNotice({ why, busy, failed, onGo, onStay }: DiscardNoticeProps) {
  const { t } = useTranslation();
  const changes = why === 'change';
  return (
    <Notice tone="warn" title={t('session.change.title')}>
      <p>{t(changes ? 'session.change.body' : 'session.change.bodyLeave')}</p>
      {failed ? <p role="alert">{t('session.change.failed')}</p> : null}
      <div className={styles.acts}>
        <Button size="sm" autoFocus onClick={onStay}>
          {t('session.change.stay')}
        </Button>
        <Button size="sm" variant="subtle" color="gray" loading={busy} onClick={onGo}>
          {t(changes ? 'session.change.go' : 'session.change.goLeave')}
        </Button>
      </div>
    </Notice>
  );
}
