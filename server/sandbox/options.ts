import { z } from 'zod';

const forMs = z.int().min(0).max(86_400_000);

const allOptions = z.strictObject({
  /** May the number of a refused or vanished refund be used again? Not documented by Toss. */
  refundNoReuse: z.enum(['free', 'taken']),
  /** Is a number that was used before noticed before the state and the amounts, or after them? */
  refundNoChecked: z.enum(['first', 'last']),
  /** How long a refund stays in REFUND_PROGRESS; 0 = done at once. */
  refundProgressMs: forMs,
  /** How long a charge stays in PAY_PROGRESS; 0 = done at once. */
  chargeProgressMs: forMs,
  /** The bank fails every refund, or charge, that goes through a progress state. */
  refundProgressFails: z.boolean(),
  chargeProgressFails: z.boolean(),
  dailyRefundLimitWon: z.int().min(0),
  /** Does `refunds[]` show a refund that is still in progress (status PROGRESS)? */
  pendingShown: z.boolean(),
  /** `guide`: status answers carry only what the guide's sample has, its odd key included. */
  statusShape: z.enum(['full', 'guide']),
});

/** What `POST /sandbox/options` may set; what is left out stays as it is. */
export const optionsBody = allOptions.partial();

export type SandboxOptions = z.infer<typeof allOptions>;

export const DEFAULT_OPTIONS: SandboxOptions = {
  refundNoReuse: 'free',
  refundNoChecked: 'first',
  refundProgressMs: 0,
  chargeProgressMs: 0,
  refundProgressFails: false,
  chargeProgressFails: false,
  dailyRefundLimitWon: 30_000_000,
  pendingShown: false,
  statusShape: 'full',
};
