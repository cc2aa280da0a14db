import { Trans, useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { actDraft } from './act-call.ts';
import { ActConfirm } from './act-confirm.tsx';
import { useActWords } from './act-words.ts';
import { ActForm, EvidenceField } from './act-form.tsx';
import type { ActFrame } from './act-frame.ts';
import { Pairs } from './pairs.tsx';
import { SoleNotice } from './sole-notice.tsx';
import { useEvidenceSteps } from './use-evidence-steps.ts';

/** 돈 풀기: by what evidence a given-up request is known not to have been done. */
export function ReleasePane(props: ActFrame & { alone: boolean }) {
  const { t } = useTranslation();
  const { operation, alone, onSend, onTyped } = props;
  const { confirming, evidence, form, field, onBack } = useEvidenceSteps(
    actDraft('release', operation.id),
    onTyped,
  );
  const { kind } = operation;
  const what = kind === 'refund' ? kind : 'other';
  const amount = formatAmount(operation.amount);
  const title = useActWords().title('release', kind);
  const money = t(`operations.acts.release.money.${kind}`, { amount });
  if (confirming) {
    return (
      <ActConfirm
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
      </ActConfirm>
    );
  }
  return (
    <ActForm {...props} {...form} title={title}>
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
    </ActForm>
  );
}
