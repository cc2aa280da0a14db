import { Trans, useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { decisionDraft } from './decision-call.ts';
import { DecisionConfirm } from './decision-confirm.tsx';
import { DecisionForm, EvidenceField } from './decision-form.tsx';
import type { DecisionFrame } from './pane-frame.ts';
import { Pairs } from './pairs.tsx';
import { useEvidenceSteps } from './use-evidence-steps.ts';

/** 반려: asks for the reason, and says that nothing is sent. */
export function DeclinePane(props: DecisionFrame) {
  const { t } = useTranslation();
  const { operation, onSend, onTyped } = props;
  const {
    confirming,
    evidence: reason,
    form,
    field,
    onBack,
  } = useEvidenceSteps(decisionDraft('decline', operation.id), onTyped);
  const amount = formatAmount(operation.amount);
  const title = t('operations.acts.titles.decline');
  const label = t('operations.acts.reason');
  if (confirming) {
    return (
      <DecisionConfirm
        {...props}
        title={title}
        sentence={
          <Trans
            t={t}
            i18nKey="operations.acts.decline.sentence"
            values={{ amount }}
            components={{ b: <b /> }}
          />
        }
        money={t('operations.acts.decline.money', { amount })}
        confirm={t('operations.acts.decline.confirm')}
        onBack={onBack}
        onConfirm={() => onSend({ act: 'decline', reason })}
      >
        <Pairs pairs={[{ term: label, value: reason }]} />
      </DecisionConfirm>
    );
  }
  return (
    <DecisionForm {...props} {...form} title={title}>
      {(tried) => (
        <EvidenceField
          {...field}
          label={label}
          help={t('operations.acts.reasonHelp')}
          tried={tried}
        />
      )}
    </DecisionForm>
  );
}
