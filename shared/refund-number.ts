const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Key to compare refund numbers: UUIDs ignore case, others are compared as written. */
export function refundKey(refundNo: string): string {
  return uuid.test(refundNo) ? refundNo.toLowerCase() : refundNo;
}

export function isSameRefundNo(a: string, b: string): boolean {
  return refundKey(a) === refundKey(b);
}
