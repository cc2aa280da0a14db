import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Operation } from '../../shared/operation.ts';
import { formatAmount } from '../format.ts';
import { ProblemError } from '../problem-error.ts';
import { announce } from '../ui/announcer.tsx';
import { deskNowMs } from '../ui/ticker.ts';
import { sendDecision, type DecisionRequest } from './decision-call.ts';
import { operationProgress } from '../parts/operation-progress.ts';
import { cacheOperation } from './record-operation.ts';

export type DecisionCall = UseMutationResult<Operation, Error, DecisionRequest>;

function useDoneWords() {
  const { t } = useTranslation();
  return ({ act }: DecisionRequest, operation: Operation): string => {
    const { kind } = operation;
    const amount = formatAmount(operation.amount);
    if (act === 'release') {
      return t(`operations.acts.release.done.${kind === 'refund' ? kind : 'other'}`, { amount });
    }
    // The read before the send may have found it done already, or nothing may have been sent.
    if (act === 'send-again' && operation.state !== 'sending') {
      const { situation } = operationProgress(operation, deskNowMs());
      return t(`operations.progress.${kind}.${situation}`, { amount });
    }
    return t(`operations.acts.${act}.done`, { amount });
  };
}

/** The mutation of one decision. It caches the answer and announces the outcome. */
export function useDecision(operationId: string): DecisionCall {
  const client = useQueryClient();
  const doneWords = useDoneWords();
  return useMutation({
    mutationFn: (request: DecisionRequest) => sendDecision(operationId, request),
    onSuccess: (operation, request) => {
      client.setQueryData(['operation', operationId], operation);
      announce(doneWords(request, operation));
      void cacheOperation(client, operation);
    },
    onError: (error) => {
      const moved = error instanceof ProblemError ? error.problem.operation : undefined;
      if (moved !== undefined) void cacheOperation(client, moved);
      else void client.invalidateQueries({ queryKey: ['operation', operationId] });
    },
  });
}
