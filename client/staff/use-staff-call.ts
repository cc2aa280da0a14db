import { useMutation, useQueryClient } from '@tanstack/react-query';
import { staffOptions } from '../staff-options.ts';

/**
 * A mutation of an account. The list is fetched again also after an error: if the answer was lost,
 * the list shows whether the change was made.
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
