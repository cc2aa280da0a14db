/** The API calls of the decisions on a recorded operation. */
import type { OperationDecision } from '../../shared/operation-actions.ts';
import type { Operation } from '../../shared/operation.ts';
import type { Outcome } from '../../shared/resolve-choices.ts';
import { callApi } from '../api-client.ts';

/** Every decision with a dialog; 지금 확인 has none, because it only reads. */
export type DialogDecision = Exclude<OperationDecision, 'check'>;

export const dialogDecisions = [
  'approve',
  'decline',
  'withdraw',
  'send-again',
  'give-up',
  'release',
  'resolve',
] as const satisfies readonly DialogDecision[];

/** A decision and its parameters. */
export type DecisionRequest =
  | { act: 'approve'; bodyHash: string; seenRecorded: number }
  | { act: 'send-again'; seenRecorded: number }
  | { act: 'decline'; reason: string }
  | { act: 'withdraw' | 'give-up' }
  | { act: 'release'; evidence: string }
  | { act: 'resolve'; outcome: Outcome; evidence: string; refundNo: string | null };

/** The name under which a decision's draft is kept. */
export function decisionDraft(act: DialogDecision, operationId: string): string {
  return `${act} ${operationId}`;
}

/**
 * Sends a decision, without retries.
 * @returns the operation after it
 * @throws ProblemError, UnreachableError
 */
export function sendDecision(id: string, request: DecisionRequest): Promise<Operation> {
  const params = { id };
  switch (request.act) {
    case 'approve': {
      const { bodyHash, seenRecorded } = request;
      const body = { bodyHash, seenRecorded };
      return callApi('POST /api/operations/:id/approve', { params, body });
    }
    case 'decline': {
      const { reason } = request;
      return callApi('POST /api/operations/:id/decline', { params, body: { reason } });
    }
    case 'withdraw':
      return callApi('POST /api/operations/:id/withdraw', { params });
    case 'send-again': {
      const { seenRecorded } = request;
      return callApi('POST /api/operations/:id/send-again', { params, body: { seenRecorded } });
    }
    case 'give-up':
      return callApi('POST /api/operations/:id/give-up', { params });
    case 'release': {
      const { evidence } = request;
      return callApi('POST /api/operations/:id/release', { params, body: { evidence } });
    }
    case 'resolve': {
      const { outcome, evidence, refundNo } = request;
      const number = refundNo === null ? {} : { refundNo };
      const body = { outcome, evidence, ...number };
      return callApi('POST /api/operations/:id/resolve', { params, body });
    }
  }
}
