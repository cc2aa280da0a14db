import { useId, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { Check } from '../ui/check.tsx';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/text-input.tsx';
import { outcomes, type Outcome } from './act-call.ts';
import { ActConfirm } from './act-confirm.tsx';
import { ActForm, EvidenceField, isEvidence } from './act-form.tsx';
import type { ActFrame } from './act-frame.ts';
import { Pairs, type Pair } from './pairs.tsx';
import classes from './resolve-pane.module.css';
import { SoleNotice } from './sole-notice.tsx';

/** Toss's limit is 50 as well. */
const REFUND_NO_MAX = 50;

interface Draft {
  outcome: Outcome | null;
  evidence: string;
  refundNo: string;
}

type ResolvePaneProps = ActFrame & { alone: boolean };

/** A number belongs to a refund that was found done, and only there. */
function asksNumber({ operation }: ResolvePaneProps, outcome: Outcome | null): boolean {
  return operation.kind === 'refund' && outcome === 'succeeded';
}

/** 결과 정하기: what a person found at Toss, by what evidence, and what that does to the money. */
export function ResolvePane(props: ResolvePaneProps) {
  const [draft, setDraft] = useState<Draft>({ outcome: null, evidence: '', refundNo: '' });
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
  return (
    <ActForm
      {...props}
      title={t('operations.acts.titles.resolve')}
      complete={draft.outcome !== null && isEvidence(draft.evidence)}
      onReview={onReview}
    >
      {(tried) => (
        <>
          <OutcomeField {...props} tried={tried} />
          {asksNumber(props, draft.outcome) ? (
            <Field
              label={t('operations.acts.refundNo')}
              mark={t('common.optional')}
              help={t('operations.acts.refundNoHelp')}
            >
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={REFUND_NO_MAX}
                  autoComplete="off"
                  spellCheck={false}
                  value={draft.refundNo}
                  onChange={(event) => {
                    onDraft({ refundNo: event.currentTarget.value });
                  }}
                />
              )}
            </Field>
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
      {outcomes.map((outcome, index) => (
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
  const typed = asksNumber(props, outcome) ? draft.refundNo.trim() : '';
  const refundNo = typed === '' ? null : typed;
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
