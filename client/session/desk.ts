/** What the server writes into the page about this desk, available before any sign-in. */
import type { Mode } from '../parts/mode-bar.tsx';

export interface PageConfig {
  mode: Mode;
  sandbox: boolean;
  shopName: string;
}

const unknownDesk: PageConfig = { mode: 'test', sandbox: false, shopName: '' };

/** Reads `<meta name="changgu">`; without it the desk is in test mode and has no name. */
export function readDesk(): PageConfig {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="changgu"]');
  if (meta === null || meta.content === '') return unknownDesk;
  try {
    return { ...unknownDesk, ...(JSON.parse(meta.content) as Partial<PageConfig>) };
  } catch {
    // Invalid content must not prevent the sign-in; `GET /api/me` gives the same values later.
    return unknownDesk;
  }
}
