import { useMutation, useQueryClient } from '@tanstack/react-query';
import { staffOptions } from '../staff-options.ts';

/**
 * A change of an account. Whatever comes of it, the list is read anew: after an answer that got
 * lost it is what tells whether the change was made.
 */
export function useStaffCall<Input, Output>(
  call: (input: Input) => Promise<Output>,
  onDone: (output: Output) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: staffOptions.queryKey }),
  });
}
