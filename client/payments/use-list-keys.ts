import type { OperationKind } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { drawnRow } from './drawn-row.ts';

interface ListKeys {
  enabled: boolean;
  role: Role;
  paymentOf: (payToken: string) => Payment | undefined;
  /** The payment whose detail is open: the keys mean it when no row has the focus. */
  openToken: string | null;
  /** Every row, drawn or not, as they stand. */
  order: readonly string[];
  /** Has a row drawn, wherever it is, before it is reached for. */
  onReach: (payToken: string) => void;
  onAct: (kind: OperationKind, payToken: string) => void;
  onSearch: () => void;
  onFilter: () => void;
  /** Picks the row that has the focus; `null`: rows are not picked now. */
  onPick: ((payToken: string, toHere: boolean) => void) | null;
  onBack: (() => void) | null;
}

function focusedToken(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-pay-token]');
  return row?.dataset['payToken'] ?? null;
}

type MoveKeys = Pick<ListKeys, 'openToken' | 'order' | 'onReach'>;

/** The focus is the cursor: j and k move it from order number to order number. */
function moveFocus(step: 1 | -1, { openToken, order, onReach }: MoveKeys): void {
  const index = order.indexOf(focusedToken() ?? openToken ?? '');
  const next = index === -1 ? (step === 1 ? 0 : order.length - 1) : index + step;
  const payToken = order[Math.min(Math.max(next, 0), order.length - 1)];
  if (payToken === undefined) return;
  onReach(payToken);
  const row = drawnRow(payToken);
  row?.querySelector<HTMLElement>('[data-row-link]')?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

/** The list's single keys; Enter needs none, because the focus is on a link. */
export function useListKeys(keys: ListKeys): void {
  const act = (kind: OperationKind) => {
    const payToken = focusedToken() ?? keys.openToken;
    const payment = payToken === null ? undefined : keys.paymentOf(payToken);
    if (payment === undefined) return;
    if (paymentActions(payment, keys.role)[kind].allowed) keys.onAct(kind, payment.payToken);
  };
  useShortcuts(
    {
      search: (event) => {
        event.preventDefault();
        keys.onSearch();
      },
      next: () => {
        moveFocus(1, keys);
      },
      previous: () => {
        moveFocus(-1, keys);
      },
      pick: () => {
        const payToken = focusedToken();
        if (payToken !== null) keys.onPick?.(payToken, false);
      },
      refund: () => {
        act('refund');
      },
      execute: () => {
        act('execute');
      },
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
