import { useEffect } from 'react';
import { i18n, type Language } from '../copy/i18n.ts';

/** Has a manager's browser told of approvals again after signing in, if it was before. */
export function useResumedPush(staffId: string, decides: boolean): void {
  useEffect(() => {
    if (!decides || typeof Notification === 'undefined' || Notification.permission !== 'granted') {
      return;
    }
    import('../push-browser.ts')
      .then(({ resumePush }) => resumePush(i18n.language as Language))
      // 내 설정 shows what is on.
      .catch(() => undefined);
  }, [staffId, decides]);
}
