/** Sends a pressed operation to the desk, as often as it takes, always under the same id. */
import type { MutationOptions, QueryClient } from '@tanstack/react-query';
import type { Operation } from '../../shared/operation.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import { callApi } from '../api-client.ts';
import { meOptions } from '../me.ts';
import { ProblemError, UnreachableError } from '../problem-error.ts';
import {
  forgetPendingOperation,
  settleOperation,
  type PendingOperation,
} from './pending-operation.ts';

const WAIT_SECONDS = 10;
const TRIES = 5;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Answers that the desk gives only after it has looked for the id: they prove that nothing is
 * recorded under it, also when an earlier try got no answer. All others (a closed door, a full
 * queue, a crash) prove nothing, and the id is kept.
 */
const proofsOfNothing: readonly ProblemCode[] = [
  'payment-busy',
  'stale-view',
  'over-remaining',
  'parts-mismatch',
  'not-refundable',
  'not-cancelable',
  'not-executable',
  'payment-not-found',
  'over-ceiling',
  'step-up-needed',
  'invalid-request',
];

export function provesNothingRecorded(error: Error): error is ProblemError {
  return error instanceof ProblemError && proofsOfNothing.includes(error.problem.code);
}

/** Of the desk itself, and over in a while. */
const passingTroubles: readonly ProblemCode[] = [
  'not-ready',
  'too-many-requests',
  'desk-busy',
  'storage-failed',
  'internal',
];

/** Trying again is safe in any case, because the id is the same; here it may also help. */
function mayHelpToRepeat(error: Error): boolean {
  if (error instanceof UnreachableError) return true;
  if (!(error instanceof ProblemError)) return false;
  return passingTroubles.includes(error.problem.code);
}

/** Puts an operation where every screen reads it, and has the payment read again. */
export async function takeOver(client: QueryClient, operation: Operation): Promise<void> {
  const queryKey = ['operation', operation.id];
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, operation);
  settleOperation(operation);
  const touched = [['payment', operation.payToken], ['payments'], ['operations'], ['counters']];
  await Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: key })));
}

/** The call that records. It goes on when the dialog is closed. */
export function recordOperationOptions(
  client: QueryClient,
): MutationOptions<Operation, Error, PendingOperation> {
  return {
    mutationFn: async ({ payToken, operationId, body, session }) => {
      // Also a repeated try: whoever is signed in by now has confirmed nothing.
      if (client.getQueryData(meOptions.queryKey)?.session.endsAt !== session) {
        throw new DOMException('It was confirmed in another session', 'AbortError');
      }
      return callApi(
        'PUT /api/payments/:payToken/operations/:operationId',
        { params: { payToken, operationId }, body },
        { waitSeconds: WAIT_SECONDS },
      );
    },
    retry: (failures, error) => failures < TRIES && mayHelpToRepeat(error),
    retryDelay: (failures) => Math.min(1000 * 2 ** failures, LONGEST_PAUSE_MS),
    networkMode: 'always',
    onSuccess: (operation) => {
      void takeOver(client, operation);
    },
    onError: (error, { payToken, operationId }) => {
      if (provesNothingRecorded(error)) forgetPendingOperation(payToken, operationId);
    },
  };
}
