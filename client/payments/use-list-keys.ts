import type { OperationKind } from '../../shared/operation.ts';
import { paymentActions } from '../../shared/payment-actions.ts';
import type { Payment } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import { useShortcuts } from '../ui/shortcuts.ts';

interface ListKeys {
  enabled: boolean;
  role: Role;
  paymentOf: (payToken: string) => Payment | undefined;
  /** The payment whose detail is open: the keys mean it when no row has the focus. */
  openToken: string | null;
  onAct: (kind: OperationKind, payToken: string) => void;
  onSearch: () => void;
  onFilter: () => void;
  onBack: (() => void) | null;
}

function rowLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('[data-row-link]')];
}

function focusedToken(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-pay-token]');
  return row?.dataset['payToken'] ?? null;
}

/** The focus is the cursor: j and k move it from order number to order number. */
function moveFocus(step: 1 | -1, openToken: string | null): void {
  const links = rowLinks();
  const at = focusedToken() ?? openToken;
  const tokens = links.map((link) => link.closest<HTMLElement>('[data-pay-token]')?.dataset);
  const index = tokens.findIndex((data) => data?.['payToken'] === at);
  const next = index === -1 ? (step === 1 ? 0 : links.length - 1) : index + step;
  const link = links[Math.min(Math.max(next, 0), links.length - 1)];
  link?.focus();
  link?.closest('[data-pay-token]')?.scrollIntoView({ block: 'nearest' });
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
      '/': (event) => {
        event.preventDefault();
        keys.onSearch();
      },
      j: () => {
        moveFocus(1, keys.openToken);
      },
      k: () => {
        moveFocus(-1, keys.openToken);
      },
      r: () => {
        act('refund');
      },
      e: () => {
        act('execute');
      },
      f: (event) => {
        event.preventDefault();
        keys.onFilter();
      },
    },
    keys.enabled,
  );
  // Escape is no single character key: it works also for those who switched those off.
  useShortcuts({ Escape: () => keys.onBack?.() }, keys.onBack !== null);
}
