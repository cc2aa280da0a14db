import type { OperationKind } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { ListedPayment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { currentPayToken, focusedPayToken } from './current-payment.ts';
import { findRowElement } from './find-row-element.ts';

interface ListKeys {
  enabled: boolean;
  role: Role;
  /** The payment as the screen shows it; `undefined` while it shows none. */
  shownPayment: (payToken: string) => ListedPayment | undefined;
  /** The payment whose detail is open: then the keys mean it and no other. */
  openToken: string | null;
  /** Every row, drawn or not, as they stand. */
  order: readonly string[];
  /** Has a row drawn, wherever it is, before it is reached for. */
  onReach: (payToken: string) => void;
  /** Opens a neighbour instead of the payment that is open. */
  onMove: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onSearch: () => void;
  onFilter: () => void;
  /** Picks the row that has the focus; `null`: rows are not picked now. */
  onPick: ((payToken: string, toHere: boolean) => void) | null;
  onBack: (() => void) | null;
}

type MoveKeys = Pick<ListKeys, 'openToken' | 'order' | 'onReach' | 'onMove'>;

/** j and k: the focus goes from row to row, and the open payment with it. */
function move(step: 1 | -1, { openToken, order, onReach, onMove }: MoveKeys): void {
  const current = currentPayToken(openToken);
  const index = order.indexOf(current ?? '');
  const next = index === -1 ? (step === 1 ? 0 : order.length - 1) : index + step;
  const payToken = order[Math.min(Math.max(next, 0), order.length - 1)];
  if (payToken === undefined) return;
  onReach(payToken);
  const row = findRowElement(payToken);
  row?.querySelector<HTMLElement>('[data-row-link]')?.focus();
  row?.scrollIntoView({ block: 'nearest' });
  if (openToken !== null && payToken !== openToken) onMove(payToken);
}

/** Scrolls a row into sight. @returns whether it was there already */
function isInSight(payToken: string): boolean {
  const { scrollY } = window;
  findRowElement(payToken)?.scrollIntoView({ block: 'nearest' });
  return window.scrollY === scrollY;
}

/** The list's single keys; Enter needs none, because the focus is on a link. */
export function useListKeys(keys: ListKeys): void {
  const act = (kind: OperationKind) => {
    const payToken = currentPayToken(keys.openToken);
    const payment = payToken === null ? undefined : keys.shownPayment(payToken);
    if (payment === undefined) return;
    // A row that is scrolled away is shown first: the next press means it.
    if (keys.openToken === null && !isInSight(payment.payToken)) return;
    if (paymentActions(payment, keys.role)[kind].allowed) keys.onAct(kind, payment.payToken);
  };
  useShortcuts(
    {
      search: (event) => {
        event.preventDefault();
        keys.onSearch();
      },
      next: () => move(1, keys),
      previous: () => move(-1, keys),
      pick: () => {
        const payToken = focusedPayToken();
        if (payToken !== null) keys.onPick?.(payToken, false);
      },
      refund: () => act('refund'),
      execute: () => act('execute'),
      filter: (event) => {
        event.preventDefault();
        keys.onFilter();
      },
    },
    keys.enabled,
  );
  // Escape is no single character key: it works also for those who switched those off.
  useShortcuts({ back: () => keys.onBack?.() }, keys.onBack !== null);
}
