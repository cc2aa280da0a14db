import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../copy/payment-words.ts';
import type { PaymentDetail } from '../../shared/api.ts';
import { decisionState, type Decider } from '../../shared/operation-actions.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import { dropDraft, isKept } from '../kept-drafts.ts';
import { paymentOptions } from '../payment-options.ts';
import { MoneyDialog, MoneyDialogBody, MoneyDialogFoot } from '../parts/money-dialog.tsx';
import { useLeaving } from '../parts/use-leaving.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { Notice } from '../ui/notice.tsx';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { decisionDraft, type DialogDecision } from './decision-call.ts';
import type { DecisionFrame } from './pane-frame.ts';
import { DecisionHead } from './decision-head.tsx';
import { DecisionProblem, blocksDecision } from './decision-problem.tsx';
import { useDecisionWords } from './decision-words.ts';
import { ApprovePane } from './approve-pane.tsx';
import { DeclinePane } from './decline-pane.tsx';
import { operationOptions } from './operation-options.ts';
import { PlainDecisionPane } from './plain-decision-pane.tsx';
import { ProgressPane } from './progress-pane.tsx';
import { ReleasePane } from './release-pane.tsx';
import { ResolvePane } from './resolve-pane.tsx';
import { UnreadPane } from './unread-pane.tsx';
import { useDecision, type DecisionCall } from './use-decision.ts';

interface OperationActDialogProps {
  act: DialogDecision;
  operationId: string;
  decider: Decider;
  graceSeconds: number;
  mode: Mode;
  shopName: string;
  /** The user wants to make the same request again. */
  onAsk: (payToken: string, kind: OperationKind) => void;
  /** Takes another decision instead. */
  onInstead: (act: DialogDecision) => void;
  onClose: () => void;
}

/**
 * Takes a decision on a recorded operation: reads it and its payment, shows the form that the
 * decision needs, confirms it and then shows the progress. If the operation changed since, the
 * change is shown and nothing is sent.
 */
export function DecisionDialog(props: OperationActDialogProps) {
  const { act, operationId, mode, shopName, onClose } = props;
  const words = useDecisionWords();
  const call = useDecision(operationId);
  const draftName = decisionDraft(act, operationId);
  const [typed, setTyped] = useState(() => isKept(draftName, props.decider.id));
  const { isSuccess } = call;
  const { close, leave } = useLeaving(typed && !isSuccess, onClose, {
    onLeave: () => {
      dropDraft(draftName);
      onClose();
    },
  });
  const read = useQuery(operationOptions(operationId));
  const payToken = read.data?.payToken ?? '';
  const payment = useQuery({ ...paymentOptions(payToken), enabled: payToken !== '' });
  useEffect(() => {
    if (isSuccess) dropDraft(draftName);
  }, [isSuccess, draftName]);
  const title = words.title(act, read.data?.kind ?? 'refund');
  const detail = payment.data ?? null;
  // An approval is for the payment as shown, and an outcome needs its refunds to choose from; the
  // other decisions work without the payment.
  const needsPayment = act === 'approve' || act === 'resolve';
  const isRead = read.data !== undefined && (detail !== null || !needsPayment);
  const readAgain = () => {
    call.reset();
    void read.refetch();
    if (payToken !== '') void payment.refetch();
  };
  return (
    <MoneyDialog mode={mode} shopName={shopName} onClose={close}>
      {isRead ? (
        <ReadPane
          {...props}
          operation={read.data}
          detail={detail}
          call={call}
          onRead={readAgain}
          onClose={close}
          onTyped={() => setTyped(true)}
          leave={leave}
        />
      ) : (
        <UnreadPane
          title={title}
          error={read.error ?? payment.error}
          onRead={readAgain}
          onClose={onClose}
        />
      )}
    </MoneyDialog>
  );
}

interface ReadPaneProps extends OperationActDialogProps {
  operation: Operation;
  detail: PaymentDetail | null;
  call: DecisionCall;
  leave: ReactNode;
  onRead: () => void;
  onTyped: () => void;
}

function ReadPane(props: ReadPaneProps) {
  const { act, operation, detail, decider, call, leave } = props;
  const { onRead, onClose, onAsk, onTyped } = props;
  const { t } = useTranslation();
  const words = useDecisionWords();
  useTick((nowMs) => decisionState(act, operation, decider, nowMs).allowed);
  const state = decisionState(act, operation, decider, deskNowMs());
  const problem =
    call.error === null ? null : <DecisionProblem error={call.error} onRead={onRead} />;
  if (call.isSuccess || (state.reason === 'other-state' && !call.isPending)) {
    const above =
      call.isSuccess || problem !== null ? (
        problem
      ) : (
        <Notice title={t('operations.acts.moved.title')}>
          <p>{t('operations.acts.moved.body')}</p>
        </Notice>
      );
    return (
      <ProgressPane
        operation={operation}
        above={above}
        onAsk={(kind) => onAsk(operation.payToken, kind)}
        onClose={onClose}
      />
    );
  }
  if (!state.allowed && !call.isPending) {
    return (
      <>
        <DecisionHead
          title={words.title(act, operation.kind)}
          operation={operation}
          detail={detail}
          takesFocus
          onClose={onClose}
        />
        <MoneyDialogBody>
          {problem}
          <Notice title={t('operations.acts.refused')}>
            <p>{words.whyNot(act, state.reason, state.notBefore)}</p>
          </Notice>
        </MoneyDialogBody>
        <MoneyDialogFoot>
          <Button size="lg" onClick={onClose}>
            {t('common.close')}
          </Button>
        </MoneyDialogFoot>
      </>
    );
  }
  return (
    <ActPane
      {...props}
      frame={{
        operation,
        detail,
        above: problem,
        blocked: blocksDecision(call.error),
        sending: call.isPending,
        leave,
        onClose,
        onTyped,
        onSend: (request) => call.mutate(request),
      }}
    />
  );
}

function ActPane(props: ReadPaneProps & { frame: DecisionFrame }) {
  const { act, frame, decider, graceSeconds, onInstead } = props;
  const declines = decisionState('decline', frame.operation, decider, deskNowMs()).allowed;
  const alone = decider.soleManager && frame.operation.requestedBy.id === decider.id;
  switch (act) {
    case 'approve':
      return frame.detail === null ? null : (
        <ApprovePane
          {...frame}
          detail={frame.detail}
          graceSeconds={graceSeconds}
          onDecline={declines ? () => onInstead('decline') : null}
        />
      );
    case 'decline':
      return <DeclinePane {...frame} />;
    case 'withdraw':
    case 'send-again':
    case 'give-up':
      return <PlainDecisionPane {...frame} act={act} onBack={null} />;
    case 'release':
      return <ReleasePane {...frame} alone={alone} />;
    case 'resolve':
      return frame.detail === null ? null : (
        <ResolvePane {...frame} detail={frame.detail} alone={alone} />
      );
  }
}
