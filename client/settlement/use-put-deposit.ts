import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { DepositReason } from '../../shared/settlement.ts';
import { callApi } from '../api-client.ts';
import { settlementDayOptions, settlementKey } from '../settlement-options.ts';
import { announce } from '../ui/announcer.tsx';

interface Entry {
  /** `null`: the day has no deposit. */
  won: number | null;
  seenWon: number | null;
  reason?: DepositReason;
  note: string;
}

/**
 * Enters or removes the deposit of a day.
 * @param said announced once it is done
 */
export function usePutDeposit(day: string, said: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ note, ...entry }: Entry) =>
      callApi('PUT /api/settlement/days/:day/deposit', {
        params: { day },
        body: { ...entry, ...(note.trim() === '' ? {} : { note: note.trim() }) },
      }),
    onSuccess: (next) => {
      announce(said);
      client.setQueryData(settlementDayOptions(day).queryKey, next);
      onDone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: settlementKey }),
  });
}
