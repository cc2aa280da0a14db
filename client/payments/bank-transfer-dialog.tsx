import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BankTransferOffer, PaymentDetail } from '../../shared/api.ts';
import { NOTE_MAX } from '../../shared/limits.ts';
import { BANK_MAX, REFERENCE_MAX } from '../../shared/bank-transfer.ts';
import { callApi } from '../api-client.ts';
import { formatAmount, seoulDate } from '../format.ts';
import { dropDraft, useKeptDraft } from '../kept-drafts.ts';
import { cachePayment } from '../payment-options.ts';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { Check } from '../ui/check.tsx';
import { Dialog, DialogBody, DialogForm, DialogHead } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { useForm } from '../ui/use-form.ts';
import { WonInput } from '../ui/won-input.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import styles from './bank-transfer-dialog.module.css';
import {
  isTypedTransfer,
  transferBody,
  transferFaults,
  needsTick,
  type TransferDraft,
  type TransferField,
  type TypedTransfer,
} from './bank-transfer-draft.ts';

interface DialogProps {
  detail: PaymentDetail;
  onClose: () => void;
}

const draftOf = (payToken: string) => `bank-transfer ${payToken}`;

/** What the form showed when it was opened or read anew: the record is bound to it. */
type Seen = Pick<PaymentDetail, 'payment' | 'bankTransferOffer'>;

function useRecord({ payment }: PaymentDetail, onDone: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const { payToken } = payment;
  // The same id for each try, so that a lost answer records nothing twice.
  const [id] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: ({ draft, seen }: { draft: TransferDraft; seen: Seen }) =>
      callApi('PUT /api/payments/:payToken/bank-transfers/:bankTransferId', {
        params: { payToken, bankTransferId: id },
        body: transferBody(draft, seen.bankTransferOffer, seen.payment),
      }),
    onSuccess: (detail) => {
      dropDraft(draftOf(payToken));
      const waits = detail.bankTransfers.some((one) => one.id === id && one.state === 'waiting');
      announce(t(waits ? 'detail.transfer.recordedWaits' : 'detail.transfer.recorded'));
      onDone();
      return cachePayment(queryClient, detail);
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['payment', payToken] }),
  });
}

/** The reasons to look again, with one tick for all. */
function Cautions({
  offer,
  ticked,
  missing,
  onTicked,
}: {
  offer: BankTransferOffer;
  ticked: boolean;
  missing: boolean;
  onTicked: (ticked: boolean) => void;
}) {
  const { t } = useTranslation();
  if (!needsTick(offer)) return null;
  return (
    <Notice tone="warn" title={t('detail.transfer.caution.title')} silent>
      {offer.recordedWon === 0 ? null : (
        <p>{t('detail.transfer.caution.again', { amount: formatAmount(offer.recordedWon) })}</p>
      )}
      {offer.refundUnsettled ? <p>{t('detail.transfer.caution.unsettled')}</p> : null}
      <Check
        type="checkbox"
        label={t('detail.transfer.caution.tick')}
        checked={ticked}
        {...(missing ? { error: t('detail.transfer.caution.missing') } : {})}
        onChange={onTicked}
      />
    </Notice>
  );
}

