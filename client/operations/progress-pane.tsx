import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import type { PaymentDetail } from '../../shared/api.ts';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { formatAmount, formatClockSeconds, formatCountdown } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { CustomerNote } from '../parts/customer-note.tsx';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../parts/money-dialog.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { isWithdrawable } from '../parts/chip-kind.ts';
import { OperationChip } from '../parts/status-chip.tsx';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { DecisionProblem, blocksDecision } from './decision-problem.tsx';
import { useDecisionWords } from './decision-words.ts';
import { EndedNotice } from './ended-notice.tsx';
import { operationProgress, type OperationProgress } from '../parts/operation-progress.ts';
import { paidBackOf, paidBackWords } from '../parts/paid-back.ts';
import { OperationSteps } from './operation-steps.tsx';
import { PaidMeanwhile } from './paid-meanwhile.tsx';
import { PlainDecisionPane } from './plain-decision-pane.tsx';
import classes from './progress-pane.module.css';
import { ReceiptLink } from './receipt-link.tsx';
import { cacheOperation } from './record-operation.ts';
import { useDecision } from './use-decision.ts';
import { useMayWithdraw } from './use-may-withdraw.ts';

interface ProgressPaneProps {
  operation: Operation;
  /** A notice: why the progress is shown instead of what the user wanted to do. */
  above?: ReactNode;
  onAsk: (kind: OperationKind) => void;
  onClose: () => void;
}

function NextCheck({ at }: { at: string }) {
  const { t } = useTranslation();
  const time = useTick((now) => formatCountdown(at, now));
  return time === null ? null : <>{t('operations.steps.nextCheck', { time })}</>;
}

function Steps({ operation, progress }: { operation: Operation; progress: OperationProgress }) {
  const { createdAt, sentAt, endedAt, nextCheckAt } = operation;
  const wasSent = progress.steps.sent === 'done' && sentAt !== null;
  const confirmed = progress.steps.confirmed;
  return (
    <OperationSteps
      steps={progress.steps}
      ends={{
        recorded: formatClockSeconds(createdAt),
        ...(wasSent ? { sent: formatClockSeconds(sentAt) } : {}),
        ...(endedAt !== null && wasSent ? { confirmed: formatClockSeconds(endedAt) } : {}),
        ...(endedAt === null && nextCheckAt !== null && confirmed === 'doing'
          ? { confirmed: <NextCheck at={nextCheckAt} /> }
          : {}),
      }}
    />
  );
}

/** What Toss confirmed, and what is left by Toss's figures; never computed here. */
function Success({
  operation,
  detail,
}: {
  operation: Operation;
  detail: PaymentDetail | undefined;
}) {
  const { t } = useTranslation();
  const payment = detail?.payment;
  const isRead =
    payment !== undefined &&
    (operation.endedAt === null || payment.observedAt >= (operation.sentAt ?? operation.endedAt));
  const back = isRead && detail !== undefined ? paidBackOf(operation, detail) : null;
  const amount = formatAmount(operation.amount);
  const facts = [
    back === null ? null : t('operations.done.paidBack', { amount, back: paidBackWords(back, t) }),
    operation.kind === 'cancel' ? t('operations.done.canceledSafe') : null,
    operation.kind === 'refund' && isRead
      ? t('operations.done.remaining', { amount: formatAmount(payment.remaining) })
      : null,
    operation.endedAt === null
      ? null
      : t('operations.done.seen', { time: formatClockSeconds(operation.endedAt) }),
  ].filter((fact) => fact !== null);
  return (
    <>
      <p className={classes.facts}>{facts.join(' · ')}</p>
      {operation.late ? <p>{t('operations.late')}</p> : null}
    </>
  );
}

/** 보내기 전 · 취소 가능 00:27, while the desk holds a refund back. */
function GraceLeft({ operation }: { operation: Operation }) {
  const { t } = useTranslation();
  const left = useTick((nowMs) =>
    isWithdrawable(operation, nowMs) && operation.sendAfter !== null
      ? formatCountdown(operation.sendAfter, nowMs)
      : null,
  );
  return left === null ? null : (
    <p className={classes.grace}>{t('operations.grace.left', { left })}</p>
  );
}

