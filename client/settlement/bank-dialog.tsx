import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BANK_CSV_MAX } from '../../shared/settlement.ts';
import { callApi } from '../api-client.ts';
import { readListFile, type FileFault } from '../parts/list-file.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import { settlementKey } from '../settlement-options.ts';
import { Amount } from '../ui/amount.tsx';
import { announce } from '../ui/announcer.tsx';
import { Dialog, DialogBody, DialogFoot, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { useForm } from '../ui/use-form.ts';
import { BankChanges, type Read } from './bank-changes.tsx';
import styles from './bank-dialog.module.css';
import { dayText } from './settlement-words.ts';

/** Lines that can't be read, each with its place and why. */
function Errors({ errors }: { errors: Read['errors'] }) {
  const { t } = useTranslation();
  const { items, left } = errors;
  return (
    <Notice tone="bad" title={t('settlement.bank.errors', { count: items.length + left })}>
      <ul className={styles.errors}>
        {items.map(({ line, why, column }, index) => (
          <li key={`${String(line)} ${why} ${String(index)}`}>
            <b>{t('settlement.bank.line', { line })}</b>
            <span>
              {column === null ? null : `${t('settlement.bank.column', { column })} · `}
              {t(`settlement.bank.faults.${why}`)}
            </span>
          </li>
        ))}
      </ul>
      {left === 0 ? null : <p>{t('settlement.bank.left', { count: left })}</p>}
    </Notice>
  );
}

function Done({ read, onClose }: { read: Read; onClose: () => void }) {
  const { t } = useTranslation();
  const { kept, same, others, days } = read;
  const more = [
    same > 0 ? t('settlement.bank.same', { count: same }) : null,
    others > 0 ? t('settlement.bank.others', { count: others }) : null,
  ].filter((text) => text !== null);
  const title =
    kept === 0 ? t('settlement.bank.nothing') : t('settlement.bank.kept', { count: kept });
  return (
    <Dialog onClose={onClose}>
      <DialogHead title={title} takesFocus onClose={onClose} />
      <DialogBody toRead>
        {more.length === 0 ? null : <p>{more.join(' · ')}</p>}
        <ul className={styles.days}>
          {days.map(({ day, won }) => (
            <li key={day}>
              <span>{dayText(day, t)}</span>
              <Amount won={won} />
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFoot>
        <Button size="lg" variant="filled" className={styles.close} onClick={onClose}>
          {t('settlement.bank.done')}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}

function PickFile({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation();
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<FileFault | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = readListFile(new Uint8Array(await file.arrayBuffer()));
    setFault('fault' in read ? read.fault : null);
    if ('text' in read) onText(read.text);
  };
  return (
    <div>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv,text/plain"
        aria-label={t('settlement.bank.pick')}
        onChange={(event) => {
          const input = event.currentTarget;
          void take(input.files?.[0]).finally(() => {
            // Without this, choosing the same file again, corrected, would fire no change event.
            input.value = '';
          });
        }}
      />
      <Button
        data-autofocus
        leftSection={<IconFileUpload size={16} stroke={1.75} aria-hidden="true" />}
        onClick={() => picker.current?.click()}
      >
        {t('settlement.bank.pick')}
      </Button>
      {fault === null ? null : (
        <p role="alert" className={styles.fault}>
          {t(`settlement.bank.file.${fault}`)}
        </p>
      )}
    </div>
  );
}

/** Reads deposits from a bank's CSV. With an error in any line nothing is recorded. */
export function BankDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [csv, setCsv] = useState('');
  const [read, setRead] = useState<Read | null>(null);
  const reading = useMutation({
    mutationFn: ({ changes }: { changes?: Read['changes'] }) => {
      const replaces = changes?.map(({ day, from: { won } }) => ({ day, won }));
      return callApi('POST /api/settlement/deposits', {
        body: { csv, ...(replaces && { replaces }) },
      });
    },
    onSuccess: (answered) => {
      const { errors, changes, kept } = answered;
      setRead(answered);
      if (errors.items.length > 0 || changes.length > 0) return undefined;
      announce(t('settlement.bank.kept', { count: kept }));
      return client.invalidateQueries({ queryKey: settlementKey });
    },
  });
  const isKept = read !== null && read.errors.items.length === 0 && read.changes.length === 0;
  const fault = csv.trim() === '' ? 'needed' : csv.length > BANK_CSV_MAX ? 'tooLong' : null;
  const { form, tried } = useForm(() => {
    if (fault === null && !reading.isPending) reading.mutate({});
    return fault === null;
  });
  const { close, leave } = useLeaving(csv !== '' && !isKept, onClose);
  if (isKept) return <Done read={read} onClose={onClose} />;
  const reset = () => {
    setRead(null);
    reading.reset();
  };
  const set = (text: string) => {
    setCsv(text);
    reset();
  };
  if (read !== null && read.changes.length > 0) {
    return (
      <BankChanges
        read={read}
        error={reading.error}
        isAgain={reading.isSuccess && reading.variables.changes !== undefined}
        busy={reading.isPending}
        onConfirm={() => reading.mutate({ changes: read.changes })}
        onCancel={reset}
      />
    );
  }
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={t('settlement.bank.title')} onClose={close} />
        <DialogBody>
          <p>{t('settlement.bank.lead')}</p>
          {reading.isError ? <ProblemNotice error={reading.error} money={false} /> : null}
          {read === null ? null : <Errors errors={read.errors} />}
          <PickFile onText={set} />
          <Field
            label={t('settlement.bank.text')}
            help={t('settlement.bank.help')}
            error={tried && fault !== null ? t(`settlement.bank.${fault}`) : undefined}
          >
            {(control) => (
              <NoteInput
                {...control}
                rows={8}
                spellCheck={false}
                autoComplete="off"
                value={csv}
                onChange={(event) => set(event.currentTarget.value)}
              />
            )}
          </Field>
        </DialogBody>
        {leave ?? (
          <FormFoot onClose={close} busy={reading.isPending} submit={t('settlement.bank.submit')} />
        )}
      </DialogForm>
    </Dialog>
  );
}
