/** What the server wrote into the page about this desk, known before anybody has signed in. */
import type { Mode } from '../parts/mode-bar.tsx';

export interface Desk {
  mode: Mode;
  sandbox: boolean;
  shopName: string;
}

const unknownDesk: Desk = { mode: 'test', sandbox: false, shopName: '' };

/** Reads `<meta name="changgu">`; a page without it is a desk in test mode without a name. */
export function readDesk(): Desk {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="changgu"]');
  if (meta === null || meta.content === '') return unknownDesk;
  try {
    return { ...unknownDesk, ...(JSON.parse(meta.content) as Partial<Desk>) };
  } catch {
    // A broken note must not keep people from signing in; after that the desk tells it again.
    return unknownDesk;
  }
}
