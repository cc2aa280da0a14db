import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import { isProblem } from '../problem-error.ts';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { useForm } from '../ui/use-form.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import styles from './note-form.module.css';

interface NoteFormProps {
  label: string;
  help: string;
  rows: number;
  note: string;
  onNote: (note: string) => void;
  /** The mutation that `onSend` starts. */
  sending: { error: Error | null; isPending: boolean; reset: () => void };
  onSend: (note: string) => void;
  /** What the form showed has changed; nothing is sent until the user has seen the change. */
  moved: boolean;
  movedWords: { title: string; text: string; seen: string };
  /** Called when the user says to have seen the change. */
  onSeen: () => void;
  submit: string;
  onClose: () => void;
}

/** A form for a note that is required for an act, and sent only for what the form showed. */
export function NoteForm(props: NoteFormProps) {
  const { label, help, rows, note, onNote, sending, onSend, movedWords, onSeen } = props;
  const { t } = useTranslation();
  useUnsavedWork(note !== '');
  const isStale = isProblem(sending.error, 'stale-view');
  const moved = props.moved || isStale;
  const short = note.trim().length < EVIDENCE_MIN;
  const { form, tried } = useForm(() => {
    if (short) return false;
    if (!moved && !sending.isPending) onSend(note.trim());
    return true;
  });
  return (
    <form {...form} className={styles.form}>
      <Field
        label={label}
        help={help}
        error={tried && short ? t('detail.drift.acknowledge.short') : undefined}
      >
        {(control) => (
          <NoteInput
            {...control}
            autoFocus
            rows={rows}
            maxLength={EVIDENCE_MAX}
            value={note}
            onChange={(event) => onNote(event.currentTarget.value)}
          />
        )}
      </Field>
      {moved ? (
        <Notice
          tone="warn"
          title={movedWords.title}
          action={
            <Button
              onClick={() => {
                onSeen();
                sending.reset();
              }}
            >
              {movedWords.seen}
            </Button>
          }
        >
          <p>{movedWords.text}</p>
        </Notice>
      ) : null}
      {sending.error !== null && !isStale ? (
        <ProblemNotice error={sending.error} money={false} />
      ) : null}
      <div className={styles.acts}>
        <Button type="submit" aria-disabled={moved} loading={sending.isPending}>
          {props.submit}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
