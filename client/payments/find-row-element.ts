/** The element of a payment in the list; `undefined` if a long list does not render its row. */
export function findRowElement(payToken: string): HTMLElement | undefined {
  const drawn = [...document.querySelectorAll<HTMLElement>('[data-pay-token]')];
  return drawn.find(({ dataset }) => dataset['payToken'] === payToken);
}
