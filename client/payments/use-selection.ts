import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedPayment } from '../../shared/payment.ts';
import { announce } from '../ui/announcer.tsx';
import type { ListQuery } from './list-query.ts';
import {
  howMany,
  noSelection,
  withAll,
  withoutAll,
  withPressed,
  type Selection,
} from './selection.ts';

/** Picking rows of the list; another order of the same rows leaves the picked ones picked. */
export function useSelection(
  { sort: _sort, ...filter }: ListQuery,
  payments: readonly ListedPayment[],
) {
  const { t } = useTranslation();
  const key = JSON.stringify(filter);
  const [state, setState] = useState(() => noSelection(key));
  const selection = state.filter === key ? state : noSelection(key);
  const now = useRef({ selection, payments });
  useEffect(() => {
    now.current = { selection, payments };
  });
  const change = useCallback(
    (next: (before: Selection) => Selection) => {
      const after = next(now.current.selection);
      now.current.selection = after;
      setState(after);
      announce(t('list.pick.count', { count: after.picked.size }));
    },
    [t],
  );
  // Stays the same from one drawing to the next, so that only rows that changed are drawn anew.
  const onPick = useCallback(
    (payToken: string, toHere: boolean) =>
      change((before) => withPressed(before, now.current.payments, payToken, toHere)),
    [change],
  );
  const onPickAll = useCallback(() => {
    const { payments: shown } = now.current;
    const without = howMany(now.current.selection, shown) === 'all';
    change((before) => (without ? withoutAll(before, shown) : withAll(before, shown)));
  }, [change]);
  const onWhole = useCallback(
    (whole: readonly ListedPayment[]) => change((before) => withAll(before, whole)),
    [change],
  );
  const clear = useCallback(() => change(({ filter: same }) => noSelection(same)), [change]);
  return { selection, onPick, onPickAll, onWhole, clear };
}
