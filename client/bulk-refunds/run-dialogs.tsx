import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { BulkRow, BulkRun } from '../../shared/bulk-refund.ts';
import type { Answer } from '../../shared/api.ts';
import { EVIDENCE_MAX, EVIDENCE_MIN } from '../../shared/limits.ts';
import { isText } from '../draft-shapes.ts';
import { formatAmount } from '../format.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { Field } from '../ui/field.tsx';
import { NoteInput } from '../ui/note-input.tsx';
import { Notice } from '../ui/notice.tsx';
import { useUnsavedWork } from '../unsaved-work.ts';
import { paidBackNow } from '../parts/paid-back.ts';
import { RefundRoom } from './refund-room.tsx';
import { RunRefusal } from './run-refusal.tsx';
import { ConfirmDialog, type MoneyFrame } from './confirm-dialog.tsx';
import { sumOf, type Sum } from './row-place.ts';
import { declineDraft, type RunCall } from './run-call.ts';

export type Rules = Answer<'GET /api/me'>['rules'];

interface DialogProps {
  frame: MoneyFrame;
  pending: boolean;
  error: Error | null;
  onRead: () => void;
  onClose: () => void;
  onCall: (call: RunCall) => void;
}

const bold = { b: <b /> };

/** A name inside `Trans`, as a component: as text it could be taken for a tag or a placeholder. */
function AsItIs({ text }: { text: string }) {
  return text;
}

function shared({ frame, pending, error, onRead, onClose }: DialogProps) {
  const problem = <RunRefusal error={error} onRead={onRead} />;
  return { frame, pending, problem, onClose };
}

const wordsOf = ({ count, won }: Sum) => ({ count, amount: formatAmount(won) });

/** An estimate of what the buyer of a row gets back; the rest was discount or points. */
function backWon(row: BulkRow): number {
  const { paymentAmount, paymentRemaining: remaining, paymentDiscounted: discounted } = row;
  const won = row.amount ?? 0;
  if (paymentAmount === null || remaining === null) return won;
  return paidBackNow({ amount: paymentAmount, remaining, discounted }, won)?.won ?? won;
}

/** The sum of what the buyers get back, shown only where a discount or points were used. */
function PaidBack({ rows }: { rows: readonly BulkRow[] }) {
  const { t } = useTranslation();
  const { won } = sumOf(rows);
  const back = rows.reduce((sum, row) => sum + backWon(row), 0);
  if (back === won) return null;
  const words = { amount: formatAmount(won), back: formatAmount(back) };
  return <p>{t('bulk.confirm.discounted', words)}</p>;
}

/** The rules that apply to this sum: second person, only manager, day limit. */
function RuleNotices({ rows, rules }: { rows: readonly BulkRow[]; rules: Rules }) {
  const { t } = useTranslation();
  const { won } = sumOf(rows);
  const { approvalFromWon: fromWon, approvalHours: hours, soleManager, dayCeiling } = rules;
  const leftWon = dayCeiling === null ? Infinity : dayCeiling.ceilingWon - dayCeiling.usedWon;
  const from = formatAmount(fromWon ?? 0);
  // A row can also reach the approval limit together with earlier refunds of its payment.
  const waiting = rows.filter(({ findings }) =>
    findings.some(({ code }) => code === 'needs-approval'),
  ).length;
  const due = fromWon !== null && won >= fromWon;
  return (
    <>
      {due && soleManager ? (
        <Notice tone="warn" silent title={t('bulk.confirm.soleTitle')}>
          <p>{t('bulk.confirm.sole', { from })}</p>
        </Notice>
      ) : null}
      {soleManager || (!due && waiting === 0) ? null : (
        <Notice silent title={t(due ? 'bulk.confirm.approvalTitle' : 'bulk.confirm.rowsTitle')}>
          {due ? <p>{t('bulk.confirm.approval', { from, hours })}</p> : null}
          {waiting === 0 ? null : <p>{t('bulk.confirm.rowsWait', { count: waiting, from })}</p>}
        </Notice>
      )}
      {won <= leftWon ? null : (
        <Notice tone="warn" silent title={t('bulk.confirm.ceilingTitle')}>
          <p>{t('bulk.confirm.ceiling', { left: formatAmount(Math.max(0, leftWon)) })}</p>
        </Notice>
      )}
    </>
  );
}

/** Starts a draft after its total has been confirmed. */
export function StartDialog({
  rows,
  rules,
  choice,
  ...props
}: DialogProps & {
  /** The rows that will be refunded. */
  rows: readonly BulkRow[];
  rules: Rules;
  choice: { include: number[]; leaveOut: number[] };
}) {
  const { t } = useTranslation();
  const sum = sumOf(rows);
  const { approvalFromWon: fromWon, soleManager } = rules;
  const asks = fromWon !== null && sum.won >= fromWon && !soleManager;
  const looked = rows.filter(({ verdict }) => verdict === 'look').length;
  return (
    <ConfirmDialog
      {...shared(props)}
      title={t('bulk.confirm.title')}
      sentence={
        <Trans
          t={t}
          i18nKey={asks ? 'bulk.confirm.askSentence' : 'bulk.confirm.sentence'}
          values={wordsOf(sum)}
          components={bold}
        />
      }
      money={t('bulk.confirm.money')}
      confirm={t(asks ? 'bulk.confirm.ask' : 'bulk.confirm.submit', wordsOf(sum))}
      typedWon={sum.won}
      onConfirm={() =>
        props.onCall({ act: 'start', totalWon: sum.won, ...choice, seenApproval: asks })
      }
    >
      {looked === 0 ? null : <p>{t('bulk.confirm.seen', { count: looked })}</p>}
      <PaidBack rows={rows} />
      <RuleNotices rows={rows} rules={rules} />
      <RefundRoom />
    </ConfirmDialog>
  );
}

