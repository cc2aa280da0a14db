/**
 * A model: a payment, the operations that people may request, and how much may happen.
 *
 * The bounds of every model:
 * - so many faults in one history, and so many reads that are overtaken before they are applied;
 * - at most two copies of one send, and one of an earlier send, are on their way at a time;
 * - ages are distinguished up to 5, 10 and 15 minutes and a day; counts up to three;
 * - time does not pass during a call of the desk, which really ends within 40 seconds;
 * - one payment, at most two operations, at most one refund in the console and one backup;
 * - the desk goes to v2 and back at most once, and two operations are not sent within the same two
 *   minutes.
 *
 * Within them sends, reads, days, people's acts and what Toss and its bank do are unlimited.
 *
 * Assumptions about the world: Toss makes no second refund under a number that is in use and
 * refunds no more than is left; a success in its exact form is true; a person who resolves a
 * contradiction checks Toss's books first; the read of a release, a day after sending, does not
 * lag; v1 and v2 tell the same time of a refund.
 *
 * v2 tells no number of a refund. Where its answer was lost, amount and time are the proof. That is
 * weaker: `same-amount-and-time` counts the worlds in which another refund was taken for ours.
 */
import type { PayStatus } from '../../shared/payment.ts';
import type { Role } from '../../shared/permissions.ts';
import type { TossVersion } from '../../shared/toss-call.ts';
import { noOp, type OpPlan, type World } from './state.ts';

export const PAID_WON = 10_000;

export interface Bounds {
  /**
   * Faults in one history: each lost, duplicated, invalid, wrong or lagging answer, kill, … is one.
   */
  faults: number;
  /** Reads of one history that are overtaken by something else before they are applied. */
  heldReads: number;
}

export interface ByV2 {
  /** The version that the desk is set to at first, and how often it is restarted with the other. */
  starts: TossVersion;
  switches: number;
  /** What v1's status is: as it was, silent about refunds by v2, or served no more. */
  v1: 'whole' | 'without refunds by v2' | 'gone';
}

export interface Model {
  name: string;
  /** One English sentence. */
  what: string;
  plans: readonly OpPlan[];
  starts: PayStatus;
  people: readonly { id: string; role: Role }[];
  soleManager: boolean;
  /** The buyer pays or gives up meanwhile, and the payment may expire. */
  buyerActs: boolean;
  /** Won that somebody may refund in Toss's console; `null`: nobody does. */
  outsideWon: number | null;
  /** Refunds go by v2 as well; `null`: by v1 alone. */
  byV2: ByV2 | null;
  /** A backup is made and restored. */
  restore: boolean;
  /** Reads without refunds, with a wrong amount, or that deny the payment. */
  strangeReads: boolean;
  /** `quick` for the test that runs often, `deep` for the proof that is kept. */
  bounds: { quick: Bounds; deep: Bounds };
}

/** The first world of every history of a model. */
export function initialWorld(model: Model, bounds: Bounds): World {
  return {
    ops: model.plans.map(() => noOp()),
    known: { status: model.starts, refunds: [], names: [], missing: false, quarantined: false },
    pay: model.starts,
    payBefore: model.starts,
    outside: false,
    outsideNow: false,
    setting: model.byV2?.starts ?? 'v1',
    switches: model.byV2?.switches ?? 0,
    held: null,
    backup: null,
    backedUp: false,
    faults: bounds.faults,
    holds: bounds.heldReads,
  };
}

const twoManagers = [
  { id: 'ann', role: 'manager' },
  { id: 'ben', role: 'manager' },
] as const;
const oneManager = [{ id: 'ann', role: 'manager' }] as const;

const plan = (over: Partial<OpPlan> & Pick<OpPlan, 'kind'>): OpPlan => ({
  amount: PAID_WON,
  overLimit: false,
  requestedBy: 'ann',
  ...over,
});

const quiet = {
  people: twoManagers,
  soleManager: false,
  buyerActs: false,
  outsideWon: null,
  byV2: null,
  restore: false,
  strangeReads: true,
} as const;

