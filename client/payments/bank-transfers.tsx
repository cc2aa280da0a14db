import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BankTransfer, PaymentDetail } from '../../shared/api.ts';
import { overWonOf } from '../../shared/bank-transfer.ts';
import { callApi } from '../api-client.ts';
import { formatAmount } from '../format.ts';
import { meOptions } from '../me.ts';
import { cachePayment } from '../payment-options.ts';
import { announce } from '../ui/announcer.tsx';
import { Amount } from '../ui/amount.tsx';
import { Moment } from '../ui/moment.tsx';
import { Notice } from '../ui/notice.tsx';
import { useTick } from '../ui/ticker.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { BankTransferDialog } from './bank-transfer-dialog.tsx';
import styles from './bank-transfers.module.css';
import { NoteForm } from './note-form.tsx';
import { OverGivenNotice } from './over-given-notice.tsx';

interface RowProps {
  record: BankTransfer;
  payment: PaymentDetail['payment'];
  /** May decide on records. */
  mayAct: boolean;
  /** The signed-in person, who confirms no record of their own. */
  staffId: string;
}

type TransferAct = NonNullable<BankTransfer['takenBack']>;

/**
 * `seenAsked`: who had requested the taking back when the form was opened. If there is such a
 * request, the record is taken back; otherwise another manager is asked.
 */
type TakeBackBody = { reason: string; seenAsked: string | undefined };

/** The decision on a record; a body takes it back, `null` confirms it. */
function useDecision({ id, amount }: BankTransfer, payToken: string, onDone: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: TakeBackBody | null) =>
      body === null
        ? callApi('POST /api/bank-transfers/:id/confirm', { params: { id } })
        : callApi('POST /api/bank-transfers/:id/take-back', { params: { id }, body }),
    onSuccess: (detail, body) => {
      const { overWon } = detail.bankTransferOffer;
      const words = { amount: formatAmount(amount) };
      const gone = detail.bankTransfers.some((one) => one.id === id && one.takenBack !== null);
      const done = body === null ? 'confirmed' : gone ? 'takenBack' : 'takeBackAsked';
      const over = t('detail.transfer.over.title', { amount: formatAmount(overWon) });
      announce([t(`detail.transfer.${done}`, words), ...(overWon > 0 ? [over] : [])].join('. '));
      onDone();
      return cachePayment(queryClient, detail);
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['payment', payToken] }),
  });
}

/** The open ask to take a record back, made by this person or another; `null`: there is none. */
function useAsked({ takeBackAsked: asked, takenBack }: BankTransfer, staffId: string) {
  const lapsesMs = asked === null ? 0 : Date.parse(asked.lapsesAt);
  const isOpen = useTick((nowMs) => lapsesMs > nowMs);
  if (asked === null || takenBack !== null || !isOpen) return null;
  return { ...asked, own: asked.staff.id === staffId };
}

type Asked = ReturnType<typeof useAsked>;

/** What 기록 취소 does: a record that a second person confirmed needs two managers. */
type TakeBackStep = 'takeBack' | 'takeBackAsk' | 'takeBackComplete';

function TakeBack({
  record,
  payToken,
  step,
  asked,
  onClose,
}: {
  record: BankTransfer;
  payToken: string;
  step: TakeBackStep;
  asked: Asked;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const askedNow = asked?.staff.id;
  const [seenAsked, setSeenAsked] = useState(askedNow);
  const decision = useDecision(record, payToken, onClose);
  return (
    <NoteForm
      label={t('detail.transfer.takeBackWhy')}
      help={t(`detail.transfer.${step === 'takeBackAsk' ? 'takeBackAskHelp' : 'takeBackHelp'}`)}
      rows={1}
      note={reason}
      onNote={setReason}
      sending={decision}
      onSend={(written) => decision.mutate({ reason: written, seenAsked })}
      moved={seenAsked !== askedNow}
      movedWords={{
        title: t('detail.transfer.askMoved'),
        text: t('detail.transfer.askMovedText'),
        seen: t('detail.transfer.movedSeen'),
      }}
      onSeen={() => setSeenAsked(askedNow)}
      submit={t(`detail.transfer.${step}`)}
      onClose={onClose}
    />
  );
}

function Acts({ record, payment, staffId, asked }: RowProps & { asked: Asked }) {
  const { t } = useTranslation();
  const alone = useQueryClient().getQueryData(meOptions.queryKey)?.rules.soleManager === true;
  const byTwo = record.confirmed !== null && !alone;
  const step = asked !== null ? 'takeBackComplete' : byTwo ? 'takeBackAsk' : 'takeBack';
  const confirms = record.state === 'waiting' && record.recordedBy.id !== staffId;
  const transferred = payment.transferred + record.amount;
  const overWon = confirms ? overWonOf({ ...payment, transferred }) : 0;
  const [taking, setTaking] = useState(false);
  const { payToken } = payment;
  const confirm = useDecision(record, payToken, () => undefined);
  if (taking) {
    return <TakeBack {...{ record, payToken, step, asked }} onClose={() => setTaking(false)} />;
  }
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
        {asked?.own === true && !alone ? null : (
          <Button variant="subtle" color="gray" onClick={() => setTaking(true)}>
            {t(`detail.transfer.${step}`)}
          </Button>
        )}
      </div>
    </>
  );
}

function useStateWords(record: BankTransfer, asked: Asked): string | null {
  const { t } = useTranslation();
  const { state, sole, confirmed, takenBack, takeBackAsked } = record;
  const said = (key: 'takenBack' | 'takeBackAsked', { staff, note }: TransferAct) =>
    note === null
      ? t(`detail.transfer.state.${key}Erased`, { name: staff.name })
      : t(`detail.transfer.state.${key}`, { name: staff.name, note });
  if (takenBack !== null) {
    const words = said('takenBack', takenBack);
    if (takeBackAsked === null) return words;
    const before = takeBackAsked.sole
      ? t('detail.timeline.sole')
      : said('takeBackAsked', takeBackAsked);
    return `${before} · ${words}`;
  }
  if (asked !== null) return said('takeBackAsked', asked);
  if (state === 'waiting') return t('detail.transfer.state.waiting');
  if (confirmed !== null)
    return t('detail.transfer.state.confirmed', { name: confirmed.staff.name });
  return sole ? t('detail.timeline.sole') : null;
}

function Row(props: RowProps) {
  const { record, mayAct, staffId } = props;
  const { t } = useTranslation();
  const gone = record.state === 'taken-back';
  const asked = useAsked(record, staffId);
  const state = useStateWords(record, asked);
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
        <p className={record.state === 'waiting' || asked !== null ? styles.waiting : styles.sub}>
          {state}
        </p>
      )}
      {mayAct && !gone ? <Acts {...props} asked={asked} /> : null}
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
  onAcknowledged,
}: {
  detail: PaymentDetail;
  /** The signed-in person. */
  staffId: string;
  /** `false` while the desk can't be reached: nothing may be recorded. */
  reachable: boolean;
  /** The focused form is gone. */
  onAcknowledged: () => void;
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
      <OverGivenNotice detail={detail} mayAct={mayAct} onAcknowledged={onAcknowledged} />
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
              staffId={staffId}
            />
          ))}
        </ul>
      )}
      {opened ? <BankTransferDialog detail={detail} onClose={() => setOpened(false)} /> : null}
    </section>
  );
}