/** The progress and the end of an operation; it can be withdrawn before it is sent. */
export function ProgressPane(props: ProgressPaneProps) {
  const { operation, onClose } = props;
  const [withdrawing, setWithdrawing] = useState(false);
  const call = useDecision(operation.id);
  const mayWithdraw = useMayWithdraw(operation);
  const back = () => {
    call.reset();
    setWithdrawing(false);
  };
  if (withdrawing && (mayWithdraw || call.isPending)) {
    const above = call.error === null ? null : <DecisionProblem error={call.error} onRead={back} />;
    return (
      <PlainDecisionPane
        act="withdraw"
        operation={operation}
        detail={null}
        leave={null}
        onTyped={() => undefined}
        above={above}
        blocked={blocksDecision(call.error)}
        sending={call.isPending}
        onBack={back}
        onClose={onClose}
        onSend={(request) => call.mutate(request)}
      />
    );
  }
  const missed =
    withdrawing && call.error !== null ? (
      <DecisionProblem error={call.error} onRead={back} />
    ) : null;
  return (
    <Progress
      {...props}
      above={props.above ?? missed}
      onWithdraw={mayWithdraw ? () => setWithdrawing(true) : null}
    />
  );
}

type ProgressProps = ProgressPaneProps & { onWithdraw: (() => void) | null };

function Progress({ operation, above, onAsk, onWithdraw, onClose }: ProgressProps) {
  const { t } = useTranslation();
  useTick((now) => operationProgress(operation, now).situation);
  const progress = operationProgress(operation, deskNowMs());
  const { situation } = progress;
  const title = t(`operations.progress.${operation.kind}.${situation}`, {
    amount: formatAmount(operation.amount),
  });
  const read = useQuery({ ...paymentOptions(operation.payToken), enabled: progress.ended });
  const payment = read.data?.payment;
  const paidMeanwhile =
    operation.kind === 'cancel' &&
    situation === 'failed' &&
    payment !== undefined &&
    isPaid(payment.status);
  const succeeded = situation === 'succeeded';
  const goesOn = !progress.ended && !progress.waitsForPerson;
  return (
    <>
      <MoneyDialogHead
        takesFocus
        title={
          succeeded ? (
            <span className={classes.done}>
              <IconCircleCheck size={20} stroke={1.75} aria-hidden="true" /> {title}
            </span>
          ) : (
            title
          )
        }
      >
        {succeeded ? null : (
          <p>
            <Trans
              t={t}
              i18nKey={`operations.explained.${situation}`}
              components={{ b: <b className={classes.loud} /> }}
            />
            {goesOn ? ` ${t('operations.goesOn')}` : null}
          </p>
        )}
      </MoneyDialogHead>
      <MoneyDialogBody>
        <p className="vh" role="status">
          {title}
        </p>
        {above}
        {succeeded ? <Success operation={operation} detail={read.data} /> : null}
        <GraceLeft operation={operation} />
        <Steps operation={operation} progress={progress} />
        {paidMeanwhile ? (
          <PaidMeanwhile payment={payment} onRefund={() => onAsk('refund')} />
        ) : (
          <EndedNotice operation={operation} progress={progress} />
        )}
        {payment === undefined && progress.ended ? null : (
          // The text about a refund that ended needs method and discount of its payment.
          <CustomerNote operation={operation} detail={read.data ?? null} />
        )}
      </MoneyDialogBody>
      <ProgressFoot
        operation={operation}
        progress={progress}
        onAsk={onAsk}
        onWithdraw={onWithdraw}
        onClose={onClose}
      />
    </>
  );
}

function ProgressFoot({
  operation,
  progress,
  onAsk,
  onWithdraw,
  onClose,
}: Omit<ProgressProps, 'above'> & { progress: OperationProgress }) {
  const { t } = useTranslation();
  const words = useDecisionWords();
  // While it is held back, the pane shows the same text and countdown as the chip.
  const holdsBack = useTick((nowMs) => isWithdrawable(operation, nowMs));
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => callApi('POST /api/operations/:id/check', { params: { id: operation.id } }),
    onSuccess: (checked) => cacheOperation(client, checked),
  });
  const succeeded = progress.situation === 'succeeded';
  return (
    <>
      {check.isError ? (
        <div className={classes.trouble}>
          <ProblemNotice error={check.error} money={false} />
        </div>
      ) : null}
      <MoneyDialogFoot>
        {succeeded && operation.kind === 'refund' ? <ReceiptLink operation={operation} /> : null}
        {holdsBack || succeeded ? null : <OperationChip operation={operation} />}
        <span className={classes.push} />
        {onWithdraw === null ? null : (
          <Button size="lg" onClick={onWithdraw}>
            {words.button('withdraw', operation)}
          </Button>
        )}
        {progress.canCheckNow ? (
          <Button size="lg" loading={check.isPending} onClick={() => check.mutate()}>
            {t('operations.checkNow')}
          </Button>
        ) : null}
        {progress.mayPressAgain ? (
          <Button size="lg" onClick={() => onAsk(operation.kind)}>
            {t('operations.done.again')}
          </Button>
        ) : null}
        <Button size="lg" variant="filled" className={classes.close ?? ''} onClick={onClose}>
          {t(succeeded ? 'operations.done.close' : 'common.close')}
        </Button>
      </MoneyDialogFoot>
    </>
  );
}
