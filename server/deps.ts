import type { Role } from '../shared/permissions.ts';
import type { ByRole } from '../shared/settings.ts';
import type { Clock, Random } from './clock.ts';
import type { StatusReads } from './operations/status-reads.ts';
import type { Logger } from './log.ts';
import type { HighWater } from './storage/high-water.ts';
import type { Storage } from './storage/storage.ts';
import type { OutboundBudget } from './toss/outbound-budget.ts';
import type { Toss } from './toss/toss.ts';

/** Durations that tests shorten. */
export interface Limits {
  /** After this an absent operation may be believed absent; never scaled. */
  settleMs: number;
  /** One money call in all. */
  tossTimeoutMs: number;
  /** 1 in earnest; 0.01 makes every reconcile delay a hundred times shorter. */
  reconcileScale: number;
  /** The same for status polling and the 5 s between callbacks. */
  pollScale: number;
}

/** What the shop's owner has decided about refunds. Money in won. */
export interface ShopRules {
  /** A refund of this many won or more needs a second person; `null`: none does. */
  approvalFromWon: number | null;
  approvalMs: number;
  /** How long a refund may still be withdrawn before it is sent, by who lets it go. */
  graceMs: ByRole<number>;
  /** A refund of this many won or more needs a fresh second factor; `null`: none does. */
  stepUpFromWon: number | null;
  /** What one person may give back on one day; `null`: any sum. */
  personDayWon: ByRole<number | null>;
  /** The same for the whole shop. */
  shopDayWon: number | null;
}

/** An account as it is now. */
export interface StaffNow {
  id: string;
  role: Role;
  disabled: boolean;
  /** What this person may give back a day, in won; `null`: what the settings say for the role. */
  dayCeilingWon: number | null;
}

/** What the features are given: a plain object, passed first. */
export interface Deps {
  storage: Storage;
  toss: Toss;
  budget: OutboundBudget;
  /** The reads that are on their way or wait for their turn. */
  statusReads: StatusReads;
  clock: Clock;
  random: Random;
  log: Logger;
  limits: Limits;
  /** As they are now: a change holds from the next request on. */
  rules: () => ShopRules;
  /** Ids of the managers who may sign in: with exactly one, there is no second person. */
  activeManagerIds: () => readonly string[];
  /** An account by its id. */
  findStaff: (id: string) => StaffNow | undefined;
  /** Raised before bytes go out, so that a restored backup is noticed. */
  highWater: Pick<HighWater, 'raise'>;
  /** Names this process in the journal, so that a later one knows what was cut off. */
  bootId: string;
}