/** Every model of the check, the small ones first. */
export const models: readonly Model[] = [
  {
    ...quiet,
    name: 'execute',
    what: 'One execute, while the buyer may give up and the payment may expire',
    plans: [plan({ kind: 'execute' })],
    starts: 'PAY_APPROVED',
    buyerActs: true,
    bounds: { quick: { faults: 1, heldReads: 1 }, deep: { faults: 3, heldReads: 1 } },
  },
  {
    ...quiet,
    name: 'cancel',
    what: 'One cancel, while the buyer may pay and the payment may expire',
    plans: [plan({ kind: 'cancel' })],
    starts: 'PAY_STANDBY',
    buyerActs: true,
    bounds: { quick: { faults: 1, heldReads: 1 }, deep: { faults: 3, heldReads: 1 } },
  },
  {
    ...quiet,
    name: 'refund',
    what: 'One partial refund over the approval limit, while the console may refund too',
    plans: [plan({ kind: 'refund', amount: 4000, overLimit: true })],
    starts: 'PAY_COMPLETE',
    outsideWon: 2000,
    bounds: { quick: { faults: 1, heldReads: 1 }, deep: { faults: 3, heldReads: 1 } },
  },
  {
    ...quiet,
    name: 'refund by the only manager',
    what: 'One refund in a shop whose only manager has no second person',
    plans: [plan({ kind: 'refund', amount: 4000, overLimit: true })],
    starts: 'PAY_COMPLETE',
    people: oneManager,
    soleManager: true,
    bounds: { quick: { faults: 1, heldReads: 1 }, deep: { faults: 3, heldReads: 1 } },
  },
  {
    ...quiet,
    name: 'refund and a restored backup',
    what: 'One refund, and a backup that was made at any time is put back at any later time',
    plans: [plan({ kind: 'refund', amount: 4000, overLimit: true })],
    starts: 'PAY_COMPLETE',
    restore: true,
    strangeReads: false,
    bounds: { quick: { faults: 1, heldReads: 0 }, deep: { faults: 2, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'two refunds that exclude each other',
    what: 'Two staff refund 6,000 of 10,000 won each',
    plans: [
      plan({ kind: 'refund', amount: 6000 }),
      plan({ kind: 'refund', amount: 6000, requestedBy: 'ben' }),
    ],
    starts: 'PAY_COMPLETE',
    strangeReads: false,
    bounds: { quick: { faults: 1, heldReads: 0 }, deep: { faults: 3, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'two refunds, one over the limit',
    what: 'Two staff refund 4,000 and 6,000 of 10,000 won, the second with an approval',
    plans: [
      plan({ kind: 'refund', amount: 4000 }),
      plan({ kind: 'refund', amount: 6000, overLimit: true, requestedBy: 'ben' }),
    ],
    starts: 'PAY_COMPLETE',
    strangeReads: false,
    bounds: { quick: { faults: 0, heldReads: 0 }, deep: { faults: 2, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'refund by v2',
    what: 'One partial refund by v2, while the console may refund as much, and v1 is gone',
    plans: [plan({ kind: 'refund', amount: 4000 })],
    starts: 'PAY_COMPLETE',
    outsideWon: 4000,
    byV2: { starts: 'v2', switches: 0, v1: 'gone' },
    bounds: { quick: { faults: 1, heldReads: 0 }, deep: { faults: 3, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'refund by v2 beside v1',
    what: "The same where v1's status lists it, and the desk goes to v2 and back",
    plans: [plan({ kind: 'refund', amount: 4000 })],
    starts: 'PAY_COMPLETE',
    outsideWon: 4000,
    byV2: { starts: 'v1', switches: 2, v1: 'whole' },
    strangeReads: false,
    bounds: { quick: { faults: 1, heldReads: 0 }, deep: { faults: 2, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'refund by v2, unseen by v1',
    what: "The same where v1's status is silent about refunds by v2",
    plans: [plan({ kind: 'refund', amount: 4000 })],
    starts: 'PAY_COMPLETE',
    outsideWon: 4000,
    byV2: { starts: 'v1', switches: 2, v1: 'without refunds by v2' },
    strangeReads: false,
    bounds: { quick: { faults: 1, heldReads: 0 }, deep: { faults: 2, heldReads: 0 } },
  },
  {
    ...quiet,
    name: 'two equal refunds by both versions',
    what: 'Two staff refund 4,000 of 10,000 won each, and the desk goes to v2 at any time',
    plans: [
      plan({ kind: 'refund', amount: 4000 }),
      plan({ kind: 'refund', amount: 4000, requestedBy: 'ben' }),
    ],
    starts: 'PAY_COMPLETE',
    byV2: { starts: 'v1', switches: 1, v1: 'whole' },
    strangeReads: false,
    bounds: { quick: { faults: 0, heldReads: 0 }, deep: { faults: 1, heldReads: 0 } },
  },
];
