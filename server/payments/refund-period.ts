/** The end of Toss's refund period: one year after the payment. @param completedAt ISO UTC */
export function refundableUntil(completedAt: string): Date {
  const until = new Date(completedAt);
  until.setUTCFullYear(until.getUTCFullYear() + 1);
  return until;
}
