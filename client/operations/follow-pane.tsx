import { Button } from '@mantine/core';
import { useQuery, useQueryClient, type MutationState } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen, type Operation, type OperationKind } from '../../shared/operation.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { isPassing, mayBeDone, ProblemError } from '../problem-error.ts';
import { ConfirmPane } from '../parts/confirm-pane.tsx';
import type { Mode } from '../parts/mode-bar.tsx';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../parts/money-dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { operationOptions } from './operation-options.ts';
import { OperationSteps } from './operation-steps.tsx';
import { Pairs } from './pairs.tsx';
import { PaymentHead } from './payment-head.tsx';
import {
  confirmAgain,
  forgetPendingOperation,
  type PendingOperation,
} from './pending-operation.ts';
import { ProgressPane } from './progress-pane.tsx';
import { stillCounts, useRecording, type Press } from './record-operation.ts';
import { RefundConfirm } from './refund-confirm.tsx';
import { UnreadPane } from './unread-pane.tsx';
import { useColleague } from './use-colleague.ts';

/** After this the operation is read too, in case the answer of the recording call is slow. */
const LOOK_AFTER_MS = 1_500;

interface FollowPaneProps {
  operationId: string;
  pending: PendingOperation | null;
  justPressed: boolean;
  kind: OperationKind;
  payToken: string;
  mode: Mode;
  /** The user confirmed the unsent request again. */
  onConfirm: (pending: PendingOperation) => void;
  onDrop: () => void;
  onAsk: (kind: OperationKind) => void;
  onClose: () => void;
}

function isMissing(error: Error | null): boolean {
  return error instanceof ProblemError && error.problem.code === 'operation-not-found';
}