/** Resumes a paused run after the total of its remaining `rows` has been confirmed. */
export function ResumeDialog({ rows, ...props }: DialogProps & { rows: readonly BulkRow[] }) {
  const { t } = useTranslation();
  const left = sumOf(rows);
  return (
    <ConfirmDialog
      {...shared(props)}
      title={t('bulk.resume.title')}
      sentence={
        <Trans t={t} i18nKey="bulk.resume.sentence" values={wordsOf(left)} components={bold} />
      }
      money={t('bulk.resume.money')}
      confirm={t('bulk.confirm.submit', wordsOf(left))}
      typedWon={left.won}
      onConfirm={() => props.onCall({ act: 'start', totalWon: left.won })}
    >
      <PaidBack rows={rows} />
      <RefundRoom />
    </ConfirmDialog>
  );
}

/** Ends a run for good: discards a draft, withdraws a request or stops a started run. */
export function StopDialog({ run, left, ...props }: DialogProps & { run: BulkRun; left: Sum }) {
  const { t } = useTranslation();
  const { state } = run;
  const isSent = state !== 'draft' && state !== 'proposed';
  const sentence = isSent ? (
    <Trans t={t} i18nKey="bulk.stop.running" values={wordsOf(left)} components={bold} />
  ) : (
    t(`bulk.stop.${state}`)
  );
  const submit = { draft: 'submitDraft', proposed: 'submitProposed' } as const;
  return (
    <ConfirmDialog
      {...shared(props)}
      title={t('bulk.stop.title')}
      sentence={sentence}
      money={t(isSent ? 'bulk.stop.money' : 'bulk.decline.money')}
      confirm={t(isSent ? 'bulk.stop.submit' : `bulk.stop.${submit[state]}`)}
      onConfirm={() => props.onCall({ act: 'stop' })}
    />
  );
}

/** A second person's approval of the confirmed rows. */
export function ApproveDialog({
  run,
  rows,
  ...props
}: DialogProps & { run: BulkRun; rows: readonly BulkRow[] }) {
  const { t } = useTranslation();
  const going = rows.filter(({ included }) => included);
  const looked = going.filter(({ verdict }) => verdict === 'look').length;
  const { bodyHash, requestedBy, tally } = run;
  const words = wordsOf({ count: tally.included, won: tally.totalWon });
  return (
    <ConfirmDialog
      {...shared(props)}
      title={t('bulk.approve.title')}
      sentence={
        <Trans
          t={t}
          i18nKey="bulk.approve.sentence"
          values={words}
          components={{ ...bold, who: <AsItIs text={requestedBy.name} /> }}
        />
      }
      money={t('bulk.approve.money')}
      confirm={t('bulk.approve.submit', words)}
      onConfirm={() => {
        if (bodyHash !== null) props.onCall({ act: 'approve', bodyHash });
      }}
    >
      {looked === 0 ? null : <p>{t('bulk.confirm.seen', { count: looked })}</p>}
      <PaidBack rows={going} />
    </ConfirmDialog>
  );
}

/** A second person's refusal with its reason. */
export function DeclineDialog({ run, ...props }: DialogProps & { run: BulkRun }) {
  const { t } = useTranslation();
  const [reason, setReason] = useKeptDraft(declineDraft(run.id), '', isText);
  const [tried, setTried] = useState(false);
  const { length } = reason.trim();
  const { tally } = run;
  useUnsavedWork(length > 0);
  return (
    <ConfirmDialog
      {...shared(props)}
      title={t('bulk.decline.title')}
      sentence={
        <Trans
          t={t}
          i18nKey="bulk.decline.sentence"
          values={wordsOf({ count: tally.included, won: tally.totalWon })}
          components={bold}
        />
      }
      money={t('bulk.decline.money')}
      confirm={t('bulk.decline.submit')}
      onConfirm={() => {
        setTried(true);
        if (length >= EVIDENCE_MIN) props.onCall({ act: 'decline', reason: reason.trim() });
      }}
    >
      <Field
        label={t('bulk.decline.reason')}
        help={t('bulk.decline.reasonHelp')}
        error={tried && length < EVIDENCE_MIN ? t('bulk.decline.reasonShort') : undefined}
        count={t('operations.refund.count', { count: length, max: EVIDENCE_MAX })}
      >
        {(control) => (
          <NoteInput
            {...control}
            required
            rows={2}
            maxLength={EVIDENCE_MAX}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
