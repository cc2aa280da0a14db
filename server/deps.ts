import type { Role } from '../shared/permissions.ts';
import type { ByRole } from '../shared/settings.ts';
import type { Clock, Random } from './clock.ts';
import type { StatusReads } from './operations/status-reads.ts';
import type { Logger } from './log.ts';
import type { HighWater } from './storage/high-water.ts';
import type { Storage } from './storage/storage.ts';
import type { Unit } from './storage/unit.ts';
import type { OutboundBudget } from './toss/outbound-budget.ts';
import type { Toss } from './toss/toss.ts';

/** Times that tests shorten. */
export interface Limits {
  /** Settle time: only after it an operation may be taken for absent. Never scaled. */
  settleMs: number;
  /** Time-out of one money call, in total. */
  tossTimeoutMs: number;
  /** Factor for every reconcile delay: 1 in production, 0.01 is a hundred times faster. */
  reconcileScale: number;
  /** The same factor for polling and for the 5 s between callbacks. */
  pollScale: number;
}

/** The shop's refund rules. Money in won. */
export interface ShopRules {
  /** A refund of this many won or more needs a second person; `null`: none does. */
  approvalFromWon: number | null;
  approvalMs: number;
  /** How long a refund waits before it is sent, by the role of who requests or approves it. */
  graceMs: ByRole<number>;
  /** A refund of this many won or more needs a fresh second factor; `null`: none does. */
  stepUpFromWon: number | null;
  /** Daily refund limit per person; `null`: no limit. */
  personDayWon: ByRole<number | null>;
  /** Daily refund limit of the whole shop; `null`: no limit. */
  shopDayWon: number | null;
}

/** The present state of an account. */
export interface StaffNow {
  id: string;
  role: Role;
  disabled: boolean;
  /** Own daily refund limit in won; `null`: the role's limit applies. */
  dayCeilingWon: number | null;
}

/** Dependencies of the features: a plain object, passed as the first argument. */
export interface Deps {
  storage: Storage;
  toss: Toss;
  budget: OutboundBudget;
  /** Status reads that are in flight or queued. */
  statusReads: StatusReads;
  clock: Clock;
  random: Random;
  log: Logger;
  limits: Limits;
  /** Current rules: a change applies from the next request on. */
  rules: () => ShopRules;
  /** Ids of managers who can sign in; with exactly one there is no second person. */
  activeManagerIds: () => Unit<readonly string[]>;
  findStaff: (id: string) => Unit<StaffNow | undefined>;
  /** Whether the operator lets service tokens ask for refunds. */
  tokenRefunds: boolean;
  /** Raised before bytes are sent, so that a restored backup is detected. */
  highWater: Pick<HighWater, 'raise'>;
  /** Identifies this process in the journal, so that a later one can tell what was interrupted. */
  bootId: string;
}
