import { IconCheck } from '@tabler/icons-react';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import type { Payment } from '../../shared/payment.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatAmount } from '../format.ts';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import { Field } from '../ui/field.tsx';
import { methodName } from '../parts/method-name.ts';
import { MoneyDialogHead } from '../parts/money-dialog.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { WonInput } from '../ui/won-input.tsx';
import classes from './refund-confirm.module.css';
import { ApprovalNotice } from './approval-notice.tsx';
import { useApprovalRule, useGraceSeconds } from './approval-rule.ts';
import { ColleagueNotice } from './colleague-notice.tsx';
import pane from './confirm-pane.module.css';
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
  const typedInput = useRef<HTMLInputElement>(null);
  const [typedWon, setTypedWon] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const asksAmount = mode === 'live' && body.amount >= TYPED_FROM_WON;
  const rule = useApprovalRule(body.amount, givenLatelyWon);
  const grace = useGraceSeconds();
  const asksApproval = rule.due === 'second-person';
  const graceSeconds = asksApproval ? 0 : grace;
  const confirm = () => {
    if (asksAmount && typedWon !== body.amount) {
      setTried(true);
      typedInput.current?.focus();
      return;
    }
    onConfirm({ seenApproval: asksApproval, seenGraceSeconds: graceSeconds });
  };
  const amount = formatAmount(body.amount);
  const pairs = usePairs(body, payment);
  const act = t(asksApproval ? 'operations.approval.request' : 'operations.refund.confirm', {
    amount,
  });
  return (
    <ConfirmPane
      head={<MoneyDialogHead title={t('operations.refund.confirmTitle')} onClose={onClose} />}
      back={props.back}
      onBack={onBack}
      confirm={colleague === null ? act : t('operations.lease.anyway', { act })}
      says={[pairs, rule, graceSeconds, colleague?.staff.name]}
      onConfirm={confirm}
      leave={leave}
    >
      {props.above}
      <ColleagueNotice colleague={colleague} />
      <p className={pane.say}>
        <Trans
          t={t}
          i18nKey={`operations.refund.${asksApproval ? 'askSentence' : 'sentence'}`}
          values={{ amount }}
          components={sentenceParts(payment)}
        />
      </p>
      <Pairs pairs={pairs} />
      <ApprovalNotice rule={rule} />
      {graceSeconds === 0 ? null : (
        <p className="muted">{t('operations.grace.body', { seconds: graceSeconds })}</p>
      )}
      {asksAmount ? (
        <TypedAmount
          amountWon={body.amount}
          typedWon={typedWon}
          tried={tried}
          onTyped={setTypedWon}
          inputRef={typedInput}
        />
      ) : null}
    </ConfirmPane>
  );
}

function usePairs(body: RefundBody, payment: Payment): Pair[] {
  const { t } = useTranslation();
  const amount = formatAmount(body.amount);
  const { payMethod } = payment;
  const toBuyer =
    payMethod === 'CARD'
      ? t('operations.refund.buyerCardShort', {
          card: methodName(payment) ?? t('common.method.CARD'),
          amount,
        })
      : t(
          payMethod === null
            ? 'operations.refund.buyerUnknownShort'
            : 'operations.refund.buyerMoneyShort',
          { amount },
        );
  const left = formatAmount(payment.remaining - body.amount);
  return [
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

function TypedAmount(props: {
  amountWon: number;
  typedWon: number | null;
  tried: boolean;
  onTyped: (won: number | null) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}) {
  const { t } = useTranslation();
  const { amountWon, typedWon, tried } = props;
  const same = typedWon === amountWon;
  return (
    <Field
      label={t('operations.refund.typeAmount')}
      help={t('operations.refund.typeWhy', { amount: formatAmount(TYPED_FROM_WON) })}
      error={tried && !same ? t('operations.refund.typeDiffers') : undefined}
      count={
        same ? (
          <span className={classes.same} role="status">
            <IconCheck size={16} stroke={1.75} aria-hidden="true" />
            {t('operations.refund.typeSame')}
          </span>
        ) : undefined
      }
    >
      {(control) => (
        <WonInput
          {...control}
          large
          inputRef={props.inputRef}
          value={typedWon}
          onChange={props.onTyped}
        />
      )}
    </Field>
  );
}
