import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementDay } from '../../shared/api.ts';
import { NOTE_MAX } from '../../shared/limits.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { settlementDayOptions, settlementKey } from '../settlement-options.ts';
import { announce } from '../ui/announcer.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { dayText } from './settlement-words.ts';

/** Asks before the deposit of a day is removed, as one typed on the wrong day. */
export function RemoveDepositDialog({
  day: { day },
  won,
  onRemoved,
  onClose,
}: {
  day: SettlementDay;
  won: number;
  onRemoved: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const removing = useMutation({
    mutationFn: () =>
      callApi('PUT /api/settlement/days/:day/deposit', {
        params: { day },
        body: {
          ...{ won: null, seenWon: won },
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: (next) => {
      announce(t('settlement.deposit.removing.done'));
      client.setQueryData(settlementDayOptions(day).queryKey, next);
      onRemoved();
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: settlementKey }),
  });
  return (
    <Dialog kind="question" onClose={onClose}>
      <DialogHead
        title={t('settlement.deposit.removing.title', { day: dayText(day, t) })}
        onClose={onClose}
      />
      <DialogBody>
        {removing.error === null ? null : <ProblemNotice error={removing.error} money={false} />}
        <p>{t('settlement.deposit.removing.body', { won: formatAmount(won) })}</p>
        <Field label={t('settlement.deposit.note')} mark={t('settlement.deposit.noteMark')}>
          {(control) => (
            <NoteInput
              {...control}
              rows={1}
              maxLength={NOTE_MAX}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
        </Field>
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t('settlement.deposit.removing.confirm')}
        busy={removing.isPending}
        onConfirm={() => removing.mutate()}
      />
    </Dialog>
  );
}
