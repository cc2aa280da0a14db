/** Where the confirmation of a refund is shown, ready to be printed. */
export function receiptPath({ payToken, id }: { payToken: string; id: string }): string {
  return `/payments/${encodeURIComponent(payToken)}/operations/${encodeURIComponent(id)}/receipt`;
}