function useLater(startNow: boolean): boolean {
  const [started, setStarted] = useState(startNow);
  useEffect(() => {
    if (started) return undefined;
    const timer = setTimeout(() => setStarted(true), LOOK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [started]);
  return started;
}

/** An operation since its button was pressed: first whether it is recorded, then its progress. */
export function FollowPane(props: FollowPaneProps) {
  const { operationId, pending, justPressed, payToken } = props;
  const record = useRecording(operationId);
  const look = useLater(!justPressed);
  const read = useQuery({
    ...operationOptions(operationId),
    enabled: look || record?.status === 'error',
  });
  const operation = read.data ?? record?.data;

  const ended = operation !== undefined && !isOpen(operation.state);
  useEffect(() => {
    if (ended) forgetPendingOperation(payToken, operationId);
  }, [ended, payToken, operationId]);

  if (operation !== undefined) {
    return <ProgressPane operation={operation} onAsk={props.onAsk} onClose={props.onClose} />;
  }
  const standing = standingOf(record, read.error);
  if (standing === 'missing' && pending !== null) {
    return <UnsentPane {...props} pending={pending} record={record} />;
  }
  return <UnrecordedPane {...props} record={record} standing={standing} readError={read.error} />;
}

type Recording = MutationState<Operation, Error, Press> | undefined;

/**
 * `missing`: the desk found nothing under this id after the last try. `unreachable`: also while no
 * desk leads, whose answer is about the last call only: an earlier try may be recorded.
 */
type Standing = 'looking' | 'recording' | 'trying' | 'unreachable' | 'missing' | 'problem';

function standingOf(record: Recording, readError: Error | null): Standing {
  if (record?.status === 'pending') return record.failureCount > 0 ? 'trying' : 'recording';
  if (isMissing(readError)) return 'missing';
  const error = readError ?? record?.error ?? null;
  if (error === null) return 'looking';
  return error instanceof ProblemError && !isPassing(error) ? 'problem' : 'unreachable';
}

interface UnsentProps extends FollowPaneProps {
  pending: PendingOperation;
  record: Recording;
}

/**
 * A request that never arrived, for example because the session ended. It is shown again and only
 * sent once the user confirms it here.
 */
function UnsentPane(props: UnsentProps) {
  const { t } = useTranslation();
  const { pending, payToken, mode, onConfirm, onDrop, onClose } = props;
  const { body } = pending;
  const read = useQuery(paymentOptions(payToken));
  const colleague = useColleague(payToken, body.kind === 'refund');
  const title = t(`common.kind.${body.kind}`);
  const detail = read.data;
  if (detail === undefined) {
    const readAgain = () => void read.refetch();
    return <UnreadPane title={title} error={read.error} onRead={readAgain} onClose={onClose} />;
  }
  const { payment } = detail;
  const amount = formatAmount(body.kind === 'cancel' ? payment.amount : amountOf(pending));
  const above = <UnsentNotice {...props} amount={amount} />;
  const frame = { back: t('operations.unsent.drop'), onBack: onDrop };
  if (body.kind === 'refund') {
    return (
      <RefundConfirm
        {...frame}
        above={above}
        body={body}
        detail={detail}
        mode={mode}
        colleague={colleague}
        leave={null}
        onClose={onClose}
        onConfirm={(seen) => onConfirm(confirmAgain({ ...pending, body: { ...body, ...seen } }))}
      />
    );
  }
  return (
    <ConfirmPane
      {...frame}
      head={<PaymentHead title={title} payment={payment} onClose={onClose} />}
      confirm={t(`operations.${body.kind}.confirm`, { amount })}
      says={[payment.orderNo]}
      onConfirm={() => onConfirm(confirmAgain(pending))}
    >
      {above}
      {body.kind === 'cancel' ? (
        <Pairs pairs={[{ term: t('operations.refund.reason'), value: body.reason }]} />
      ) : null}
    </ConfirmPane>
  );
}

/** Says that the request did not arrive, why, and that no money moved. */
function UnsentNotice({ pending, record, amount }: UnsentProps & { amount: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { body, pressedAt } = pending;
  // Ignore the answer to a request that has lapsed, for example because the screen was locked, and
  // one that left open whether it is done: the desk has looked since.
  const problem =
    record?.variables !== undefined &&
    stillCounts(client, record.variables) &&
    record.error instanceof ProblemError &&
    !mayBeDone(record.error)
      ? record.error
      : null;
  return (
    <>
      <Notice title={t(`operations.unsent.${body.kind}`, { amount })}>
        {problem === null ? <p>{t('operations.unsent.body')}</p> : null}
        <p>{t('operations.unsent.pressed', { when: formatMoment(pressedAt) })}</p>
      </Notice>
      {problem === null ? null : <ProblemNotice error={problem} />}
    </>
  );
}

interface UnrecordedProps extends FollowPaneProps {
  record: Recording;
  standing: Standing;
  readError: Error | null;
}

/** It is not known yet whether the operation is recorded, so the pane offers no action. */
function UnrecordedPane(props: UnrecordedProps) {
  const { t } = useTranslation();
  const { kind, pending, record, standing, readError, onClose } = props;
  const amount = pending === null ? '' : formatAmount(amountOf(pending));
  const trouble = (standing === 'trying' ? record?.failureReason : null) ?? readError;
  const title =
    standing === 'problem' || standing === 'missing' || standing === 'looking'
      ? t(`common.kind.${kind}`)
      : standing === 'recording'
        ? t(`operations.recording.${kind}`, { amount })
        : isPassing(trouble)
          ? t(`problems.codes.${trouble.problem.code}.title`)
          : t('operations.unreachable.title');
  return (
    <>
      <MoneyDialogHead title={title} takesFocus>
        {standing === 'looking' ? <p role="status">{t('operations.looking')}</p> : null}
        {standing === 'recording' ? <p>{t('operations.recording.body')}</p> : null}
        {standing === 'trying' || standing === 'unreachable' ? (
          <p>
            {t('operations.unreachable.body')}
            <b>
              {' '}
              {t(`operations.unreachable.${standing === 'trying' ? 'doNotPress' : 'willTell'}`)}
            </b>
          </p>
        ) : null}
      </MoneyDialogHead>
      <MoneyDialogBody>
        {standing === 'missing' ? (
          <ProblemNotice error={readError} />
        ) : standing === 'problem' ? (
          // It is about the last call only: an earlier try may be recorded.
          <ProblemNotice error={readError ?? record?.error} money={false}>
            <p>
              <b>{t('problems.effect.unknown')}</b>
            </p>
          </ProblemNotice>
        ) : standing === 'looking' ? null : (
          <OperationSteps steps={{ recorded: 'doing', sent: 'waiting', confirmed: 'waiting' }} />
        )}
        {standing === 'trying' ? (
          <p className="muted" role="status">
            {t('operations.unreachable.trying', { tries: (record?.failureCount ?? 0) + 1 })}
          </p>
        ) : null}
        {standing === 'unreachable' ? <p>{t('operations.unreachable.help')}</p> : null}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <span style={{ marginInlineStart: 'auto' }} />
        <Button onClick={onClose}>{t('common.close')}</Button>
      </MoneyDialogFoot>
    </>
  );
}

function amountOf({ body }: PendingOperation): number {
  if (body.kind === 'refund') return body.amount;
  return body.kind === 'execute' ? body.seenAmount : 0;
}
