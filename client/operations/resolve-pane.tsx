import { useId, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { lastSentAt, RELEASE_AFTER_MS } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import type { LookAlike } from '../../shared/payment.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { useKeptDraft } from '../kept-drafts.ts';
import { Check } from '../ui/check.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { actDraft, outcomes, type Outcome } from './act-call.ts';
import { ActConfirm } from './act-confirm.tsx';
import { ActForm, EvidenceField, isEvidence } from './act-form.tsx';
import type { ActFrame } from './act-frame.ts';
import { Pairs, type Pair } from './pairs.tsx';
import classes from './resolve-pane.module.css';
import { SoleNotice } from './sole-notice.tsx';

interface Draft {
  outcome: Outcome | null;
  evidence: string;
  /** The number of the refund at Toss that it is; `none`: none of those, `null`: not picked yet. */
  picked: { refundNo: string } | 'none' | null;
}

type ResolvePaneProps = ActFrame & { alone: boolean };

/** Refunds at Toss that it may be, where it is said to be done: a person has to pick one. */
function lookAlikesOf({ operation, detail }: ResolvePaneProps, outcome: Outcome | null) {
  if (operation.kind !== 'refund' || outcome !== 'succeeded') return [];
  return (detail?.lookAlikes ?? []).filter(({ amount }) => amount === operation.amount);
}

/** From when on one that is booked as done may be said not to have happened. */
const mayFailFromMs = (operation: Operation) =>
  Date.parse(lastSentAt(operation)) + RELEASE_AFTER_MS;

/** What may be said of it: of one that is booked as done only that it was another one, or none. */
function outcomesOf(props: ResolvePaneProps): readonly Outcome[] {
  const { operation } = props;
  if (operation.state !== 'succeeded') return outcomes;
  const isAnother = lookAlikesOf(props, 'succeeded').length > 0;
  const mayFail = deskNowMs() >= mayFailFromMs(operation);
  return outcomes.filter((one) => (one === 'succeeded' ? isAnother : one === 'failed' && mayFail));
}

/** 결과 정하기: what a person found at Toss, by what evidence, and what that does to the money. */
export function ResolvePane(props: ResolvePaneProps) {
  const [draft, setDraft] = useKeptDraft<Draft>(actDraft('resolve', props.operation.id), {
    outcome: null,
    evidence: '',
    picked: null,
  });
  const [confirming, setConfirming] = useState(false);
  if (confirming && draft.outcome !== null) {
    return (
      <ResolveConfirm
        {...props}
        draft={draft}
        outcome={draft.outcome}
        onBack={() => {
          setConfirming(false);
        }}
      />
    );
  }
  return (
    <ResolveForm
      {...props}
      draft={draft}
      onDraft={(part) => {
        setDraft({ ...draft, ...part });
        props.onTyped();
      }}
      onReview={() => {
        setConfirming(true);
      }}
    />
  );
}

interface ResolveFormProps extends ResolvePaneProps {
  draft: Draft;
  onDraft: (part: Partial<Draft>) => void;
  onReview: () => void;
}

function ResolveForm(props: ResolveFormProps) {
  const { t } = useTranslation();
  const { draft, alone, onDraft, onReview } = props;
  const lookAlikes = lookAlikesOf(props, draft.outcome);
  const isPicked = lookAlikes.length === 0 || draft.picked !== null;
  return (
    <ActForm
      {...props}
      title={t('operations.acts.titles.resolve')}
      complete={draft.outcome !== null && isPicked && isEvidence(draft.evidence)}
      onReview={onReview}
    >
      {(tried) => (
        <>
          <OutcomeField {...props} tried={tried} />
          {lookAlikes.length > 0 ? (
            <LookAlikeField {...props} lookAlikes={lookAlikes} tried={tried} />
          ) : null}
          <EvidenceField
            label={t('operations.acts.evidence')}
            help={t('operations.acts.evidenceHelp')}
            value={draft.evidence}
            tried={tried}
            onChange={(evidence) => {
              onDraft({ evidence });
            }}
          />
          {alone ? <SoleNotice /> : null}
        </>
      )}
    </ActForm>
  );
}

function OutcomeField(props: ResolveFormProps & { tried: boolean }) {
  const { t } = useTranslation();
  const { operation, draft, tried, onDraft } = props;
  const name = useId();
  const { kind } = operation;
  const amount = formatAmount(operation.amount);
  const missing = tried && draft.outcome === null;
  return (
    <fieldset className={classes.outcomes}>
      <legend>{t('operations.acts.outcome')}</legend>
      {outcomesOf(props).map((outcome, index) => (
        <Check
          key={outcome}
          type="radio"
          name={name}
          label={t(`operations.acts.outcomes.${kind}.${outcome}`)}
          help={t(`operations.acts.outcomeMoney.${kind}.${outcome}`, { amount })}
          error={missing && index === 0 ? t('operations.acts.outcomeMissing') : undefined}
          checked={draft.outcome === outcome}
          onChange={() => {
            onDraft({ outcome });
          }}
        />
      ))}
      {operation.state === 'succeeded' && deskNowMs() < mayFailFromMs(operation) ? (
        <p>
          {t('operations.acts.resolve.mayFailFrom', {
            when: formatMoment(new Date(mayFailFromMs(operation)).toISOString()),
          })}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Which of the refunds at Toss it is. None is taken for it by the desk: it may be another one. */
function LookAlikeField({
  operation,
  draft,
  lookAlikes,
  tried,
  onDraft,
}: ResolveFormProps & { lookAlikes: readonly LookAlike[]; tried: boolean }) {
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
          checked={picked !== null && picked !== 'none' && picked.refundNo === refundNo}
          onChange={() => {
            onDraft({ picked: { refundNo } });
          }}
        />
      ))}
      {/* One that is booked as done already can only be another one that Toss shows. */}
      {operation.state === 'succeeded' ? null : (
        <Check
          type="radio"
          name={name}
          label={t('operations.acts.lookAlike.none')}
          help={t('operations.acts.lookAlike.noneHelp')}
          checked={picked === 'none'}
          onChange={() => {
            onDraft({ picked: 'none' });
          }}
        />
      )}
    </fieldset>
  );
}

interface ResolveConfirmProps extends ResolvePaneProps {
  draft: Draft;
  outcome: Outcome;
  onBack: () => void;
}

function ResolveConfirm(props: ResolveConfirmProps) {
  const { t } = useTranslation();
  const { operation, draft, outcome, alone, onSend } = props;
  const { kind } = operation;
  const amount = formatAmount(operation.amount);
  const evidence = draft.evidence.trim();
  const { picked } = draft;
  const isAsked = lookAlikesOf(props, outcome).length > 0;
  const refundNo = isAsked && picked !== null && picked !== 'none' ? picked.refundNo : null;
  const pairs: Pair[] = [
    { term: t('operations.acts.outcome'), value: t(`operations.acts.outcomes.${kind}.${outcome}`) },
    ...(refundNo === null ? [] : [{ term: t('operations.acts.refundNo'), value: refundNo }]),
    { term: t('operations.acts.evidence'), value: evidence },
  ];
  return (
    <ActConfirm
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
      money={t(`operations.acts.outcomeMoney.${kind}.${outcome}`, { amount })}
      confirm={t('operations.acts.resolve.confirm')}
      onConfirm={() => {
        onSend({ act: 'resolve', outcome, evidence, refundNo });
      }}
    >
      <Pairs pairs={pairs} />
      {alone ? <SoleNotice /> : null}
    </ActConfirm>
  );
}
