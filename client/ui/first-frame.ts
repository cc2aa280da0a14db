import { useMediaQuery } from '@mantine/hooks';
import { createContext, use } from 'react';

/** Where tables become cards, as in the style sheets. */
const PHONE = '(max-width: 820px)';

/** Where the server draws the frame: it knows neither the window nor the rows. */
interface Drawn {
  phone: boolean;
  /** So many rows will come. */
  rows: number;
}

/** `null` in a browser. */
export const FirstFrameContext = createContext<Drawn | null>(null);

export function usePhone(): boolean {
  const drawn = use(FirstFrameContext);
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  return drawn?.phone ?? isPhone;
}
