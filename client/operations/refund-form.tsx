import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Caution, PaymentDetail } from '../../shared/api.ts';
import { startOfKstDay } from '../../shared/kst.ts';
import { formatAmount } from '../format.ts';
import { useRefundReasons } from '../refund-reasons.ts';
import { DialogForm } from '../ui/dialog.tsx';
import { FormFoot } from '../ui/form-foot.tsx';
import { useForm } from '../ui/use-form.ts';
import { withHeld, type HeldPayment } from '../parts/held-payment.ts';
import { MoneyDialogBody } from '../parts/money-dialog.tsx';
import { ReasonFields } from '../parts/reason-fields.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { ApprovalNotice } from './approval-notice.tsx';
import { useApprovalRule } from './approval-rule.ts';
import { cautionFaults, newCautions, transferCautions, unticked } from './caution-ticks.ts';
import { ColleagueNotice } from './colleague-notice.tsx';
import type { FormFrame } from './pane-frame.ts';
import { PaymentHead } from './payment-head.tsx';
import { PaymentTrio } from './payment-trio.tsx';
import { RefundAgain } from './refund-again.tsx';
import { RefundAmount } from './refund-amount.tsx';
import { RefundBuyer } from './refund-buyer.tsx';
import { RefundCautions } from './refund-cautions.tsx';
import { RefundConfirm } from './refund-confirm.tsx';
import {
  adaptDraft,
  changeDraft,
  draftAmount,
  newRefundDraft,
  refundBody,
  refundFaults,
  type RefundDraft,
} from './refund-draft.ts';
import { faultOf } from './refund-field.ts';
import { RefundHow } from './refund-how.tsx';
import { RefundTax } from './refund-tax.tsx';
import { useCautions } from './use-cautions.ts';

interface RefundFormProps extends FormFrame {
  draft: RefundDraft | null;
  onDraft: (draft: RefundDraft) => void;
}

/** Today's refunds of the payment, by Seoul time: a second one may be a mistake. */
function refundsToday(detail: PaymentDetail) {
  const today = startOfKstDay(new Date(deskNowMs()).toISOString());
  return detail.refunds.filter((refund) => refund.at !== null && refund.at >= today);
}

/** The refund form, with its confirmation as a second pane. */
export function RefundForm(props: RefundFormProps) {
  const { t } = useTranslation();
  const { detail, onPress, blocked } = props;
  const payment = withHeld(detail);
  const [first] = useState(() =>
    props.draft === null ? newRefundDraft(payment) : adaptDraft(props.draft, payment),
  );
  const [draft, setDraft] = useState(first);
  const [step, setStep] = useState<'fields' | 'confirm'>('fields');
  const change = (part: Partial<RefundDraft>) => {
    const next = changeDraft(draft, part, payment);
    setDraft(next);
    props.onDraft(next);
    props.onTyped();
  };
  const body = refundBody(draft, payment, detail.bankTransferOffer);
  if (step === 'confirm' && body?.kind === 'refund' && !blocked) {
    return (
      <RefundConfirm
        body={body}
        detail={detail}
        mode={props.mode}
        colleague={props.colleague}
        back={t('common.back')}
        onBack={() => setStep('fields')}
        onClose={props.onClose}
        leave={props.leave}
        onConfirm={(seen) => onPress({ ...body, ...seen })}
      />
    );
  }
  return (
    <RefundFields
      {...props}
      payment={payment}
      draft={draft}
      change={change}
      onReview={() => setStep('confirm')}
    />
  );
}

interface RefundFieldsProps extends FormFrame {
  payment: HeldPayment;
  draft: RefundDraft;
  change: (part: Partial<RefundDraft>) => void;
  onReview: () => void;
}

function RefundFields(props: RefundFieldsProps) {
  const { t } = useTranslation();
  const { detail, payment, draft, change, above, colleague, blocked, leave, onClose } = props;
  const earlier = refundsToday(detail);
  const amount = draftAmount(draft, payment);
  const asked = useCautions(payment, amount);
  const [waits, setWaits] = useState(false);
  const withOwn = (cautions: readonly Caution[] = []) => [
    ...transferCautions(detail.bankTransferOffer),
    ...newCautions(cautions, payment.orderNo, earlier),
  ];
  const toTick = (cautions?: readonly Caution[]) => unticked(withOwn(cautions), amount, draft);
  const faults = [
    ...refundFaults(draft, payment, earlier.length > 0),
    ...cautionFaults(toTick(asked.current)),
  ];
  const isPossible = faultOf(faults, 'amount') === undefined;
  const rule = useApprovalRule(isPossible ? amount : null, detail.givenLatelyWon);
  const reasons = useRefundReasons();
  const latest = useRef(draft);
  useEffect(() => {
    latest.current = draft;
  }, [draft]);
  const review = async () => {
    if (asked.current === undefined) {
      setWaits(true);
      const cautions = await asked.ask();
      setWaits(false);
      // If the draft changed during the request, the user has to press again.
      if (latest.current !== draft || toTick(cautions).length > 0) return;
    }
    props.onReview();
  };
  const { form, tried } = useForm(
    () => {
      if (faults.length > 0) return false;
      void review();
      return true;
    },
    { fromButtons: true },
  );
  const field = { draft, payment, faults, tried, change };
  const { ref } = form;
  useEffect(() => {
    ref.current?.querySelector<HTMLElement>('[type="radio"]:checked')?.focus();
  }, [ref]);
  const act =
    amount === null || !isPossible
      ? t('operations.refund.reviewEmpty')
      : t('operations.refund.review', { amount: formatAmount(amount) });
  return (
    <DialogForm {...form}>
      <PaymentHead title={t('operations.refund.title')} payment={payment} onClose={onClose} />
      <MoneyDialogBody>
        {above}
        <ColleagueNotice colleague={colleague} />
        <PaymentTrio detail={detail} />
        {payment.items === null ? <RefundAmount {...field} /> : <RefundHow {...field} />}
        {draft.how === 'items' ? null : <RefundTax {...field} />}
        <ReasonFields {...field} reasons={reasons} />
        <RefundBuyer payment={payment} amountWon={amount} />
        <RefundAgain {...field} earlier={earlier} />
        <RefundCautions
          {...field}
          cautions={withOwn(asked.shown?.cautions)}
          amountWon={asked.shown?.amountWon ?? amount ?? 0}
        />
        <ApprovalNotice rule={rule} />
      </MoneyDialogBody>
      {leave ?? (
        <FormFoot
          onClose={onClose}
          blocked={blocked}
          busy={waits}
          submit={colleague === null ? act : t('operations.lease.goOn')}
        />
      )}
    </DialogForm>
  );
}
