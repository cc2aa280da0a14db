import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
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
  /** Makes the buttons as wide as their column. */
  wide?: boolean;
}

/**
 * The decisions that this user may take on an operation now, and why the main one is not among
 * them. A press puts `act` and `operation` into the address, for which the page's `DecisionHost`
 * opens the dialog.
 */
export function DecisionButtons(props: OperationActsProps) {
  const me = useQuery(meOptions);
  return me.data === undefined ? null : <Acts {...props} decider={deciderOf(me.data)} />;
}

function Acts({ operation, wide = false, decider }: OperationActsProps & { decider: Decider }) {
  const { t } = useTranslation();
  const words = useDecisionWords();
  const navigate = useNavigate();
  const location = useLocation();
  const allowed = (act: OperationDecision, nowMs: number) =>
    decisionState(act, operation, decider, nowMs).allowed;
  // Decisions become allowed or refused as deadlines pass.
  useTick((nowMs) => order.filter((act) => allowed(act, nowMs)).join(' '));
  const nowMs = deskNowMs();
  const acts = order.filter((act) => allowed(act, nowMs));
  const mayCheck = allowed('check', nowMs);
  const open = (act: DialogDecision) => {
    const search = decisionAddress(location.search, { act, operationId: operation.id });
    void navigate({ search }, dialogVisit(location));
  };
  return (
    <div
      role="group"
      aria-label={t('operations.acts.label')}
      className={wide ? `${classes.acts ?? ''} ${classes.wide ?? ''}` : classes.acts}
    >
      {acts.map((act, index) => (
        <Button
          key={act}
          fullWidth={wide}
          {...(index === 0 ? {} : { variant: 'subtle', color: 'gray' })}
          data-operation-act={`${act} ${operation.id}`}
          onClick={() => open(act)}
        >
          {words.button(act, operation)}
        </Button>
      ))}
      {mayCheck ? (
        <CheckNow operation={operation} onCheck={checkOperation} fullWidth={wide} />
      ) : null}
      <WhyNot operation={operation} decider={decider} />
    </div>
  );
}

function WhyNot({ operation, decider }: { operation: Operation; decider: Decider }) {
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
