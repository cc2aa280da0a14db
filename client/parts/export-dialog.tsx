import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EVIDENCE_MIN, EXPORT_REASON_MAX } from '../../shared/limits.ts';
import { addKorean } from '../copy/i18n.ts';
import { exportsKo } from '../copy/ko/exports.ts';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogFoot, DialogForm, DialogHead } from '../ui/dialog.tsx';
import styles from './export-dialog.module.css';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { useForm } from '../ui/use-form.ts';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useLeaving } from './use-leaving.tsx';

addKorean({ exports: exportsKo });

interface Taking {
  reason: string;
  signal: AbortSignal;
  onBytes: (bytes: number) => void;
}

interface ExportDialogProps {
  title: string;
  lead: string;
  /** Says whose personal data the file contains. */
  personal: string;
  /** Further options, above the reason. */
  children?: ReactNode;
  /** Has the desk create the file, and downloads it. */
  take: (taking: Taking) => Promise<{ name: string; blob: Blob }>;
  /** Called when the file was saved. */
  onTaken?: () => void;
  onClose: () => void;
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);

function useTake({ take, onTaken }: Pick<ExportDialogProps, 'take' | 'onTaken'>) {
  const { t } = useTranslation();
  const [bytes, setBytes] = useState(0);
  const line = useRef<AbortController | null>(null);
  // Closing the dialog aborts the download.
  useEffect(() => () => line.current?.abort(), []);
  const taking = useMutation({
    mutationFn: async (reason: string) => {
      const abort = new AbortController();
      line.current = abort;
      setBytes(0);
      const { name, blob } = await take({ reason, signal: abort.signal, onBytes: setBytes });
      saveFile(name, blob);
      return name;
    },
    onSuccess: (name) => {
      announce(t('exports.done', { name }));
      onTaken?.();
    },
  });
  return { ...taking, bytes };
}

/** Exports data as a file: its content, the reason for the export, and the progress. */
export function ExportDialog({ title, lead, personal, children, ...rest }: ExportDialogProps) {
  const { onClose } = rest;
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const taking = useTake(rest);
  const { length } = reason.trim();
  const fault =
    length < EVIDENCE_MIN ? 'reasonShort' : length > EXPORT_REASON_MAX ? 'reasonLong' : null;
  const { form, tried } = useForm(() => {
    if (fault === null && !taking.isPending) taking.mutate(reason.trim());
    return fault === null;
  });
  const { close, leave } = useLeaving(length > 0 && !taking.isSuccess, onClose);
  if (taking.isSuccess) return <Taken title={title} name={taking.data} onClose={onClose} />;
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={title} onClose={close} />
        <DialogBody>
          {taking.isError ? (
            <ProblemNotice error={taking.error} money={false} title={t('exports.failed')} />
          ) : null}
          <p>{lead}</p>
          {children}
          <Notice tone="warn" silent>
            <p>{personal}</p>
          </Notice>
          <Field
            label={t('exports.reason')}
            help={t('exports.reasonHelp')}
            error={tried && fault !== null ? t(`exports.${fault}`) : undefined}
            count={t('exports.count', { count: length, max: EXPORT_REASON_MAX })}
          >
            {(control) => (
              <NoteInput
                {...control}
                data-autofocus
                required
                rows={2}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </Field>
          {taking.isPending ? (
            <p className={styles.progress}>
              {t('exports.coming', { size: megabytes(taking.bytes) })}
            </p>
          ) : null}
        </DialogBody>
        {leave ?? <FormFoot onClose={close} busy={taking.isPending} submit={t('exports.submit')} />}
      </DialogForm>
    </Dialog>
  );
}

function Taken({ title, name, onClose }: { title: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={title} takesFocus onClose={onClose} />
      <DialogBody>
        <p className={styles.file}>{t('exports.done', { name })}</p>
        <p>{t('exports.doneBody')}</p>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" className={styles.close} onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
