import { Button } from '@mantine/core';
import { useQuery, type UseMutationResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen, type Operation, type OperationKind } from '../../shared/operation.ts';
import { formatAmount } from '../format.ts';
import { ProblemError } from '../problem-error.ts';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../ui/money-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { operationOptions } from './operation-options.ts';
import { OperationSteps } from './operation-steps.tsx';
import { forgetPendingOperation, type PendingOperation } from './pending-operation.ts';
import { ProgressPane } from './progress-pane.tsx';

/** So long after a press a reload sends it again by itself; later a person is asked. */
const FRESH_PRESS_MS = 60_000;
/** The recording is looked for after this, should its own answer take long. */
const LOOK_AFTER_MS = 1_500;

interface FollowPaneProps {
  operationId: string;
  pending: PendingOperation | null;
  justPressed: boolean;
  kind: OperationKind;
  payToken: string;
  record: UseMutationResult<Operation, Error, PendingOperation>;
  onSend: (pending: PendingOperation) => void;
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
    const timer = setTimeout(() => {
      setStarted(true);
    }, LOOK_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [started]);
  return started;
}

/** An operation from the press on: recorded yet or not, and once it is, how it goes. */
export function FollowPane(props: FollowPaneProps) {
  const { operationId, pending, justPressed, payToken, record, onSend } = props;
  const look = useLater(!justPressed);
  const read = useQuery({ ...operationOptions(operationId), enabled: look });
  const operation = read.data ?? record.data;

  const ended = operation !== undefined && !isOpen(operation.state);
  useEffect(() => {
    if (ended) forgetPendingOperation(payToken, operationId);
  }, [ended, payToken, operationId]);

  const missing = isMissing(read.error);
  const { isIdle } = record;
  const [openedMs] = useState(() => Date.now());
  useEffect(() => {
    if (!missing || !isIdle || pending === null) return;
    if (openedMs - Date.parse(pending.pressedAt) < FRESH_PRESS_MS) onSend(pending);
  }, [missing, isIdle, pending, openedMs, onSend]);

  if (operation !== undefined) {
    return <ProgressPane operation={operation} onAsk={props.onAsk} onClose={props.onClose} />;
  }
  return <UnrecordedPane {...props} missing={missing} readError={read.error} />;
}

type Standing = 'looking' | 'recording' | 'trying' | 'unreachable' | 'missing' | 'problem';

function standingOf(props: FollowPaneProps, missing: boolean, readError: Error | null): Standing {
  const { record, pending } = props;
  if (record.isPending) return record.failureCount > 0 ? 'trying' : 'recording';
  if (record.error instanceof ProblemError) return 'problem';
  if (record.isError) return 'unreachable';
  if (missing) return pending === null ? 'problem' : 'missing';
  if (readError instanceof ProblemError) return 'problem';
  return readError === null ? 'looking' : 'unreachable';
}

/** Nothing is known to be recorded yet: says so, and offers the same id again, never a new one. */
function UnrecordedPane(props: FollowPaneProps & { missing: boolean; readError: Error | null }) {
  const { t } = useTranslation();
  const { kind, pending, record, missing, readError, onSend, onDrop, onClose } = props;
  const standing = standingOf(props, missing, readError);
  const amount = pending === null ? '' : formatAmount(amountOf(pending));
  const title =
    standing === 'problem' || standing === 'looking'
      ? t(`common.kind.${kind}`)
      : standing === 'missing'
        ? t(`operations.unrecorded.${kind}`, { amount })
        : standing === 'recording'
          ? t(`operations.recording.${kind}`, { amount })
          : t('operations.unreachable.title');
  return (
    <>
      <MoneyDialogHead title={title} takesFocus>
        {standing === 'looking' ? <p role="status">{t('operations.looking')}</p> : null}
        {standing === 'recording' ? <p>{t('operations.recording.body')}</p> : null}
        {standing === 'missing' ? <p>{t('operations.unrecorded.body')}</p> : null}
        {standing === 'trying' || standing === 'unreachable' ? (
          <p>
            {t('operations.unreachable.body')}
            {standing === 'trying' ? <b> {t('operations.unreachable.doNotPress')}</b> : null}
          </p>
        ) : null}
      </MoneyDialogHead>
      <MoneyDialogBody>
        {standing === 'problem' ? (
          <ProblemNotice error={record.error ?? readError} />
        ) : standing === 'looking' ? null : (
          <OperationSteps
            steps={{
              recorded: standing === 'missing' ? 'stopped' : 'doing',
              sent: 'waiting',
              confirmed: 'waiting',
            }}
          />
        )}
        {standing === 'trying' ? (
          <p className="muted" role="status">
            {t('operations.unreachable.trying', { tries: record.failureCount + 1 })}
          </p>
        ) : null}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        {missing && !record.isPending && pending !== null ? (
          <Button variant="subtle" color="gray" onClick={onDrop}>
            {t('operations.unrecorded.drop')}
          </Button>
        ) : null}
        <span style={{ marginInlineStart: 'auto' }} />
        {pending !== null && !record.isPending && standing !== 'looking' ? (
          <Button
            onClick={() => {
              onSend(pending);
            }}
          >
            {t(
              standing === 'missing'
                ? 'operations.unrecorded.resend'
                : 'operations.unreachable.resend',
            )}
          </Button>
        ) : null}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </MoneyDialogFoot>
    </>
  );
}

function amountOf({ body }: PendingOperation): number {
  if (body.kind === 'refund') return body.amount;
  return body.kind === 'execute' ? body.seenAmount : 0;
}
