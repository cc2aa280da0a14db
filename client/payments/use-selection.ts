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

/** The picked rows; changing the sort keeps them. */
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
  // A stable callback, so that only changed rows render again.
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
