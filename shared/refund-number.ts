const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * What two refund numbers are compared by: a UUID is the same one in capitals, any other number is
 * taken as it is written.
 */
export function refundKey(refundNo: string): string {
  return uuid.test(refundNo) ? refundNo.toLowerCase() : refundNo;
}

/** Whether two refund numbers are the same one. */
export function isSameRefundNo(one: string, other: string): boolean {
  return refundKey(one) === refundKey(other);
}
