import { Button } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { callApi } from '../api-client.ts';
import { formatMoment } from '../format.ts';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { CopyLine } from '../ui/copy-line.tsx';
import { Notice } from '../ui/notice.tsx';
import { ShownOnceDialog } from '../parts/shown-once-dialog.tsx';
import styles from './link-dialog.module.css';
import { StaffProblem } from './staff-problem.tsx';
import { useStaffCall } from './use-staff-call.ts';

export interface ShownLink {
  kind: 'invitation' | 'reset';
  staffId: string;
  name: string;
  link: string;
  until: string;
  /** The desk can mail it. */
  mailable: boolean;
}

/** Mails the link to its person. It stays on the screen, so that it can also be copied. */
function MailLink({ shown, onMailed }: { shown: ShownLink; onMailed: () => void }) {
  const { t } = useTranslation();
  const { staffId, link } = shown;
  const mail = useStaffCall(
    () => callApi('POST /api/staff/:id/mail-link', { params: { id: staffId }, body: { link } }),
    ({ email }) => {
      announce(t('staff.link.mailed', { email }));
      onMailed();
    },
  );
  const { data, error, isPending } = mail;
  const said =
    error instanceof ProblemError && error.problem.code === 'mail-refused'
      ? error.problem.detail
      : undefined;
  return (
    <div className={styles.mail}>
      {error === null ? null : <StaffProblem error={error} what="mail" />}
      {said === undefined ? null : (
        <p className={styles.until}>{t('staff.link.mailServerSaid', { said })}</p>
      )}
      {data === undefined ? (
        <Button
          variant="default"
          leftSection={<IconMail size={16} stroke={1.75} aria-hidden="true" />}
          loading={isPending}
          onClick={() => mail.mutate(undefined)}
        >
          {t('staff.link.mail')}
        </Button>
      ) : (
        <p>{t('staff.link.mailed', { email: data.email })}</p>
      )}
    </div>
  );
}

/** Shows a link to choose a password, only once; closing asks first if it was not copied. */
export function LinkDialog({ shown, onClose }: { shown: ShownLink; onClose: () => void }) {
  const { t } = useTranslation();
  const { kind, name, link, until, mailable } = shown;
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
          {mailable ? <MailLink shown={shown} onMailed={onCopied} /> : null}
          <Notice tone="warn" silent>
            <p>{t('staff.link.careful')}</p>
          </Notice>
          <p className={styles.lost}>{t('staff.link.lost')}</p>
        </>
      )}
    </ShownOnceDialog>
  );
}
