import { z } from 'zod';

import { SETTLEMENT_DEFAULTS, settlementOptionShape } from './settlement/options.ts';
import { V2_DEFAULTS, v2OptionShape } from './v2/options.ts';

const forMs = z.int().min(0).max(86_400_000);

const allOptions = z.strictObject({
  /** May a refused or failed refund's number be used again? Toss does not document it. */
  refundNoReuse: z.enum(['free', 'taken']),
  /** Is a used number checked before the state and the amounts, or after them? */
  refundNoChecked: z.enum(['first', 'last']),
  /** How long a refund stays in REFUND_PROGRESS; 0 = done at once. */
  refundProgressMs: forMs,
  /** How long a charge stays in PAY_PROGRESS; 0 = done at once. */
  chargeProgressMs: forMs,
  /** The bank fails every refund, or charge, that goes through a progress state. */
  refundProgressFails: z.boolean(),
  chargeProgressFails: z.boolean(),
  dailyRefundLimitWon: z.int().min(0),
  /** Does `refunds[]` list a refund in progress (status PROGRESS)? */
  pendingShown: z.boolean(),
  /** `guide`: status answers contain only the fields of the guide's sample, with its odd key. */
  statusShape: z.enum(['full', 'guide']),
  ...v2OptionShape,
  ...settlementOptionShape,
});

/** Body of `POST /sandbox/options`; absent options keep their value. */
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
  ...V2_DEFAULTS,
  ...SETTLEMENT_DEFAULTS,
};
