/** Decides which payment a key or a command applies to. */

/** The payment of the focused row or card. */
export function focusedPayToken(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-pay-token]');
  return row?.dataset['payToken'] ?? null;
}

/**
 * The open payment, wherever the focus is, because its figures are on the screen; without one the
 * payment of the focused row.
 */
export function currentPayToken(openToken: string | null): string | null {
  return openToken ?? focusedPayToken();
}
