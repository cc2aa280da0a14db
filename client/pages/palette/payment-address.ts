/** The address of a payment that keeps the list's current filter. */
export function paymentAddress(
  payToken: string,
  location: { pathname: string; search: string },
  more: Readonly<Record<string, string>> = {},
): string {
  const besideList = /^\/payments(\/(?!new$)[^/]*)?$/.test(location.pathname);
  const search = new URLSearchParams(besideList ? location.search : '');
  search.delete('act');
  search.delete('operation');
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  const text = search.toString();
  const path = `/payments/${encodeURIComponent(payToken)}`;
  return text === '' ? path : `${path}?${text}`;
}
