import { Trans, useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { decisionDraft } from './decision-call.ts';
import { DecisionConfirm } from './decision-confirm.tsx';
import { useDecisionWords } from './decision-words.ts';
import { DecisionForm, EvidenceField } from './decision-form.tsx';
import type { DecisionFrame } from './pane-frame.ts';
import { Pairs } from './pairs.tsx';
import { SoleNotice } from './sole-notice.tsx';
import { useEvidenceSteps } from './use-evidence-steps.ts';

/** 돈 풀기: asks for the evidence that a given-up request was not carried out. */
export function ReleasePane(props: DecisionFrame & { alone: boolean }) {
  const { t } = useTranslation();
  const { operation, alone, onSend, onTyped } = props;
  const { confirming, evidence, form, field, onBack } = useEvidenceSteps(
    decisionDraft('release', operation.id),
    onTyped,
  );
  const { kind } = operation;
  const what = kind === 'refund' ? kind : 'other';
  const amount = formatAmount(operation.amount);
  const title = useDecisionWords().title('release', kind);
  const money = t(`operations.acts.release.money.${kind}`, { amount });
  if (confirming) {
    return (
      <DecisionConfirm
        {...props}
        title={title}
        sentence={
          <Trans
            t={t}
            i18nKey={`operations.acts.release.sentence.${kind}`}
            values={{ amount }}
            components={{ b: <b /> }}
          />
        }
        money={money}
        confirm={t(`operations.acts.release.confirm.${what}`, { amount })}
        onBack={onBack}
        onConfirm={() => onSend({ act: 'release', evidence })}
      >
        <Pairs pairs={[{ term: t('operations.acts.evidence'), value: evidence }]} />
        {alone ? <SoleNotice /> : null}
      </DecisionConfirm>
    );
  }
  return (
    <DecisionForm {...props} {...form} title={title}>
      {(tried) => (
        <>
          <p>{money}</p>
          <EvidenceField
            {...field}
            label={t('operations.acts.evidence')}
            help={t('operations.acts.evidenceHelp')}
            tried={tried}
          />
          {alone ? <SoleNotice /> : null}
        </>
      )}
    </DecisionForm>
  );
}
