import { useMediaQuery } from '@mantine/hooks';
import { createContext, use } from 'react';

/** Below this width tables become cards, as in the style sheets. A sheet of paper is no phone. */
const PHONE = 'screen and (max-width: 820px)';

/** Values for rendering on the server, which knows neither the window nor the rows. */
interface Drawn {
  phone: boolean;
  /** Number of placeholder rows. */
  rows: number;
}

/** `null` in a browser. */
export const FirstFrameContext = createContext<Drawn | null>(null);

export function usePhone(): boolean {
  const drawn = use(FirstFrameContext);
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  return drawn?.phone ?? isPhone;
}
