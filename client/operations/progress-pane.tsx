import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';
import type { Operation, OperationKind } from '../../shared/operation.ts';
import { isPaid, type Payment } from '../../shared/payment.ts';
import { callApi } from '../api-client.ts';
import { formatAmount, formatClockSeconds, formatCountdown } from '../format.ts';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../ui/money-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { OperationChip } from '../ui/status-chip.tsx';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { CopyTextButton } from './copy-text-button.tsx';
import { EndedNotice } from './ended-notice.tsx';
import { operationProgress, type OperationProgress } from './operation-progress.ts';
import { OperationSteps } from './operation-steps.tsx';
import { PaidMeanwhile } from './paid-meanwhile.tsx';
import { paymentOptions } from './payment-options.ts';
import classes from './progress-pane.module.css';
import { takeOver } from './record-operation.ts';

interface ProgressPaneProps {
  operation: Operation;
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

/** What Toss confirmed, and what is left by Toss's own figures; never by our arithmetic. */
function Success({ operation, payment }: { operation: Operation; payment: Payment | undefined }) {
  const { t } = useTranslation();
  const isRead =
    payment !== undefined &&
    (operation.endedAt === null || payment.observedAt >= (operation.sentAt ?? operation.endedAt));
  const facts = [
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

/** How an operation goes, from its record on, and how it ended. */
export function ProgressPane({ operation, onAsk, onClose }: ProgressPaneProps) {
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
        {succeeded ? <Success operation={operation} payment={payment} /> : null}
        <Steps operation={operation} progress={progress} />
        {paidMeanwhile ? (
          <PaidMeanwhile
            payment={payment}
            onRefund={() => {
              onAsk('refund');
            }}
          />
        ) : (
          <EndedNotice operation={operation} progress={progress} />
        )}
      </MoneyDialogBody>
      <ProgressFoot operation={operation} progress={progress} onAsk={onAsk} onClose={onClose} />
    </>
  );
}

function ProgressFoot({
  operation,
  progress,
  onAsk,
  onClose,
}: ProgressPaneProps & { progress: OperationProgress }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => callApi('POST /api/operations/:id/check', { params: { id: operation.id } }),
    onSuccess: (checked) => takeOver(client, checked),
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
        <OperationChip operation={operation} />
        <span className={classes.push} />
        {progress.canCheckNow ? (
          <Button
            loading={check.isPending}
            onClick={() => {
              check.mutate();
            }}
          >
            {t('operations.checkNow')}
          </Button>
        ) : null}
        {succeeded ? <CopyTextButton operation={operation} /> : null}
        {progress.mayPressAgain ? (
          <Button
            onClick={() => {
              onAsk(operation.kind);
            }}
          >
            {t('operations.done.again')}
          </Button>
        ) : null}
        <Button onClick={onClose}>{t(succeeded ? 'operations.done.next' : 'common.close')}</Button>
      </MoneyDialogFoot>
    </>
  );
}
