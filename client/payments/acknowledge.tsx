import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { isText } from '../draft-shapes.ts';
import { dropDraft, useKeptDraft } from '../kept-drafts.ts';
import { cachePayment } from '../payment-options.ts';
import { announce } from '../ui/announcer.tsx';
import { NoteForm } from './note-form.tsx';
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
  // The acknowledgement is for what the form showed, not for a later change.
  const [seenAt, setSeenAt] = useState(changedAt);
  const acknowledge = useAcknowledge(props);
  return (
    <NoteForm
      label={t('detail.drift.acknowledge.label')}
      help={t('detail.drift.acknowledge.help')}
      rows={2}
      note={note}
      onNote={setNote}
      sending={acknowledge}
      onSend={(written) => acknowledge.mutate({ note: written, changedAt: seenAt })}
      moved={seenAt !== changedAt}
      movedWords={{
        title: t('detail.drift.acknowledge.moved'),
        text: t('detail.drift.acknowledge.movedText'),
        seen: t('detail.drift.acknowledge.movedSeen'),
      }}
      onSeen={() => setSeenAt(changedAt)}
      submit={t('detail.drift.acknowledge.submit')}
      onClose={onClose}
    />
  );
}

/** Acknowledges what the payment shows, with a note that stays in the history. */
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
    <div className={styles.open}>
      <Button autoFocus={closed} onClick={() => setOpened(true)}>
        {t('detail.drift.acknowledge.open')}
      </Button>
    </div>
  );
}
