import { lockSession } from '../auth-api.ts';
import { deskAccess } from '../desk-access.ts';
import { ProblemError } from '../problem-error.ts';
import { tellTabs } from './tab-news.ts';

/** While the desk can't be reached it is told again after this. */
const AGAIN_MS = 5_000;

async function tellDesk(): Promise<void> {
  while (deskAccess.read().standing === 'locked') {
    try {
      await lockSession();
      return;
    } catch (error) {
      // A refusal says that it is locked already, or that nobody is signed in.
      if (error instanceof ProblemError) return;
      await new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
      });
    }
  }
}

/** Locks the screen: here and in the other tabs at once, at the desk as soon as it hears of it. */
export function lockDesk(): void {
  if (deskAccess.read().standing !== 'open') return;
  deskAccess.lock();
  tellTabs({ kind: 'locked' });
  void tellDesk();
}
