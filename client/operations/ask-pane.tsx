import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lease, OperationBody, PaymentDetail } from '../../shared/api.ts';
import type { OperationKind } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { formatAmount } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import type { ProblemError } from '../problem-error.ts';
import { LeftDraft } from '../parts/left-draft.tsx';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../parts/money-dialog.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { PaymentChip } from '../parts/status-chip.tsx';
import classes from './ask-pane.module.css';
import { BusyNotice } from './busy-notice.tsx';
import { CancelForm } from './cancel-form.tsx';
import { ExecuteForm } from './execute-form.tsx';
import type { FormFrame } from './pane-frame.ts';
import { freshPaymentOptions } from './fresh-payment-options.ts';
import { PaidMeanwhile } from './paid-meanwhile.tsx';
import { PaymentHead } from './payment-head.tsx';
import { PaymentTrio } from './payment-trio.tsx';
import type { RefundDraft } from './refund-draft.ts';
import { RefundForm } from './refund-form.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { useColleague } from './use-colleague.ts';
import { viewChanges } from './view-changes.ts';

interface AskPaneProps {
  kind: OperationKind;
  payToken: string;
  mode: Mode;
  /** Why the desk did not record the last request. */
  refusal: ProblemError | null;
  cannotKeep: boolean;
  draft: RefundDraft | null;
  onDraft: (draft: RefundDraft) => void;
  /** Discards the restored draft; `null` if there was none. */
  onStartOver: (() => void) | null;
  onTyped: () => void;
  /** Asks before unsaved input is discarded; replaces the form's own foot. */
  leave: ReactNode;
  onClose: () => void;
  /** The payment is being read again, so an old refusal no longer applies. */
  onRead: () => void;
  onKind: (kind: OperationKind) => void;
  onFollow: (operationId: string) => void;
  onPress: (body: OperationBody) => void;
}

let reads = 0;

/** Every mount reads the payment again: a cached answer may be the cause of the last refusal. */
function nextReadNo(): number {
  reads += 1;
  return reads;
}

/** Reads the payment from Toss, then shows the form for `kind`, or why it is not possible. */
export function AskPane(props: AskPaneProps) {
  const { kind, payToken } = props;
  const [readNo, setReadNo] = useState(nextReadNo);
  const fresh = useQuery(freshPaymentOptions(payToken, readNo));
  // A form stays open while the payment is read again; it is not open during the first read.
  const [firstNo] = useState(readNo);
  const isOpen = fresh.isPending ? readNo !== firstNo : fresh.data?.actions.refund.allowed === true;
  const colleague = useColleague(payToken, kind === 'refund' && isOpen);
  const readAgain = () => {
    props.onRead();
    setReadNo(nextReadNo());
  };
  if (fresh.isPending) return <OpeningPane kind={kind} onClose={props.onClose} />;
  if (fresh.isError) {
    return <UncheckedPane {...props} error={fresh.error} onCheck={readAgain} />;
  }
  const checked = { ...props, detail: fresh.data, colleague };
  return <CheckedPane key={readNo} {...checked} onRead={readAgain} />;
}

function OpeningPane({ kind, onClose }: Pick<AskPaneProps, 'kind' | 'onClose'>) {
  const { t } = useTranslation();
  return (
    <>
      <MoneyDialogHead title={t(`common.kind.${kind}`)} onClose={onClose} takesFocus />
      <MoneyDialogBody>
        <p className="muted" role="status">
          {t('operations.opening')}
        </p>
      </MoneyDialogBody>
    </>
  );
}

