import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/announcer.tsx';
import { describePayment } from '../parts/chip-kind.ts';
import { deskNowMs } from '../ui/ticker.ts';
import type { StableRows } from './stable-row-order.ts';

/** The duration of the fade (`--t-flash`), and a little more. */
const FLASH_MS = 1800;
/** Above this only the number of changes is announced. */
const MOST_TOLD = 3;

const nothing: ReadonlySet<string> = new Set();

/** The rows that changed just now, for one fade; also announces the change. */
export function useFlash(rows: StableRows): ReadonlySet<string> {
  const { t } = useTranslation();
  const { changed, byToken } = rows;
  const [flashing, setFlashing] = useState(nothing);
  const [seen, setSeen] = useState(changed);
  if (seen !== changed) {
    setSeen(changed);
    if (changed.length > 0) setFlashing(new Set(changed));
  }
  useEffect(() => {
    if (changed.length === 0) return;
    const told = changed.flatMap((payToken) => {
      const payment = byToken.get(payToken);
      if (payment === undefined) return [];
      const status = describePayment(payment, deskNowMs()).word;
      return [t('list.row.changed', { orderNo: payment.orderNo, status })];
    });
    const many = told.length > MOST_TOLD;
    announce(many ? t('list.row.changedMany', { count: told.length }) : told.join(', '));
  }, [changed, byToken, t]);
  useEffect(() => {
    if (flashing.size === 0) return undefined;
    const timer = setTimeout(() => setFlashing(nothing), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flashing]);
  return flashing;
}
