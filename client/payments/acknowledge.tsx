import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { isText } from '../draft-shapes.ts';
import { dropDraft, useKeptDraft } from '../kept-drafts.ts';
import { cachePayment } from '../payment-options.ts';
import { isProblem } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { useForm } from '../ui/use-form.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import styles from './acknowledge.module.css';

interface AcknowledgeProps {
  payment: Payment;
  /** The name under which the note's draft is kept. */
  draft: string;
  send: (body: { note: string; changedAt: string }) => Promise<PaymentDetail>;
  /** It is acknowledged, so this form is about to unmount. */
  onDone: () => void;
}

/** Saves the note; the payment is cached or, if it had changed, read again. */
function useAcknowledge({ payment, draft, send, onDone }: AcknowledgeProps) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { payToken } = payment;
  return useMutation({
    mutationFn: send,
    onSuccess: (detail) => {
      dropDraft(draft);
      const taken = cachePayment(queryClient, detail);
      announce(t('detail.drift.acknowledge.done'));
      onDone();
      return taken;
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['payment', payToken] }),
  });
}

function Form({ onClose, ...props }: AcknowledgeProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const { changedAt } = props.payment;
  const [note, setNote] = useKeptDraft(props.draft, '', isText);
  useUnsavedWork(note !== '');
  // The acknowledgement is for what the form showed, not for a later change.
  const [seenAt, setSeenAt] = useState(changedAt);
  const field = useRef<HTMLTextAreaElement>(null);
  const acknowledge = useAcknowledge(props);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const moved = seenAt !== changedAt || isProblem(acknowledge.error, 'stale-view');
  const short = note.trim().length < EVIDENCE_MIN;
  const { form, tried } = useForm(() => {
    if (short) return false;
    if (!moved && !acknowledge.isPending) {
      acknowledge.mutate({ note: note.trim(), changedAt: seenAt });
    }
    return true;
  });
  return (
    <form {...form} className={styles.form}>
      <Field
        label={t('detail.drift.acknowledge.label')}
        help={t('detail.drift.acknowledge.help')}
        error={tried && short ? t('detail.drift.acknowledge.short') : undefined}
      >
        {(control) => (
          <NoteInput
            {...control}
            ref={field}
            rows={2}
            maxLength={EVIDENCE_MAX}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
      </Field>
      {moved ? (
        <Notice
          tone="warn"
          title={t('detail.drift.acknowledge.moved')}
          action={
            <Button
              onClick={() => {
                setSeenAt(changedAt);
                acknowledge.reset();
              }}
            >
              {t('detail.drift.acknowledge.movedSeen')}
            </Button>
          }
        >
          <p>{t('detail.drift.acknowledge.movedText')}</p>
        </Notice>
      ) : null}
      {acknowledge.isError && !isProblem(acknowledge.error, 'stale-view') ? (
        <ProblemNotice error={acknowledge.error} money={false} />
      ) : null}
      <div className={styles.acts}>
        <Button type="submit" aria-disabled={moved} loading={acknowledge.isPending}>
          {t('detail.drift.acknowledge.submit')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

/** Says that somebody has looked, with a note that stays in the history. */
export function Acknowledge(props: AcknowledgeProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [closed, setClosed] = useState(false);
  if (opened) {
    return (
      <Form
        {...props}
        onClose={() => {
          setOpened(false);
          setClosed(true);
        }}
      />
    );
  }
  return (
    <div className={styles.acts}>
      <Button autoFocus={closed} onClick={() => setOpened(true)}>
        {t('detail.drift.acknowledge.open')}
      </Button>
    </div>
  );
}
