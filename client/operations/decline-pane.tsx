import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { formatAmount } from '../format.ts';
import { ActConfirm } from './act-confirm.tsx';
import { ActForm, EvidenceField, isEvidence } from './act-form.tsx';
import type { ActFrame } from './act-frame.ts';
import { Pairs } from './pairs.tsx';

/** 반려: why, and that nothing is sent. */
export function DeclinePane(props: ActFrame) {
  const { t } = useTranslation();
  const { operation, onSend, onTyped } = props;
  const [reason, setReason] = useState('');
  const [confirming, setConfirming] = useState(false);
  const amount = formatAmount(operation.amount);
  const title = t('operations.acts.titles.decline');
  const label = t('operations.acts.reason');
  if (confirming) {
    return (
      <ActConfirm
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
        onBack={() => {
          setConfirming(false);
        }}
        onConfirm={() => {
          onSend({ act: 'decline', reason: reason.trim() });
        }}
      >
        <Pairs pairs={[{ term: label, value: reason.trim() }]} />
      </ActConfirm>
    );
  }
  return (
    <ActForm
      {...props}
      title={title}
      complete={isEvidence(reason)}
      onReview={() => {
        setConfirming(true);
      }}
    >
      {(tried) => (
        <EvidenceField
          label={label}
          help={t('operations.acts.reasonHelp')}
          value={reason}
          tried={tried}
          onChange={(text) => {
            setReason(text);
            onTyped();
          }}
        />
      )}
    </ActForm>
  );
}
