import { useEffect } from 'react';
import plainIcon from '../favicon.svg?url';
import waitingIcon from '../favicon-waiting.svg?url';

/** A dot on the tab's icon while something waits: a narrow tab shows only its icon. */
export function useWaitingIcon(waits: boolean): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link === null || !waits) return undefined;
    link.href = waitingIcon;
    return () => {
      link.href = plainIcon;
    };
  }, [waits]);
}
