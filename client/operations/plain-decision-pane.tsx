import { Trans, useTranslation } from 'react-i18next';
import { lastSentAt, RELEASE_AFTER_MS } from '../../shared/operation-actions.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { DecisionConfirm } from './decision-confirm.tsx';
import { useDecisionWords } from './decision-words.ts';
import type { DecisionFrame } from './pane-frame.ts';
import { TransferredNotice } from './transferred-notice.tsx';

interface PlainActPaneProps extends DecisionFrame {
  act: 'withdraw' | 'send-again' | 'give-up';
  /** Back to the previous pane; `null` if the dialog starts with this one. */
  onBack: (() => void) | null;
}

/** 요청 취소, 다시 보내기, 환불하지 않기: a confirmation without a form. */
export function PlainDecisionPane(props: PlainActPaneProps) {
  const { t } = useTranslation();
  const words = useDecisionWords();
  const { act, operation, detail, onSend } = props;
  // Without the payment nothing of it is seen.
  const seenRecorded = detail?.bankTransferOffer.recordedWon ?? 0;
  const amount = formatAmount(operation.amount);
  const freeAtMs = Date.parse(lastSentAt(operation)) + RELEASE_AFTER_MS;
  const when = formatMoment(new Date(freeAtMs).toISOString());
  const money =
    act === 'withdraw'
      ? t('operations.acts.withdraw.money', { amount })
      : act === 'send-again'
        ? t(`operations.acts.send-again.money.${operation.kind}`, { amount })
        : t(`operations.acts.give-up.money.${operation.kind}`, { amount, when });
  return (
    <DecisionConfirm
      {...props}
      title={words.title(act, operation.kind)}
      above={
        act === 'send-again' ? (
          <>
            {props.above}
            <TransferredNotice won={seenRecorded} />
          </>
        ) : (
          props.above
        )
      }
      sentence={
        <Trans
          t={t}
          i18nKey={`operations.acts.${act}.sentence`}
          values={{ amount }}
          components={{ b: <b /> }}
        />
      }
      money={money}
      confirm={
        act === 'give-up'
          ? `${words.button(act, operation)} · ${amount}`
          : t(`operations.acts.${act}.confirm`, { amount })
      }
      onConfirm={() => onSend(act === 'send-again' ? { act, seenRecorded } : { act })}
    />
  );
}
