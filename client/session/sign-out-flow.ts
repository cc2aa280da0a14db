import { useMutation, useQueryClient } from '@tanstack/react-query';
import { signOut } from '../api-client.ts';

/** Ends the session and forgets what this person was shown; `onDone` leads to the way in. */
export function useSignOut(onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      onDone();
      queryClient.clear();
    },
  });
}
