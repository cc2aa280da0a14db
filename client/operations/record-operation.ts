/** Sends a pressed operation to the desk, as often as it takes, always under the same id. */
import {
  useMutationState,
  type MutationOptions,
  type MutationState,
  type QueryClient,
} from '@tanstack/react-query';
import type { Operation } from '../../shared/operation.ts';
import type { ProblemCode } from '../../shared/problem.ts';
import { callApi } from '../api-client.ts';
import { deskAccess } from '../desk-access.ts';
import { meOptions } from '../me.ts';
import { isProblem, ProblemError, UnreachableError } from '../problem-error.ts';
import {
  forgetPendingOperation,
  settleOperation,
  type PendingOperation,
} from './pending-operation.ts';

const WAIT_SECONDS = 10;
const TRIES = 5;
const LONGEST_PAUSE_MS = 8_000;
/** A press that is older than this is sent no more, such as by a computer that slept meanwhile. */
const PRESS_COUNTS_MS = 60_000;
const RECORD_KEY = ['record-operation'];

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
export async function cacheOperation(client: QueryClient, operation: Operation): Promise<void> {
  const queryKey = ['operation', operation.id];
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, operation);
  settleOperation(operation);
  const touched = [['payment', operation.payToken], ['payments'], ['operations'], ['counters']];
  await Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: key })));
}

/** A press, and what held when it was made. */
export interface Press {
  pending: PendingOperation;
  /** `endsAt` of the session. */
  session: string | undefined;
  closings: number;
}

/** The press that the person makes at this moment. */
export function pressedNow(client: QueryClient, pending: PendingOperation): Press {
  const session = client.getQueryData(meOptions.queryKey)?.session.endsAt;
  return { pending, session, closings: deskAccess.read().closings };
}

/**
 * Whether it may be sent: it was made in this session, nothing was locked since, and it is not
 * long ago. Whoever is here otherwise has to confirm it again.
 */
export function stillCounts(client: QueryClient, press: Press): boolean {
  const now = pressedNow(client, press.pending);
  const ageMs = Date.now() - Date.parse(press.pending.pressedAt);
  return (
    now.session === press.session && now.closings === press.closings && ageMs < PRESS_COUNTS_MS
  );
}

/** How the last sending of a press stands, also one whose dialog was closed meanwhile. */
export function useRecording(
  operationId: string,
): MutationState<Operation, Error, Press> | undefined {
  return useMutationState({
    filters: {
      mutationKey: RECORD_KEY,
      predicate: ({ state }) =>
        (state.variables as Press | undefined)?.pending.operationId === operationId,
    },
    select: ({ state }) => state as MutationState<Operation, Error, Press>,
  }).at(-1);
}

/** The call that records. It goes on when the dialog is closed. */
export function recordOperationOptions(
  client: QueryClient,
): MutationOptions<Operation, Error, Press> {
  return {
    mutationKey: RECORD_KEY,
    mutationFn: async (press) => {
      // Asked before each try.
      if (!stillCounts(client, press)) {
        throw new DOMException('It has to be confirmed again', 'AbortError');
      }
      const { payToken, operationId, body } = press.pending;
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
      void cacheOperation(client, operation);
    },
    onError: (error, { pending: { payToken, operationId } }) => {
      if (provesNothingRecorded(error)) forgetPendingOperation(payToken, operationId);
      // The shop's rules may have changed.
      if (isProblem(error, 'stale-view')) void client.invalidateQueries(meOptions);
      // What was looked up before the last try says nothing of it.
      void client.resetQueries({ queryKey: ['operation', operationId] });
    },
  };
}
