import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BankTransfer, PaymentDetail } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { cachePayment } from '../payment-options.ts';
import { announce } from '../ui/announcer.tsx';
import { Amount } from '../ui/amount.tsx';
import { Field } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Notice } from '../ui/notice.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { useForm } from '../ui/use-form.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import { BankTransferDialog } from './bank-transfer-dialog.tsx';
import styles from './bank-transfers.module.css';

interface RowProps {
  record: BankTransfer;
  payment: PaymentDetail['payment'];
  /** May decide on records. */
  mayAct: boolean;
  /** Recorded by the signed-in person, who can't confirm it. */
  own: boolean;
}

/** The decision on a record; `reason` takes it back, without one it is confirmed. */
function useDecision({ id, amount }: BankTransfer, onDone: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (reason: string | null) =>
      reason === null
        ? callApi('POST /api/bank-transfers/:id/confirm', { params: { id } })
        : callApi('POST /api/bank-transfers/:id/take-back', { params: { id }, body: { reason } }),
    onSuccess: (detail, reason) => {
      const { overWon } = detail.bankTransferOffer;
      const words = { amount: formatAmount(amount) };
      const done = reason === null ? 'confirmed' : 'takenBack';
      const over = t('detail.transfer.over.title', { amount: formatAmount(overWon) });
      announce([t(`detail.transfer.${done}`, words), ...(overWon > 0 ? [over] : [])].join('. '));
      onDone();
      return cachePayment(queryClient, detail);
    },
  });
}

function TakeBack({ record, onClose }: { record: BankTransfer; onClose: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const decision = useDecision(record, onClose);
  useUnsavedWork(reason !== '');
  const short = reason.trim().length < EVIDENCE_MIN;
  const { form, tried } = useForm(() => {
    if (!short && !decision.isPending) decision.mutate(reason.trim());
    return !short;
  });
  return (
    <form {...form} className={styles.form}>
      <Field
        label={t('detail.transfer.takeBackWhy')}
        help={t('detail.transfer.takeBackHelp')}
        error={tried && short ? t('detail.drift.acknowledge.short') : undefined}
      >
        {(control) => (
          <NoteInput
            {...control}
            autoFocus
            rows={1}
            maxLength={EVIDENCE_MAX}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
      {decision.isError ? <ProblemNotice error={decision.error} money={false} /> : null}
      <div className={styles.acts}>
        <Button type="submit" loading={decision.isPending}>
          {t('detail.transfer.takeBack')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Acts({ record, payment, own }: Pick<RowProps, 'record' | 'payment' | 'own'>) {
  const { t } = useTranslation();
  const confirms = record.state === 'waiting' && !own;
  const transferred = payment.transferred + record.amount;
  const overWon = confirms ? overWonOf({ ...payment, transferred }) : 0;
  const [taking, setTaking] = useState(false);
  const confirm = useDecision(record, () => undefined);
  if (taking) return <TakeBack record={record} onClose={() => setTaking(false)} />;
  return (
    <>
      {confirm.isError ? <ProblemNotice error={confirm.error} money={false} /> : null}
      {overWon === 0 ? null : (
        <p className={styles.waiting}>
          {t('detail.transfer.confirmOver', { amount: formatAmount(overWon) })}
        </p>
      )}
      <div className={styles.acts}>
        {confirms ? (
          <Button variant="filled" loading={confirm.isPending} onClick={() => confirm.mutate(null)}>
            {t('detail.transfer.confirm')}
          </Button>
        ) : null}
        <Button variant="subtle" color="gray" onClick={() => setTaking(true)}>
          {t('detail.transfer.takeBack')}
        </Button>
      </div>
    </>
  );
}

function useStateWords({ state, sole, confirmed, takenBack }: BankTransfer): string | null {
  const { t } = useTranslation();
  if (takenBack !== null) {
    const name = takenBack.staff.name;
    return takenBack.note === null
      ? t('detail.transfer.state.takenBackErased', { name })
      : t('detail.transfer.state.takenBack', { name, note: takenBack.note });
  }
  if (state === 'waiting') return t('detail.transfer.state.waiting');
  if (confirmed !== null)
    return t('detail.transfer.state.confirmed', { name: confirmed.staff.name });
  return sole ? t('detail.timeline.sole') : null;
}

function Row({ record, payment, mayAct, own }: RowProps) {
  const { t } = useTranslation();
  const gone = record.state === 'taken-back';
  const state = useStateWords(record);
  const account = record.accountEnd === null ? '' : ` ••${record.accountEnd}`;
  return (
    <li className={styles.row} data-state={record.state}>
      <div className={styles.line}>
        <b className={gone ? styles.gone : undefined}>
          <Amount won={record.amount} struck={gone} />
        </b>
        <span>
          {record.bank}
          {account}
        </span>
        <time className={styles.day} dateTime={record.paidOn}>
          {t('detail.transfer.sentOn', { day: record.paidOn })}
        </time>
      </div>
      <p className={styles.sub}>
        {[record.reference, record.note].filter((text) => text !== null).join(' · ')}
      </p>
      <p className={styles.sub}>
        {record.recordedBy.name} · <Moment at={record.recordedAt} as="row" />
      </p>
      {state === null ? null : (
        <p className={record.state === 'waiting' ? styles.waiting : styles.sub}>{state}</p>
      )}
      {mayAct && !gone ? <Acts record={record} payment={payment} own={own} /> : null}
    </li>
  );
}

/**
 * 직접 송금: refunds made by bank transfer, apart from Toss's; and where Toss can't refund, why, with
 * the way to record one.
 */
export function BankTransfers({
  detail,
  staffId,
  reachable,
}: {
  detail: PaymentDetail;
  /** The signed-in person. */
  staffId: string;
  /** `false` while the desk can't be reached: nothing may be recorded. */
  reachable: boolean;
}) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { bankTransfers: records, bankTransferOffer: offer, payment } = detail;
  const isOffered = offer.ground !== null && offer.leftWon > 0 && offer.reason !== 'not-paid';
  if (records.length === 0 && !isOffered) return null;
  const mayAct = offer.reason !== 'not-permitted' && reachable;
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3>{t('detail.transfer.title')}</h3>
        {payment.transferred === 0 ? null : (
          <span className="faint">{formatAmount(payment.transferred)}</span>
        )}
      </div>
      {offer.overWon === 0 ? null : (
        <Notice
          tone="bad"
          silent
          title={t('detail.transfer.over.title', { amount: formatAmount(offer.overWon) })}
        >
          <p>{t('detail.transfer.over.body')}</p>
        </Notice>
      )}
      {isOffered && offer.ground !== null ? (
        <Notice
          silent
          title={t(`detail.transfer.ground.${offer.ground}`)}
          action={
            offer.allowed && reachable ? (
              <Button onClick={() => setOpened(true)}>{t('detail.transfer.record')}</Button>
            ) : null
          }
        >
          <p>{t(mayAct ? 'detail.transfer.hint' : 'detail.transfer.askManager')}</p>
        </Notice>
      ) : null}
      {records.length === 0 ? null : (
        <ul className={styles.list} aria-label={t('detail.transfer.title')}>
          {records.map((record) => (
            <Row
              key={record.id}
              record={record}
              payment={payment}
              mayAct={mayAct}
              own={record.recordedBy.id === staffId}
            />
          ))}
        </ul>
      )}
      {opened ? <BankTransferDialog detail={detail} onClose={() => setOpened(false)} /> : null}
    </section>
  );
}
