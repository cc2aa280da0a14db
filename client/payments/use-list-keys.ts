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
  /** The payment as shown on the screen; `undefined` if it is not. */
  shownPayment: (payToken: string) => ListedPayment | undefined;
  /** The open payment: while there is one, the keys apply to it only. */
  openToken: string | null;
  /** All rows in their order, rendered or not. */
  order: readonly string[];
  /** Renders a row before it is focused, wherever it is. */
  onReach: (payToken: string) => void;
  /** Opens a neighbour in place of the open payment. */
  onMove: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onSearch: () => void;
  onFilter: () => void;
  /** Picks the focused row; `null` if rows can't be picked. */
  onPick: ((payToken: string, toHere: boolean) => void) | null;
  onBack: (() => void) | null;
}

type MoveKeys = Pick<ListKeys, 'openToken' | 'order' | 'onReach' | 'onMove'>;

/** j and k: moves the focus from row to row, and the open payment with it. */
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

/** Scrolls a row into view. @returns whether it was visible already */
function isInSight(payToken: string): boolean {
  const { scrollY } = window;
  findRowElement(payToken)?.scrollIntoView({ block: 'nearest' });
  return window.scrollY === scrollY;
}

/** The list's single-key shortcuts. Enter needs none, because the focus is on a link. */
export function useListKeys(keys: ListKeys): void {
  const act = (kind: OperationKind) => {
    const payToken = currentPayToken(keys.openToken);
    const payment = payToken === null ? undefined : keys.shownPayment(payToken);
    if (payment === undefined) return;
    // A row out of sight is scrolled into view first; the next press acts on it.
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
  // Escape works also if single-key shortcuts are switched off.
  useShortcuts({ back: () => keys.onBack?.() }, keys.onBack !== null);
}
