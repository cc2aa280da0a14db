import { useMutation, useQueryClient } from '@tanstack/react-query';
import { noticesOptions, type Notices } from './notice-options.ts';

/** Changes the notices by a call, and shows its answer, which has all of them. */
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
