/** Sends a request to the desk, with retries that all use the same operation id. */
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
import { isProblem, passingCodes, ProblemError, UnreachableError } from '../problem-error.ts';
import {
  forgetPendingOperation,
  settleOperation,
  type PendingOperation,
} from './pending-operation.ts';

const WAIT_SECONDS = 10;
const TRIES = 5;
const LONGEST_PAUSE_MS = 8_000;
/** An older request is not sent, for example after the computer slept. */
const PRESS_COUNTS_MS = 60_000;
const RECORD_KEY = ['record-operation'];

/**
 * Answers that the desk gives only after looking up the id. They prove that nothing is recorded
 * under it, even if an earlier try got no answer. All others (locked, queue full, a crash) prove
 * nothing, and the id is kept.
 */
const proofsOfNothing: readonly ProblemCode[] = [
  'payment-busy',
  'stale-view',
  'over-remaining',
  'parts-mismatch',
  'items-mismatch',
  'over-items',
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

/** Temporary failures of the desk. */
const passingTroubles: readonly ProblemCode[] = [
  ...passingCodes,
  'too-many-requests',
  'desk-busy',
  'storage-failed',
  'internal',
];

/** A retry is always safe, because the id is the same; for these errors it may also help. */
function mayHelpToRepeat(error: Error): boolean {
  if (error instanceof UnreachableError) return true;
  if (!(error instanceof ProblemError)) return false;
  return passingTroubles.includes(error.problem.code);
}

/** Caches an operation and refetches its payment and the lists. */
export async function cacheOperation(client: QueryClient, operation: Operation): Promise<void> {
  const queryKey = ['operation', operation.id];
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, operation);
  settleOperation(operation);
  const touched = [['payment', operation.payToken], ['payments'], ['operations'], ['counters']];
  await Promise.all(touched.map((key) => client.invalidateQueries({ queryKey: key })));
}

/** A request, with the session in which it was made. */
export interface Press {
  pending: PendingOperation;
  /** `endsAt` of the session. */
  session: string | undefined;
  closings: number;
}

/** A request made at this moment. */
export function pressedNow(client: QueryClient, pending: PendingOperation): Press {
  const session = client.getQueryData(meOptions.queryKey)?.session.endsAt;
  return { pending, session, closings: deskAccess.read().closings };
}

/**
 * Whether a request may still be sent: made in this session, no lock since, and not too old.
 * Otherwise the user has to confirm it again.
 */
export function stillCounts(client: QueryClient, press: Press): boolean {
  const now = pressedNow(client, press.pending);
  const ageMs = Date.now() - Date.parse(press.pending.pressedAt);
  return (
    now.session === press.session && now.closings === press.closings && ageMs < PRESS_COUNTS_MS
  );
}

/** The state of the last recording call of an operation, also if its dialog is closed. */
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

/** The mutation that records a request. It continues when the dialog is closed. */
export function recordOperationOptions(
  client: QueryClient,
): MutationOptions<Operation, Error, Press> {
  return {
    mutationKey: RECORD_KEY,
    mutationFn: async (press) => {
      // Checked before each try.
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
      // A lookup from before the last try is outdated.
      void client.resetQueries({ queryKey: ['operation', operationId] });
    },
  };
}
