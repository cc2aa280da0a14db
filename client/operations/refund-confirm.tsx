import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import { pickItems } from '../../shared/items.ts';
import type { Payment } from '../../shared/payment.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatAmount } from '../format.ts';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import { cardDays } from '../parts/customer-text.ts';
import { itemWords } from '../parts/item-words.ts';
import { methodName } from '../parts/method-name.ts';
import { MoneyDialogHead } from '../parts/money-dialog.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { useTick } from '../ui/ticker.ts';
import { paidBackNow, paidBackWords } from '../parts/paid-back.ts';
import { useTypedAmount } from '../parts/typed-amount.tsx';
import { ApprovalNotice } from './approval-notice.tsx';
import { useApprovalRule, useGraceSeconds } from './approval-rule.ts';
import { ColleagueNotice } from './colleague-notice.tsx';
import { Pairs, type Pair } from './pairs.tsx';
import { sentenceParts } from './sentence-parts.tsx';

/** In live mode the amount has to be typed again from this amount on. */
const TYPED_FROM_WON = 50_000;

type RefundBody = Extract<OperationBody, { kind: 'refund' }>;

/** The approval rule and grace period that the pane showed. */
type SeenTerms = Required<Pick<RefundBody, 'seenApproval' | 'seenGraceSeconds'>>;

interface RefundConfirmProps {
  body: RefundBody;
  detail: PaymentDetail;
  mode: Mode;
  colleague: Lease | null;
  /** Notices above the pane. */
  above?: ReactNode;
  leave: ReactNode;
  /** The label of the back button. */
  back: string;
  onBack: () => void;
  onClose: () => void;
  onConfirm: (seen: SeenTerms) => void;
}

/** The confirmation of a refund: one sentence, the tax parts, and a button with the amount. */
export function RefundConfirm(props: RefundConfirmProps) {
  const { t } = useTranslation();
  const { body, detail, mode, colleague, leave, onBack, onClose, onConfirm } = props;
  const { payment, givenLatelyWon } = detail;
  const asksAmount = mode === 'live' && body.amount >= TYPED_FROM_WON;
  const rule = useApprovalRule(body.amount, givenLatelyWon);
  const grace = useGraceSeconds();
  const asksApproval = rule.due === 'second-person';
  const graceSeconds = asksApproval ? 0 : grace;
  const typed = useTypedAmount(asksAmount ? body.amount : null, {
    label: t('operations.refund.typeAmount'),
    help: t('operations.refund.typeWhy', { amount: formatAmount(TYPED_FROM_WON) }),
    differs: t('operations.refund.typeDiffers'),
    same: t('operations.refund.typeSame'),
  });
  const confirm = () => {
    if (!typed.isTyped()) return;
    onConfirm({ seenApproval: asksApproval, seenGraceSeconds: graceSeconds });
  };
  const amount = formatAmount(body.amount);
  const estimate = paidBackNow(payment, body.amount);
  const back = estimate === null ? amount : paidBackWords(estimate, t);
  const pairs = usePairs(body, payment, back);
  const sentence = estimate === null ? 'sentence' : 'sentenceDiscounted';
  const act = t(asksApproval ? 'operations.approval.request' : 'operations.refund.confirm', {
    amount,
  });
  return (
    <ConfirmPane
      head={<MoneyDialogHead title={t('operations.refund.confirmTitle')} onClose={onClose} />}
      above={
        <>
          {props.above}
          <ColleagueNotice colleague={colleague} />
        </>
      }
      sentence={
        <Trans
          t={t}
          i18nKey={`operations.refund.${asksApproval ? 'askSentence' : sentence}`}
          values={{ amount, back }}
          components={sentenceParts(payment)}
        />
      }
      back={props.back}
      onBack={onBack}
      confirm={colleague === null ? act : t('operations.lease.anyway', { act })}
      says={[pairs, rule, graceSeconds, colleague?.staff.name]}
      onConfirm={confirm}
      leave={leave}
    >
      <Pairs pairs={pairs} />
      <ApprovalNotice rule={rule} />
      {graceSeconds === 0 ? null : (
        <p className="muted">{t('operations.grace.body', { seconds: graceSeconds })}</p>
      )}
      {typed.field}
    </ConfirmPane>
  );
}

/** @param back the amount that the buyer gets back, in words */
function usePairs(body: RefundBody, payment: Payment, back: string): Pair[] {
  const { t } = useTranslation();
  const { payMethod } = payment;
  const days = useTick((nowMs) => cardDays(new Date(nowMs).toISOString(), t));
  const toBuyer =
    payMethod === 'CARD'
      ? `${t('operations.refund.buyerCardShort', {
          card: methodName(payment) ?? t('common.method.CARD'),
          amount: back,
        })} · ${t('customer.arrives', { days })}`
      : t(
          payMethod === null
            ? 'operations.refund.buyerUnknownShort'
            : 'operations.refund.buyerMoneyShort',
          { amount: back },
        );
  const left = formatAmount(payment.remaining - body.amount);
  const items = itemWords(pickItems(payment.items ?? [], body.items ?? []), t);
  return [
    ...(items === '' ? [] : [{ term: t('operations.items.title'), value: items }]),
    ...taxParts
      .filter((part) => payment.parts[part].paid > 0)
      .map((part) => ({
        term: t(`common.part.${part}`),
        value: formatAmount(body.parts?.[part] ?? 0),
      })),
    { term: t('operations.refund.reason'), value: body.reason },
    { term: t('operations.refund.toBuyer'), value: toBuyer },
    { term: t('operations.refund.leftAfter'), value: left, strong: true },
  ];
}
