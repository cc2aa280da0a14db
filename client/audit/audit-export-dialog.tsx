import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isoToKst } from '../../shared/kst.ts';
import { callApi } from '../api-client.ts';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogFoot, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { LeavableFoot } from '../ui/leavable-foot.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { useUnsavedWork } from '../unsaved-work.ts';
import styles from './export-dialog.module.css';
import { saveFile } from './save-file.ts';

/** What the desk takes for a reason: 5 to 200 characters without the blanks around them. */
const REASON_MIN = 5;
const REASON_MAX = 200;

/** `changgu-audit-20261124-090000KST.ndjson`, as the desk names it too. */
function fileName(nowMs: number): string {
  const stamp = isoToKst(new Date(nowMs).toISOString()).replaceAll(/[-:]/g, '');
  return `changgu-audit-${stamp.replace(' ', '-')}KST.ndjson`;
}

function useExport() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (reason: string) => {
      const text = await callApi('GET /api/audit/export', { query: { reason } });
      const name = fileName(deskNowMs());
      saveFile(name, 'application/x-ndjson', text);
      return name;
    },
    onSuccess: (name) => {
      announce(t('audit.export.done', { name }));
      return client.invalidateQueries({ queryKey: ['audit'] });
    },
  });
}

/** Personal data leaves the desk: what for, and what is in the file. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const save = useExport();
  const { length } = reason.trim();
  const fault = length < REASON_MIN ? 'reasonShort' : length > REASON_MAX ? 'reasonLong' : null;
  const typed = length > 0 && !save.isSuccess;
  useUnsavedWork(typed);
  const close = () => {
    if (typed && !leaving) setLeaving(true);
    else onClose();
  };
  if (save.isSuccess) return <Exported name={save.data} onClose={onClose} />;
  return (
    <Dialog onClose={close}>
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (fault !== null) event.currentTarget.querySelector('textarea')?.focus();
          else if (!save.isPending) save.mutate(reason.trim());
        }}
      >
        <DialogHead title={t('audit.export.title')} onClose={close} />
        <DialogBody>
          {save.isError ? (
            <ProblemNotice error={save.error} money={false} title={t('audit.export.failed')} />
          ) : null}
          <p>{t('audit.export.lead')}</p>
          <Notice tone="warn" silent>
            <p>{t('audit.export.personal')}</p>
          </Notice>
          <Field
            label={t('audit.export.reason')}
            help={t('audit.export.reasonHelp')}
            error={tried && fault !== null ? t(`audit.export.${fault}`) : undefined}
            count={t('audit.export.count', { count: length, max: REASON_MAX })}
          >
            {(control) => (
              <NoteInput
                {...control}
                data-autofocus
                required
                rows={2}
                value={reason}
                onChange={(event) => {
                  setReason(event.currentTarget.value);
                }}
              />
            )}
          </Field>
        </DialogBody>
        <LeavableFoot
          leaving={leaving}
          onStay={() => {
            setLeaving(false);
          }}
          onLeave={onClose}
          onClose={close}
          busy={save.isPending}
          submit={t('audit.export.submit')}
        />
      </form>
    </Dialog>
  );
}

function Exported({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={t('audit.export.title')} takesFocus onClose={onClose} />
      <DialogBody>
        <p className={styles.file}>{t('audit.export.done', { name })}</p>
        <p>{t('audit.export.doneBody')}</p>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" className={styles.close} onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
