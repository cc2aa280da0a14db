/**
 * Payments of which Toss and counted bank transfers together gave back more than was paid have an
 * index of their own, for a list that every browser asks for.
 */
export const transferDecisionsMigration = {
  version: 19,
  name: 'transfer-decisions',
  sql: `
CREATE INDEX payment_over_given ON payment (pay_token)
  WHERE transferred > 0 AND amount < refunded + transferred;
`,
} as const;
