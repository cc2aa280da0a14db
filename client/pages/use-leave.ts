import { useLocation, useNavigate } from 'react-router';
import type { LeaveReason } from '../session/person-panel.tsx';
import { signInPath } from './safe-next.ts';

/** Goes to the sign-in page; after a change of user, signing in leads back to this page. */
export function useLeave(): (why: LeaveReason) => Promise<void> {
  const navigate = useNavigate();
  const location = useLocation();
  return async (why) => {
    const here = location.pathname + location.search;
    await navigate(why === 'change' ? signInPath(here, false) : '/sign-in');
  };
}
