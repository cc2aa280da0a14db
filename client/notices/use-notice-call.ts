import { useMutation, useQueryClient } from '@tanstack/react-query';
import { noticesOptions, type Notices } from './notice-options.ts';

/** A change of the notices, whose answer has all of them. */
export function useNoticeCall<Input = void>(
  call: (input: Input) => Promise<Notices>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (notices) => {
      client.setQueryData(noticesOptions.queryKey, notices);
      onDone?.();
    },
    // If the answer was lost, the section shows whether it was saved.
    onError: () => client.invalidateQueries({ queryKey: noticesOptions.queryKey }),
  });
}