/** Toss could not be read: shows the last known payment, and no form. */
function UncheckedPane({
  kind,
  payToken,
  error,
  onCheck,
  onClose,
}: AskPaneProps & { error: Error; onCheck: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const known = client.getQueryData(paymentOptions(payToken).queryKey);
  return (
    <>
      {known === undefined ? (
        <MoneyDialogHead title={t(`common.kind.${kind}`)} onClose={onClose} takesFocus />
      ) : (
        <PaymentHead title={t(`common.kind.${kind}`)} payment={known.payment} onClose={onClose} />
      )}
      <MoneyDialogBody>
        {known === undefined ? null : <PaymentTrio detail={known} />}
        <ProblemNotice error={error} money={false} title={t(`operations.cannotCheck.${kind}`)}>
          <p>{t('operations.cannotCheckBody')}</p>
        </ProblemNotice>
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <span className={classes.push} />
        <Button onClick={onCheck}>{t('operations.checkAgain')}</Button>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </MoneyDialogFoot>
    </>
  );
}

function useAbove(props: AskPaneProps & { detail: PaymentDetail }): {
  above: ReactNode;
  blocked: boolean;
} {
  const { t } = useTranslation();
  const { detail, refusal, onRead, onFollow } = props;
  const now = useQuery({ ...paymentOptions(props.payToken), staleTime: Infinity });
  const problem = refusal?.problem;
  if (problem?.code === 'payment-busy' && problem.operation !== undefined) {
    return {
      above: <BusyNotice operation={problem.operation} onFollow={onFollow} />,
      blocked: true,
    };
  }
  const changes =
    problem?.code === 'stale-view'
      ? (problem.changes ?? [])
      : viewChanges(detail, now.data ?? detail);
  if (problem?.code === 'stale-view' || changes.length > 0) {
    const latest = now.data ?? detail;
    const above = <StaleNotice changes={changes} detail={latest} onRead={onRead} />;
    return { above, blocked: true };
  }
  if (problem?.code === 'step-up-needed') {
    const above = (
      <Notice title={t('session.stepUp.stopped')}>
        <p>{t('session.stepUp.stoppedBody')}</p>
      </Notice>
    );
    return { above, blocked: false };
  }
  if (problem?.errors?.some(({ pointer }) => pointer === '/reason') === true) {
    const above = (
      <Notice tone="bad" title={t('operations.refund.reasonRefused')}>
        <p>{t('operations.refund.reasonRefusedBody')}</p>
      </Notice>
    );
    return { above, blocked: false };
  }
  if (refusal !== null) {
    const action = <Button onClick={onRead}>{t('operations.checkAgain')}</Button>;
    return { above: <ProblemNotice error={refusal} action={action} />, blocked: false };
  }
  if (!props.cannotKeep) return { above: null, blocked: false };
  const above = (
    <Notice tone="bad" title={t('operations.cannotKeep')}>
      <p>{t('operations.cannotKeepBody')}</p>
    </Notice>
  );
  return { above, blocked: false };
}

/** What was left when the draft was written, and what is left now. */
function MovedRemaining({ draft, detail }: { draft: RefundDraft; detail: PaymentDetail }) {
  const { t } = useTranslation();
  // Any change updates the draft's `remaining`, so keep the original value for the notice.
  const [before] = useState(draft.remaining);
  const { remaining } = detail.payment;
  if (before === remaining) return null;
  const words = { before: formatAmount(before), after: formatAmount(remaining) };
  return <p>{t('operations.stale.remaining', words)}</p>;
}

/** The payment as Toss shows it, with the form or the reason why there is none. */
function CheckedPane(props: AskPaneProps & { detail: PaymentDetail; colleague: Lease | null }) {
  const { kind, detail, draft, onDraft } = props;
  const { above, blocked } = useAbove(props);
  if (!detail.actions[kind].allowed && above === null) return <ImpossiblePane {...props} />;
  const { onStartOver } = props;
  const frame: FormFrame = {
    detail,
    mode: props.mode,
    above: (
      <>
        {onStartOver === null ? null : (
          <LeftDraft onStartOver={onStartOver}>
            {draft === null ? null : <MovedRemaining draft={draft} detail={detail} />}
          </LeftDraft>
        )}
        {above}
      </>
    ),
    colleague: props.colleague,
    blocked,
    leave: props.leave,
    onClose: props.onClose,
    onTyped: props.onTyped,
    onPress: props.onPress,
  };
  // Discarding the draft remounts the form.
  const key = onStartOver === null ? 'new' : 'left';
  switch (kind) {
    case 'refund':
      return <RefundForm key={key} {...frame} draft={draft} onDraft={onDraft} />;
    case 'cancel':
      return <CancelForm key={key} {...frame} />;
    case 'execute':
      return <ExecuteForm {...frame} />;
  }
}

function ImpossiblePane(props: AskPaneProps & { detail: PaymentDetail }) {
  const { t } = useTranslation();
  const { kind, detail, onClose, onFollow, onKind } = props;
  const { payment, actions } = detail;
  const reason = actions[kind].reason;
  const paidMeanwhile = kind === 'cancel' && isPaid(payment.status) && actions.refund.allowed;
  return (
    <>
      <PaymentHead title={t(`common.kind.${kind}`)} payment={payment} onClose={onClose} />
      <MoneyDialogBody>
        <PaymentTrio detail={detail} />
        {payment.openOperation !== null ? (
          <BusyNotice operation={payment.openOperation} onFollow={onFollow} />
        ) : paidMeanwhile ? (
          <PaidMeanwhile payment={payment} onRefund={() => onKind('refund')} />
        ) : (
          <Notice title={t(`operations.notPossible.${kind}`)}>
            {reason === null ? null : <p>{t(`problems.refusals.${reason}`)}</p>}
            <p className={classes.chip}>
              <PaymentChip payment={payment} amounts />
            </p>
          </Notice>
        )}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <span className={classes.push} />
        <Button onClick={onClose}>{t('common.close')}</Button>
      </MoneyDialogFoot>
    </>
  );
}
