import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettlementDay } from '../../shared/api.ts';
import { formatAmount } from '../format.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { AskFoot } from '../ui/ask-foot.tsx';
import { Dialog, DialogBody, DialogHead } from '../ui/dialog.tsx';
import { DepositNote } from './deposit-note.tsx';
import { dayText } from './settlement-words.ts';
import { usePutDeposit } from './use-put-deposit.ts';

/** Asks before the deposit of a day is removed, for example one typed on the wrong day. */
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
  const [note, setNote] = useState('');
  const removing = usePutDeposit(day, t('settlement.deposit.removing.done'), () => {
    onRemoved();
    onClose();
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
        <DepositNote value={note} onChange={setNote} />
      </DialogBody>
      <AskFoot
        onCancel={onClose}
        confirm={t('settlement.deposit.removing.confirm')}
        busy={removing.isPending}
        onConfirm={() => removing.mutate({ won: null, seenWon: won, note })}
      />
    </Dialog>
  );
}
