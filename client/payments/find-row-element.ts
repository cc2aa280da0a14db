/** The element of a payment in the list; a list that is long draws only some of its rows. */
export function findRowElement(payToken: string): HTMLElement | undefined {
  const drawn = [...document.querySelectorAll<HTMLElement>('[data-pay-token]')];
  return drawn.find(({ dataset }) => dataset['payToken'] === payToken);
}
