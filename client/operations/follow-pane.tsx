import { Button } from '@mantine/core';
import { useQuery, type UseMutationResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isOpen, type Operation, type OperationKind } from '../../shared/operation.ts';
import { taxParts } from '../../shared/tax-split.ts';
import { formatAmount, formatMoment } from '../format.ts';
import { paymentOptions } from '../payment-options.ts';
import { ProblemError } from '../problem-error.ts';
import { ConfirmPane } from '../ui/confirm-pane.tsx';
import { MoneyDialogBody, MoneyDialogFoot, MoneyDialogHead } from '../ui/money-dialog.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { operationOptions } from './operation-options.ts';
import { OperationSteps } from './operation-steps.tsx';
import pane from './confirm-pane.module.css';
import { Pairs, type Pair } from './pairs.tsx';
import { PaymentHead } from './payment-head.tsx';
import {
  confirmAgain,
  forgetPendingOperation,
  type PendingOperation,
} from './pending-operation.ts';
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
  /** The one that goes on; what was pressed in another is not sent by itself. */
  session: string;
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
  const { operationId, pending, justPressed, payToken, session, record, onSend } = props;
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
    if (!missing || !isIdle || pending?.session !== session) return;
    if (openedMs - Date.parse(pending.pressedAt) < FRESH_PRESS_MS) onSend(pending);
  }, [missing, isIdle, pending, session, openedMs, onSend]);

  if (operation !== undefined) {
    return <ProgressPane operation={operation} onAsk={props.onAsk} onClose={props.onClose} />;
  }
  const isOld = pending !== null && pending.session !== session;
  const standing = standingOf(props, isOld, read.error);
  if (standing === 'missing' && pending !== null) {
    return <UnsentPane {...props} pending={pending} />;
  }
  return <UnrecordedPane {...props} isOld={isOld} standing={standing} readError={read.error} />;
}

/** `missing`: the desk has looked and has nothing under this id. */
type Standing = 'looking' | 'recording' | 'trying' | 'unreachable' | 'missing' | 'problem';

function standingOf(props: FollowPaneProps, isOld: boolean, readError: Error | null): Standing {
  const { record, pending } = props;
  if (record.isPending) return record.failureCount > 0 ? 'trying' : 'recording';
  // How a try of another session ended says nothing about what is recorded by now.
  if (!isOld && record.error instanceof ProblemError) return 'problem';
  if (!isOld && record.isError) return 'unreachable';
  if (isMissing(readError)) return pending === null ? 'problem' : 'missing';
  if (readError instanceof ProblemError) return 'problem';
  return readError === null ? 'looking' : 'unreachable';
}

/**
 * What was pressed and never arrived, such as on the last press of a session: it is shown once
 * more, and goes out only when the person confirms it here.
 */
function UnsentPane(props: FollowPaneProps & { pending: PendingOperation }) {
  const { t } = useTranslation();
  const { pending, payToken, session, onSend, onDrop, onClose } = props;
  const { body, pressedAt } = pending;
  const { kind } = body;
  const known = useQuery(paymentOptions(payToken)).data?.payment;
  const amount = formatAmount(
    known !== undefined && kind === 'cancel' ? known.amount : amountOf(pending),
  );
  const title = t(`common.kind.${kind}`);
  const parts = kind === 'refund' ? (body.parts ?? null) : null;
  const pairs: Pair[] = [
    ...(parts === null
      ? []
      : taxParts
          .filter((part) => parts[part] > 0)
          .map((part) => ({ term: t(`common.part.${part}`), value: formatAmount(parts[part]) }))),
    ...(kind === 'execute' ? [] : [{ term: t('operations.refund.reason'), value: body.reason }]),
    { term: t('operations.unsent.pressed'), value: formatMoment(pressedAt) },
  ];
  return (
    <ConfirmPane
      head={
        known === undefined ? (
          <MoneyDialogHead title={title} onClose={onClose} />
        ) : (
          <PaymentHead title={title} payment={known} onClose={onClose} />
        )
      }
      back={t('operations.unsent.drop')}
      onBack={onDrop}
      confirm={t(`operations.${kind}.confirm`, { amount })}
      onConfirm={() => {
        onSend(confirmAgain(pending, session));
      }}
    >
      <p className={pane.say} role="status">
        {t(`operations.unsent.${kind}`, { amount })}
      </p>
      <Pairs pairs={pairs} />
      <p className="muted">{t('operations.unsent.body')}</p>
    </ConfirmPane>
  );
}

interface UnrecordedProps extends FollowPaneProps {
  isOld: boolean;
  standing: Standing;
  readError: Error | null;
}

/** Nobody knows yet whether it is recorded: says so, and offers the same id, never a new one. */
function UnrecordedPane(props: UnrecordedProps) {
  const { t } = useTranslation();
  const { kind, pending, record, isOld, standing, readError, onSend, onClose } = props;
  const amount = pending === null ? '' : formatAmount(amountOf(pending));
  const title =
    standing === 'problem' || standing === 'looking'
      ? t(`common.kind.${kind}`)
      : standing === 'recording'
        ? t(`operations.recording.${kind}`, { amount })
        : t('operations.unreachable.title');
  return (
    <>
      <MoneyDialogHead title={title} takesFocus>
        {standing === 'looking' ? <p role="status">{t('operations.looking')}</p> : null}
        {standing === 'recording' ? <p>{t('operations.recording.body')}</p> : null}
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
          <OperationSteps steps={{ recorded: 'doing', sent: 'waiting', confirmed: 'waiting' }} />
        )}
        {standing === 'trying' ? (
          <p className="muted" role="status">
            {t('operations.unreachable.trying', { tries: record.failureCount + 1 })}
          </p>
        ) : null}
      </MoneyDialogBody>
      <MoneyDialogFoot>
        <span style={{ marginInlineStart: 'auto' }} />
        {pending !== null && !isOld && !record.isPending && standing !== 'looking' ? (
          <Button
            onClick={() => {
              onSend(pending);
            }}
          >
            {t('operations.unreachable.resend')}
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
