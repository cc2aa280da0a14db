import { useMutation } from '@tanstack/react-query';
import { signOut } from '../auth-api.ts';
import { deskAccess } from '../desk-access.ts';
import { dropDraftsBut } from '../kept-drafts.ts';
import { dropUnsavedWork } from '../unsaved-work.ts';
import { tellTabs } from './tab-news.ts';

/** Ends the session; `onDone` opens the sign-in page, which clears the cache. */
export function useSignOut(onDone: () => Promise<void>) {
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      tellTabs({ kind: 'signed-out' });
      deskAccess.abandon();
      dropUnsavedWork();
      dropDraftsBut(null);
      await onDone();
    },
  });
}
