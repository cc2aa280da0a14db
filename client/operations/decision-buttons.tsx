import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import '../copy/payment-words.ts';
import {
  decisionState,
  type Decider,
  type OperationDecision,
} from '../../shared/operation-actions.ts';
import type { Operation, OperationState } from '../../shared/operation.ts';
import { callApi } from '../api-client.ts';
import { meOptions } from '../me.ts';
import { CheckNow } from '../parts/check-now.tsx';
import { deskNowMs, useTick } from '../ui/ticker.ts';
import { decisionAddress, dialogVisit } from './decision-address.ts';
import type { DialogDecision } from './decision-call.ts';
import { useDecisionWords } from './decision-words.ts';
import { deciderOf } from './decider.ts';
import classes from './decision-buttons.module.css';

/** The most frequent decisions first. */
const order: readonly DialogDecision[] = [
  'approve',
  'resolve',
  'send-again',
  'release',
  'decline',
  'give-up',
  'withdraw',
];

/** The decision that moves a state on; if it is refused, the reason is shown. */
const mainAct: Partial<Record<OperationState, OperationDecision>> = {
  proposed: 'approve',
  absent: 'send-again',
  needs_review: 'resolve',
  succeeded: 'resolve',
  given_up: 'release',
};

const checkOperation = (id: string) =>
  callApi('POST /api/operations/:id/check', { params: { id } });

interface OperationActsProps {
  operation: Operation;
}

type WithDecider = OperationActsProps & { decider: Decider };

/** Opens the dialog of a decision: it puts `act` and `operation` into the address. */
function useOpenDecision(operationId: string): (act: DialogDecision) => void {
  const navigate = useNavigate();
  const location = useLocation();
  return (act) => {
    const search = decisionAddress(location.search, { act, operationId });
    void navigate({ search }, dialogVisit(location));
  };
}

/**
 * The decisions that this user may take on an operation now, and why the main one is not among
 * them. The page's `DecisionHost` opens the dialog of the decision that is pressed.
 */
export function DecisionButtons(props: OperationActsProps) {
  const me = useQuery(meOptions);
  return me.data === undefined ? null : <Acts {...props} decider={deciderOf(me.data)} />;
}

function Acts({ operation, decider }: WithDecider) {
  const { t } = useTranslation();
  const words = useDecisionWords();
  const open = useOpenDecision(operation.id);
  const allowed = (act: OperationDecision, nowMs: number) =>
    decisionState(act, operation, decider, nowMs).allowed;
  // Decisions become allowed or refused as deadlines pass.
  useTick((nowMs) => order.filter((act) => allowed(act, nowMs)).join(' '));
  const nowMs = deskNowMs();
  const acts = order.filter((act) => allowed(act, nowMs));
  const mayCheck = allowed('check', nowMs);
  return (
    <div role="group" aria-label={t('operations.acts.label')} className={classes.acts}>
      {acts.map((act, index) => (
        <Button
          key={act}
          {...(index === 0 ? {} : { variant: 'subtle', color: 'gray' })}
          data-operation-act={`${act} ${operation.id}`}
          onClick={() => open(act)}
        >
          {words.button(act, operation)}
        </Button>
      ))}
      {mayCheck ? <CheckNow operation={operation} onCheck={checkOperation} /> : null}
      <Why operation={operation} decider={decider} />
    </div>
  );
}

function Why({ operation, decider }: WithDecider) {
  const { t } = useTranslation();
  const words = useDecisionWords();
  const { state, disputed } = operation;
  const act = mainAct[state];
  // A succeeded operation needs no decision unless Toss contradicts it.
  if (act === undefined || (state === 'succeeded' && !disputed)) return null;
  const { reason, notBefore } = decisionState(act, operation, decider, deskNowMs());
  if (reason === null) return null;
  const alone = act === 'approve' && reason === 'own-operation' && decider.soleManager;
  return (
    <p className={classes.why}>
      {alone ? t('operations.acts.whyNot.alone') : words.whyNot(act, reason, notBefore)}
    </p>
  );
}

/** Why this user can't take the main decision on an operation, and who can; nothing if they can. */
export function WhyNot(props: OperationActsProps) {
  const me = useQuery(meOptions);
  return me.data === undefined ? null : <Why {...props} decider={deciderOf(me.data)} />;
}

/** Decisions for which the row of a list shows enough to begin, the most frequent first. */
const rowActs: readonly DialogDecision[] = ['approve', 'resolve', 'release', 'withdraw'];

interface MainActProps extends OperationActsProps {
  /** What stands there if the user can do nothing from a row. */
  otherwise: ReactNode;
}

/** The one act of an operation in a row; the others are at its payment. */
export function MainAct(props: MainActProps) {
  const me = useQuery(meOptions);
  return me.data === undefined ? null : <OneAct {...props} decider={deciderOf(me.data)} />;
}

function OneAct({ operation, otherwise, decider }: MainActProps & WithDecider) {
  const words = useDecisionWords();
  const open = useOpenDecision(operation.id);
  const allowed = (act: OperationDecision, nowMs: number) =>
    decisionState(act, operation, decider, nowMs).allowed;
  useTick((nowMs) => [...rowActs, 'check' as const].filter((act) => allowed(act, nowMs)).join(' '));
  const nowMs = deskNowMs();
  const act = rowActs.find((one) => allowed(one, nowMs));
  if (act !== undefined) {
    return (
      <Button fullWidth data-operation-act={`${act} ${operation.id}`} onClick={() => open(act)}>
        {words.button(act, operation)}
      </Button>
    );
  }
  // What is absent can be sent again or given up: the payment shows the evidence for both.
  if (operation.state === 'absent' || !allowed('check', nowMs)) return otherwise;
  return <CheckNow operation={operation} onCheck={checkOperation} fullWidth />;
}
