import { lockSession } from '../auth-api.ts';
import { deskAccess } from '../desk-access.ts';
import { isProblem } from '../problem-error.ts';
import { tellTabs } from './tab-news.ts';

/** The wait between tries. */
const AGAIN_MS = 5_000;

/** With these the desk shows no more data to this session, so it needs no lock. */
const closed = ['screen-locked', 'not-signed-in', 'second-factor-needed'] as const;

async function tellDesk(): Promise<void> {
  while (deskAccess.read().standing === 'locked') {
    try {
      await lockSession();
      return;
    } catch (error) {
      if (closed.some((code) => isProblem(error, code))) return;
      await new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
      });
    }
  }
}

/** Locks the screen: in all tabs at once, and at the desk as soon as it accepts it. */
export function lockDesk(): void {
  if (deskAccess.read().standing !== 'open') return;
  deskAccess.lock();
  tellTabs({ kind: 'locked' });
  void tellDesk();
}
