import { Trans, useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import { pickItems } from '../../shared/items.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Payment } from '../../shared/payment.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { itemWords } from '../parts/item-words.ts';
import { Notice } from '../ui/notice.tsx';
import { DecisionConfirm } from './decision-confirm.tsx';
import type { DecisionFrame } from './pane-frame.ts';
import { Pairs, type Pair } from './pairs.tsx';
import { PaymentTrio } from './payment-trio.tsx';
import { sentenceParts } from './sentence-parts.tsx';
import { TransferredNotice } from './transferred-notice.tsx';
import { requesterName } from '../parts/requester-name.ts';

/** The recorded operation, field by field, and who requested it. */
function usePairs(operation: Operation, payment: Payment): Pair[] {
  const { t } = useTranslation();
  const { parts, items, reason, note, createdAt, amount, kind } = operation;
  const asked = `${requesterName(operation, t)} · ${formatMoment(createdAt)}`;
  // What a person decides by comes first: a small phone shows no more without scrolling.
  const pairs: Pair[] = [{ term: t('operations.acts.requestedBy'), value: asked }];
  const given = itemWords(pickItems(payment.items ?? [], items ?? []), t);
  if (given !== '') pairs.push({ term: t('operations.items.title'), value: given });
  if (reason !== null) pairs.push({ term: t('operations.refund.reason'), value: reason });
  if (note !== null) pairs.push({ term: t('operations.refund.note'), value: note });
  if (kind === 'refund') {
    const left = formatAmount(payment.remaining - amount);
    pairs.push({ term: t('operations.refund.leftAfter'), value: left, strong: true });
  }
  for (const part of taxParts) {
    if (parts === null || parts[part] === 0) continue;
    pairs.push({ term: t(`common.part.${part}`), value: formatAmount(parts[part]) });
  }
  return pairs;
}

function RefundedMeanwhile({ seen, now }: { seen: number | null; now: number }) {
  const { t } = useTranslation();
  if (seen === null || seen === now) return null;
  const words = { before: formatAmount(seen), after: formatAmount(now) };
  return (
    <Notice tone="warn" title={t('operations.acts.changed.title')}>
      <p>{t('operations.acts.changed.body', words)}</p>
    </Notice>
  );
}

interface ApprovePaneProps extends DecisionFrame {
  detail: PaymentDetail;
  graceSeconds: number;
  /** Opens the form that declines the request; `null` if this user may not. */
  onDecline: (() => void) | null;
}

/** 환불 승인: shows the recorded operation and the payment, and approves exactly that operation. */
export function ApprovePane(props: ApprovePaneProps) {
  const { t } = useTranslation();
  const { operation, detail, graceSeconds, onDecline, onSend } = props;
  const { payment } = detail;
  const { recordedWon: seenRecorded } = detail.bankTransferOffer;
  const pairs = usePairs(operation, payment);
  const amount = formatAmount(operation.amount);
  return (
    <DecisionConfirm
      {...props}
      title={t('operations.acts.titles.approve')}
      above={
        <>
          {props.above}
          <RefundedMeanwhile seen={operation.seenRefunded} now={payment.refunded} />
          <TransferredNotice won={seenRecorded} />
        </>
      }
      sentence={
        <Trans
          t={t}
          i18nKey={`operations.acts.approve.sentence.${operation.kind}`}
          values={{ amount }}
          components={sentenceParts(payment)}
        />
      }
      money={
        graceSeconds === 0
          ? t('operations.acts.approve.money')
          : t('operations.acts.approve.moneyLater', { seconds: graceSeconds })
      }
      confirm={t('operations.acts.approve.confirm', { amount })}
      onBack={null}
      other={
        onDecline === null
          ? undefined
          : { label: t('operations.acts.button.decline'), onPress: onDecline }
      }
      onConfirm={() => onSend({ act: 'approve', bodyHash: operation.bodyHash, seenRecorded })}
    >
      <PaymentTrio detail={detail} />
      <Pairs pairs={pairs} />
    </DecisionConfirm>
  );
}
