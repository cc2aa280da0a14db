/** The path of a refund's printable receipt. */
export function receiptPath({ payToken, id }: { payToken: string; id: string }): string {
  return `/payments/${encodeURIComponent(payToken)}/operations/${encodeURIComponent(id)}/receipt`;
}
