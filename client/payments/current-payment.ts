/** The one answer to which payment a key or a command means. */

/** The payment of the row or card that has the focus. */
export function focusedPayToken(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-pay-token]');
  return row?.dataset['payToken'] ?? null;
}

/**
 * The payment that is open: its figures are what the person reads, wherever the focus is. Only
 * where none is open it is the one whose row has the focus.
 */
export function currentPayToken(openToken: string | null): string | null {
  return openToken ?? focusedPayToken();
}
