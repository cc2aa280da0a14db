import { lockSession } from '../auth-api.ts';
import { deskAccess } from '../desk-access.ts';
import { ProblemError } from '../problem-error.ts';
import { tellTabs } from './tab-news.ts';

/** The wait between tries while the desk can't be reached. */
const AGAIN_MS = 5_000;

async function tellDesk(): Promise<void> {
  while (deskAccess.read().standing === 'locked') {
    try {
      await lockSession();
      return;
    } catch (error) {
      // Refused, because it is locked already or nobody is signed in.
      if (error instanceof ProblemError) return;
      await new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
      });
    }
  }
}

/** Locks the screen: in all tabs at once, and at the desk as soon as it is reached. */
export function lockDesk(): void {
  if (deskAccess.read().standing !== 'open') return;
  deskAccess.lock();
  tellTabs({ kind: 'locked' });
  void tellDesk();
}
