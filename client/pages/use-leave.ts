import { useLocation, useNavigate } from 'react-router';
import type { LeaveReason } from '../session/person-panel.tsx';
import { signInPath } from './safe-next.ts';

/** To the way in: the next person goes on at the same place, somebody who goes home does not. */
export function useLeave(): (why: LeaveReason) => Promise<void> {
  const navigate = useNavigate();
  const location = useLocation();
  return async (why) => {
    const here = location.pathname + location.search;
    await navigate(why === 'change' ? signInPath(here, false) : '/sign-in');
  };
}
