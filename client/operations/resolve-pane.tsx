import { useId, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { LookAlike } from '../../shared/payment.ts';
import {
  lookAlikesOf,
  mayBeUnseen,
  mayFailFrom,
  outcomes,
  outcomesOf,
  type Outcome,
} from '../../shared/resolve-choices.ts';
import { fieldsOf, isText, listOf, isOneOf, orNull } from '../draft-shapes.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { Check } from '../ui/check.tsx';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { decisionDraft } from './decision-call.ts';
import { DecisionConfirm } from './decision-confirm.tsx';
import { DecisionForm, EvidenceField, isEvidence } from './decision-form.tsx';
import type { DecisionFrame } from './pane-frame.ts';
import { Pairs, type Pair } from './pairs.tsx';
import classes from './resolve-pane.module.css';
import { SoleNotice } from './sole-notice.tsx';

interface Draft {
  outcome: Outcome | null;
  evidence: string;
  /**
   * The number of the matching refund at Toss; `noneOf`: none of the refunds that were shown;
   * `null`: not chosen yet.
   */
  picked: { refundNo: string } | { noneOf: string[] } | null;
}

const isRefundNo = fieldsOf<{ refundNo: string }>({ refundNo: isText });
const isNoneOf = fieldsOf<{ noneOf: string[] }>({ noneOf: listOf(isText) });
const isDraft = fieldsOf<Draft>({
  outcome: orNull(isOneOf(outcomes)),
  evidence: isText,
  picked: (kept): kept is Draft['picked'] => kept === null || isRefundNo(kept) || isNoneOf(kept),
});
const first: Draft = { outcome: null, evidence: '', picked: null };

interface ResolvePaneProps extends DecisionFrame {
  /** The payment as Toss shows it, with the refunds to choose from. */
  detail: PaymentDetail;
  alone: boolean;
}

function refundNoOf(picked: Draft['picked']): string | null {
  return picked !== null && 'refundNo' in picked ? picked.refundNo : null;
}

/** `noneOf` lapses when Toss shows a refund that was not in the choice. */
function isStillPicked(
  picked: NonNullable<Draft['picked']>,
  operation: DecisionFrame['operation'],
  detail: PaymentDetail,
): boolean {
  const shown = lookAlikesOf(operation, detail).map(({ refundNo }) => refundNo);
  if ('refundNo' in picked) return shown.includes(picked.refundNo);
  return mayBeUnseen(operation, detail) && shown.every((one) => picked.noneOf.includes(one));
}

/** The draft without answers that are no longer possible, because the payment may change. */
function stillSaid(draft: Draft, { operation, detail }: ResolvePaneProps): Draft {
  const { outcome, picked } = draft;
  const isOffered =
    outcome !== null && outcomesOf(operation, detail, deskNowMs()).includes(outcome);
  return {
    ...draft,
    outcome: isOffered ? outcome : null,
    picked: picked !== null && isStillPicked(picked, operation, detail) ? picked : null,
  };
}

/**
 * What an outcome does to the money. A refund that is already booked gets another number, or is
 * taken out of the books.
 */
function useMoneyWords({ operation }: ResolvePaneProps) {
  const { t } = useTranslation();
  const { kind, state } = operation;
  const amount = formatAmount(operation.amount);
  return (outcome: Outcome) =>
    kind === 'refund' && state === 'succeeded' && outcome !== 'given_up'
      ? t(`operations.acts.outcomeMoney.booked.${outcome}`, { amount })
      : t(`operations.acts.outcomeMoney.${kind}.${outcome}`, { amount });
}

/** 결과 정하기: what the user found at Toss, the evidence, and what that does to the money. */
export function ResolvePane(props: ResolvePaneProps) {
  const { operation, detail, sending } = props;
  const [kept, setDraft] = useKeptDraft(decisionDraft('resolve', operation.id), first, isDraft);
  const [confirming, setConfirming] = useState(false);
  // `failed` becomes possible while the pane is open, so the outcomes are computed again.
  useTick((nowMs) => outcomesOf(operation, detail, nowMs).join(' '));
  // While it is being sent, the draft stays as it was confirmed.
  const draft = sending ? kept : stillSaid(kept, props);
  const { outcome } = draft;
  const lookAlikes = outcome === 'succeeded' ? lookAlikesOf(operation, detail) : [];
  const isPicked = lookAlikes.length === 0 || draft.picked !== null;
  if (confirming && outcome !== null && (isPicked || sending)) {
    return (
      <ResolveConfirm
        {...props}
        draft={draft}
        outcome={outcome}
        lookAlikes={lookAlikes}
        onBack={() => setConfirming(false)}
      />
    );
  }
  return (
    <ResolveForm
      {...props}
      draft={draft}
      lookAlikes={lookAlikes}
      complete={outcome !== null && isPicked && isEvidence(draft.evidence)}
      onDraft={(part) => {
        setDraft({ ...draft, ...part });
        setConfirming(false);
        props.onTyped();
      }}
      onReview={() => setConfirming(true)}
    />
  );
}

interface ResolveFormProps extends ResolvePaneProps {
  draft: Draft;
  /** Refunds to choose from; empty unless the outcome is `succeeded`. */
  lookAlikes: readonly LookAlike[];
  complete: boolean;
  onDraft: (part: Partial<Draft>) => void;
  onReview: () => void;
}

function ResolveForm(props: ResolveFormProps) {
  const { t } = useTranslation();
  const { operation, detail, draft, lookAlikes, alone, blocked, onDraft } = props;
  const offered = outcomesOf(operation, detail, deskNowMs());
  return (
    <DecisionForm
      {...props}
      title={t('operations.acts.titles.resolve')}
      blocked={blocked || offered.length === 0}
    >
      {(tried) => (
        <>
          <OutcomeField {...props} offered={offered} tried={tried} />
          {lookAlikes.length > 0 ? <LookAlikeField {...props} tried={tried} /> : null}
          {offered.length === 0 ? null : (
            <EvidenceField
              label={t('operations.acts.evidence')}
              help={t('operations.acts.evidenceHelp')}
              value={draft.evidence}
              tried={tried}
              onChange={(evidence) => onDraft({ evidence })}
            />
          )}
          {alone && offered.length > 0 ? <SoleNotice /> : null}
        </>
      )}
    </DecisionForm>
  );
}

interface OutcomeFieldProps extends ResolveFormProps {
  offered: readonly Outcome[];
  tried: boolean;
}

function OutcomeField(props: OutcomeFieldProps) {
  const { t } = useTranslation();
  const moneyWords = useMoneyWords(props);
  const { operation, draft, offered, tried, onDraft } = props;
  const name = useId();
  const missing = tried && draft.outcome === null;
  return (
    <fieldset className={classes.outcomes}>
      <legend>{t('operations.acts.outcome')}</legend>
      {offered.map((outcome, index) => (
        <Check
          key={outcome}
          type="radio"
          name={name}
          label={t(`operations.acts.outcomes.${operation.kind}.${outcome}`)}
          help={moneyWords(outcome)}
          error={missing && index === 0 ? t('operations.acts.outcomeMissing') : undefined}
          checked={draft.outcome === outcome}
          onChange={() => onDraft({ outcome })}
        />
      ))}
      <WhyNotOffered {...props} />
    </fieldset>
  );
}

/** Why an outcome is not offered, and from when on it is. */
function WhyNotOffered({ operation, offered }: OutcomeFieldProps) {
  const { t } = useTranslation();
  const from = mayFailFrom(operation, deskNowMs());
  const label = (outcome: Outcome) => t(`operations.acts.outcomes.${operation.kind}.${outcome}`);
  const sentences: string[] = offered.length === 0 ? [t('operations.acts.resolve.none')] : [];
  if (operation.state !== 'succeeded' && !offered.includes('succeeded')) {
    sentences.push(t('operations.acts.resolve.noRoom', { outcome: label('succeeded') }));
  }
  if (!offered.includes('failed')) {
    const outcome = label('failed');
    sentences.push(
      from !== null
        ? t('operations.acts.resolve.mayFailFrom', { outcome, when: formatMoment(from) })
        : t('operations.acts.resolve.running', { outcome }),
    );
  }
  return sentences.map((sentence) => <p key={sentence}>{sentence}</p>);
}

/** Asks which refund at Toss it is. The desk preselects none, because it may be another one. */
function LookAlikeField({
  operation,
  detail,
  draft,
  lookAlikes,
  tried,
  onDraft,
}: ResolveFormProps & { tried: boolean }) {
  const { t } = useTranslation();
  const name = useId();
  const { picked } = draft;
  const missing = tried && picked === null ? t('operations.acts.lookAlike.missing') : undefined;
  return (
    <fieldset className={classes.outcomes}>
      <legend>{t('operations.acts.lookAlike.title')}</legend>
      {lookAlikes.map(({ refundNo, amount, at }, index) => (
        <Check
          key={refundNo}
          type="radio"
          name={name}
          label={t(
            at === null ? 'operations.acts.lookAlike.untimed' : 'operations.acts.lookAlike.one',
            {
              amount: formatAmount(amount),
              when: at === null ? '' : formatMoment(at),
            },
          )}
          help={t('operations.acts.lookAlike.number', { refundNo })}
          error={index === 0 ? missing : undefined}
          checked={refundNoOf(picked) === refundNo}
          onChange={() => onDraft({ picked: { refundNo } })}
        />
      ))}
      {mayBeUnseen(operation, detail) ? (
        <Check
          type="radio"
          name={name}
          label={t('operations.acts.lookAlike.none')}
          help={t('operations.acts.lookAlike.noneHelp')}
          checked={picked !== null && 'noneOf' in picked}
          onChange={() =>
            onDraft({ picked: { noneOf: lookAlikes.map(({ refundNo }) => refundNo) } })
          }
        />
      ) : null}
    </fieldset>
  );
}

interface ResolveConfirmProps extends ResolvePaneProps {
  draft: Draft;
  outcome: Outcome;
  lookAlikes: readonly LookAlike[];
  onBack: () => void;
}

function ResolveConfirm(props: ResolveConfirmProps) {
  const { t } = useTranslation();
  const moneyWords = useMoneyWords(props);
  const { operation, draft, outcome, lookAlikes, alone, onSend } = props;
  const { kind } = operation;
  const amount = formatAmount(operation.amount);
  const evidence = draft.evidence.trim();
  const { picked } = draft;
  const isAsked = lookAlikes.length > 0;
  const refundNo = isAsked ? refundNoOf(picked) : null;
  const pairs: Pair[] = [
    { term: t('operations.acts.outcome'), value: t(`operations.acts.outcomes.${kind}.${outcome}`) },
    ...(refundNo === null ? [] : [{ term: t('operations.acts.refundNo'), value: refundNo }]),
    { term: t('operations.acts.evidence'), value: evidence },
  ];
  return (
    <DecisionConfirm
      {...props}
      title={t('operations.acts.titles.resolve')}
      sentence={
        <Trans
          t={t}
          i18nKey={`operations.acts.resolve.sentence.${outcome}`}
          values={{ amount }}
          components={{ b: <b /> }}
        />
      }
      money={moneyWords(outcome)}
      confirm={t('operations.acts.resolve.confirm')}
      onConfirm={() => onSend({ act: 'resolve', outcome, evidence, refundNo })}
    >
      <Pairs pairs={pairs} />
      {alone ? <SoleNotice /> : null}
    </DecisionConfirm>
  );
}
