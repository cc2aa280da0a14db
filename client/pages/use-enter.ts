import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { meOptions } from '../me.ts';
import { tellTabs } from '../session/tab-news.ts';

/** Opens the desk at `next` for the person who has just signed in. */
export function useEnter(): (next: string) => Promise<void> {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return async (next) => {
    const me = await queryClient.query(meOptions);
    tellTabs({ kind: 'signed-in', staffId: me.staff.id, name: me.staff.name });
    await navigate(next, { replace: true });
  };
}