function Fields({
  draft,
  offer,
  days,
  faults,
  change,
}: {
  draft: TransferDraft;
  offer: BankTransferOffer;
  days: { first: string; last: string };
  faults: readonly TransferField[];
  change: (part: Partial<TypedTransfer>) => void;
}) {
  const { t } = useTranslation();
  const error = (field: TransferField, words: string) =>
    faults.includes(field) ? words : undefined;
  const left = formatAmount(offer.leftWon);
  return (
    <>
      <div className={styles.pair}>
        <Field
          label={t('detail.transfer.amount')}
          help={t('detail.transfer.amountHelp', { left })}
          error={error('amountWon', t('detail.transfer.amountWrong', { left }))}
        >
          {(control) => (
            <WonInput
              {...control}
              value={draft.amountWon}
              maxWon={offer.leftWon}
              onChange={(amountWon) => change({ amountWon })}
            />
          )}
        </Field>
        <Field
          label={t('detail.transfer.paidOn')}
          error={error('paidOn', t('detail.transfer.paidOnWrong'))}
        >
          {(control) => (
            <TextInput
              {...control}
              type="date"
              min={days.first}
              max={days.last}
              value={draft.paidOn}
              onChange={(event) => change({ paidOn: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <div className={styles.pair}>
        <Field
          label={t('detail.transfer.bank')}
          error={error('bank', t('detail.transfer.bankWrong'))}
        >
          {(control) => (
            <TextInput
              {...control}
              maxLength={BANK_MAX}
              autoComplete="off"
              value={draft.bank}
              onChange={(event) => change({ bank: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field
          label={t('detail.transfer.accountEnd')}
          help={t('detail.transfer.accountEndHelp')}
          error={error('accountEnd', t('detail.transfer.accountEndWrong'))}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              autoComplete="off"
              maxLength={4}
              value={draft.accountEnd}
              onChange={(event) => change({ accountEnd: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label={t('detail.transfer.reference')}
        help={t('detail.transfer.referenceHelp')}
        error={error('reference', t('detail.transfer.referenceWrong'))}
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={REFERENCE_MAX}
            autoComplete="off"
            value={draft.reference}
            onChange={(event) => change({ reference: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label={t('detail.transfer.note')} mark={t('detail.transfer.optional')}>
        {(control) => (
          <NoteInput
            {...control}
            rows={1}
            maxLength={NOTE_MAX}
            value={draft.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}

/** Whether what the form was opened on is still so. */
function isSameView(seen: Seen, now: Seen): boolean {
  const told = ({ payment, bankTransferOffer: offer }: Seen) =>
    [payment.refunded, offer.recordedWon, offer.refundUnsettled].join(' ');
  return told(seen) === told(now);
}

/** The form that records a bank transfer. It sends nothing to Toss and moves no money. */
export function BankTransferDialog({ detail, onClose }: DialogProps) {
  const { t } = useTranslation();
  const { payment } = detail;
  const [seen, setSeen] = useState<Seen>(detail);
  const offer = seen.bankTransferOffer;
  const days = {
    first: seoulDate(Date.parse(payment.completedAt ?? payment.createdAt)),
    last: seoulDate(deskNowMs()),
  };
  const [first] = useState<TypedTransfer>({
    ...{ amountWon: offer.leftWon, paidOn: days.last, bank: '', accountEnd: '' },
    ...{ reference: '', note: '' },
  });
  const [typed, setTyped] = useKeptDraft(draftOf(payment.payToken), first, isTypedTransfer);
  const [ticked, setTicked] = useState(false);
  const draft = { ...typed, ticked };
  const record = useRecord(detail, onClose);
  const { close, leave } = useLeaving((ticked || typed !== first) && !record.isSuccess, () => {
    dropDraft(draftOf(payment.payToken));
    onClose();
  });
  const wrong = transferFaults(draft, offer, days);
  const isStale =
    record.error instanceof ProblemError && record.error.problem.code === 'stale-view';
  const moved = isStale || !isSameView(seen, detail);
  const change = (part: Partial<TypedTransfer>) => setTyped({ ...typed, ...part });
  const { form, tried } = useForm(() => {
    if (wrong.length > 0) return false;
    if (!moved && !record.isPending) record.mutate({ draft, seen });
    return true;
  });
  return (
    <Dialog onClose={close}>
      <DialogForm {...form}>
        <DialogHead title={t('detail.transfer.record')} onClose={close}>
          <p>{t('detail.transfer.intro')}</p>
        </DialogHead>
        <DialogBody>
          {moved ? (
            <Notice
              tone="warn"
              title={t('detail.transfer.moved')}
              action={
                <Button
                  onClick={() => {
                    setSeen(detail);
                    setTicked(false);
                    record.reset();
                  }}
                >
                  {t('detail.transfer.movedSeen')}
                </Button>
              }
            >
              <p>{t('detail.transfer.movedText')}</p>
            </Notice>
          ) : null}
          {record.isError && !isStale ? <ProblemNotice error={record.error} money={false} /> : null}
          <Cautions
            offer={offer}
            ticked={ticked}
            missing={tried && wrong.includes('ticked')}
            onTicked={setTicked}
          />
          <Fields
            draft={draft}
            offer={offer}
            days={days}
            faults={tried ? wrong : []}
            change={change}
          />
        </DialogBody>
        {leave ?? (
          <FormFoot onClose={close} busy={record.isPending} submit={t('detail.transfer.submit')} />
        )}
      </DialogForm>
    </Dialog>
  );
}
