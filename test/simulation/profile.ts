/**
 * What one schedule is like. Each enables a random subset of faults ("swarm"): with all of them on
 * at once every schedule would look the same, and the deep ones would never be reached.
 */
import type { ShopRules } from '../../server/deps.ts';
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import type { AimedUnit } from './crash.ts';
import type { Rng } from './rng.ts';

/** What the network, or Toss, may do to one call. */
export const callFaults = [
  'unreachable',
  'request-lost',
  'request-late',
  'doubled',
  'answer-lost',
  'answer-late',
  'cut',
  'slow-drip',
  'html-502',
  'json-500',
  'redirect',
  'wrong-type',
  'bad-utf8',
  'oversized',
  'doubled-key',
  'garbage',
  'key-echo',
  'extra-fields',
  'error-code',
  'error-after-acting',
  'no-refund-number',
  'odd-status',
  'denied',
  'no-refunds-list',
] as const;
export type CallFault = (typeof callFaults)[number];

/** Which corner of the engine a schedule leans towards. */
export const focuses = [
  'plain',
  'network',
  'unsent',
  'bank',
  'absence',
  'review',
  'approval',
  'restore',
  'crash',
  'disk',
  'clock',
  'races',
  'callbacks',
  'ceilings',
] as const;
export type Focus = (typeof focuses)[number];

export interface Profile {
  focus: Focus;
  payments: number;
  /** How long people, buyers and faults are at work, in ms. */
  activeMs: number;
  /** The chance that something goes wrong with one money call, or one status read. */
  moneyTrouble: number;
  statusTrouble: number;
  callFaults: Partial<Record<CallFault, number>>;
  /** The chance that a refund or charge goes through a progress state by the bank. */
  bankPending: number;
  bankFails: number;
  /** The chance that a status read shows what was before, and how old that may be. */
  lag: number;
  lagMs: number;
  options: Partial<SandboxOptions>;
  /** How long a late request is under way before Toss gets it. */
  shortestLateMs: number;
  longestLateMs: number;
  /** From the first money call on, status answers are as the guide's own sample: no refunds. */
  guideShapeAfterSend: boolean;
  /** From the first money call on, Toss says that it knows no such payment. */
  deniedAfterSend: boolean;
  kills: number;
  /** Units of work at which a death is aimed; the others are met by chance. */
  aims: readonly AimedUnit[];
  restartMs: number;
  diskErrors: number;
  clockJumps: number;
  freezes: number;
  restores: number;
  outsideRefunds: number;
  forgedCallbacks: number;
  callbacks: boolean;
  intents: number;
  visits: number;
  /** Whether people repeat themselves: doubled clicks, second tabs, replays, old forms. */
  repeats: number;
  rules: Omit<ShopRules, 'stepUpFromWon'>;
  limits: { settleMs: number; tossTimeoutMs: number; reconcileScale: number; pollScale: number };
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The engine's time-out and settle time as they are set in earnest. */
const TIMEOUT_MS = 40 * SECOND;
const SETTLE_MS = 15 * MINUTE;

const sameForAll = <T>(value: T) => ({ operator: value, manager: value });

/** How often each focus is drawn. */
const focusWeights: Record<Focus, number> = {
  plain: 3,
  network: 12,
  unsent: 9,
  bank: 7,
  absence: 13,
  review: 12,
  approval: 10,
  restore: 17,
  crash: 12,
  disk: 5,
  clock: 4,
  races: 6,
  callbacks: 3,
  ceilings: 2,
};

/** A call's faults, each in or out, with random weights. */
function someCallFaults(rng: Rng): Partial<Record<CallFault, number>> {
  const chosen: Partial<Record<CallFault, number>> = {};
  for (const fault of callFaults) if (rng.chance(0.35)) chosen[fault] = 0.2 + rng.fraction();
  if (Object.keys(chosen).length === 0) chosen[rng.pick(callFaults)] = 1;
  return chosen;
}

function basic(rng: Rng, focus: Focus): Profile {
  return {
    focus,
    payments: Number(rng.weighted({ 1: 93, 2: 6, 3: 1 })),
    activeMs: rng.spread(20 * SECOND, 20 * MINUTE),
    moneyTrouble: rng.chance(0.5) ? 0.4 : 0.05,
    statusTrouble: rng.chance(0.25) ? 0.2 : 0.02,
    callFaults: someCallFaults(rng),
    bankPending: rng.chance(0.15) ? 0.5 : 0,
    bankFails: rng.pick([0, 0.5, 1]),
    lag: rng.chance(0.15) ? 0.4 : 0,
    lagMs: rng.spread(2 * SECOND, 12 * MINUTE),
    options: {
      refundNoReuse: rng.pick(['free', 'taken']),
      pendingShown: rng.chance(0.5),
      refundProgressMs: rng.chance(0.06) ? rng.spread(5 * SECOND, 40 * MINUTE) : 0,
      chargeProgressMs: rng.chance(0.06) ? rng.spread(5 * SECOND, 40 * MINUTE) : 0,
      refundProgressFails: rng.chance(0.4),
      chargeProgressFails: rng.chance(0.4),
      dailyRefundLimitWon: rng.chance(0.03) ? 10_000 : 30_000_000,
    },
    shortestLateMs: SECOND,
    longestLateMs: 0,
    guideShapeAfterSend: false,
    deniedAfterSend: false,
    kills: rng.chance(0.4) ? 1 : 0,
    aims: ['recordOperation', 'claimOperation', 'settleOperation', 'observePayment'],
    restartMs: rng.spread(SECOND, rng.chance(0.1) ? 3 * HOUR : MINUTE),
    diskErrors: rng.chance(0.05) ? 1 : 0,
    clockJumps: rng.chance(0.04) ? 1 : 0,
    freezes: rng.chance(0.05) ? 1 : 0,
    restores: 0,
    outsideRefunds: rng.chance(0.12) ? 1 : 0,
    forgedCallbacks: rng.chance(0.05) ? 1 : 0,
    callbacks: rng.chance(0.12),
    intents: Number(rng.weighted({ 1: 84, 2: 13, 3: 3 })),
    visits: Number(rng.weighted({ 0: 72, 1: 20, 2: 8 })),
    repeats: rng.chance(0.2) ? 0.5 : 0,
    rules: {
      approvalFromWon: rng.chance(0.15) ? rng.pick([1, 5000]) : null,
      approvalMs: rng.pick([HOUR, 24 * HOUR]),
      graceMs: sameForAll(rng.chance(0.12) ? rng.pick([5 * SECOND, 10 * SECOND, 60 * SECOND]) : 0),
      personDayWon: {
        operator: rng.chance(0.08) ? rng.pick([0, 5000, 50_000]) : null,
        manager: rng.chance(0.05) ? rng.pick([5000, 50_000]) : null,
      },
      shopDayWon: rng.chance(0.05) ? rng.pick([5000, 50_000]) : null,
    },
    limits: {
      settleMs: SETTLE_MS,
      tossTimeoutMs: TIMEOUT_MS,
      reconcileScale: rng.weighted({ one: 80, four: 20 }) === 'one' ? 1 : 4,
      // How often the desk looks decides how soon it knows, never what it may conclude; most
      // schedules look seldom, so that many more of them can be run.
      pollScale: Number(rng.weighted({ 1: 4, 6: 26, 20: 70 })),
    },
  };
}

type Lean = (profile: Profile, rng: Rng) => void;

/** Refunds that vanish on their way, so that their absence is proved and people must decide. */
const leanToAbsence: Lean = (profile, rng) => {
  profile.moneyTrouble = 0.8;
  profile.statusTrouble = rng.pick([0, 0.1]);
  profile.callFaults = { 'request-lost': 3, 'request-late': 1, unreachable: 3 };
  profile.activeMs = rng.spread(25 * MINUTE, 4 * HOUR);
  profile.visits = rng.int(2, 4);
  profile.intents = 1;
  profile.outsideRefunds = rng.chance(0.3) ? 1 : 0;
  profile.aims = ['decideOperation', 'postponeCheck', 'observePayment', 'observePayment'];
  profile.kills = rng.chance(0.7) ? 1 : 0;
  if (rng.chance(0.55)) {
    // Somebody comes by often enough to have it sent again while there is still trouble.
    profile.activeMs = rng.spread(HOUR, 4 * HOUR);
    profile.visits = 5;
    profile.aims = ['claimAgain'];
    profile.kills = 3;
  }
  if (rng.chance(0.3)) {
    // Long after people have given it up, it arrives after all.
    profile.options.refundNoReuse = 'taken';
    profile.callFaults = { 'request-late': 1 };
    profile.shortestLateMs = 25 * MINUTE;
    profile.visits = 3;
  }
};

const leanToApproval: Lean = (profile, rng) => {
  profile.rules.approvalFromWon = rng.pick([1, 1, 5000]);
  profile.rules.approvalMs = rng.pick([2 * MINUTE, HOUR, 24 * HOUR]);
  profile.rules.graceMs = sameForAll(rng.pick([0, 5 * SECOND, 60 * SECOND]));
  profile.visits = rng.int(1, 3);
  profile.activeMs = rng.spread(MINUTE, 90 * MINUTE);
  profile.aims = ['decideOperation', 'decideOperation', 'lapseProposals'];
  profile.kills = rng.int(1, 2);
  if (rng.chance(0.25)) {
    // Nobody comes by in time.
    profile.rules.approvalMs = 2 * MINUTE;
    profile.activeMs = rng.spread(10 * MINUTE, 90 * MINUTE);
    profile.visits = 0;
    profile.aims = ['lapseProposals'];
    profile.kills = 1;
  }
};

const leanToUnsent: Lean = (profile, rng) => {
  profile.moneyTrouble = 0.85;
  profile.statusTrouble = rng.pick([0, 0.1, 0.5]);
  profile.callFaults = { unreachable: 1, cut: 0.05 };
  profile.limits.reconcileScale = rng.pick([1, 4, 20]);
  profile.repeats = 0.4;
  profile.aims = ['settleOperation', 'claimOperation', 'recordOperation'];
  profile.kills = rng.chance(0.7) ? 1 : 0;
};

const leanToRestore: Lean = (profile, rng) => {
  const way = rng.weighted({ plain: 18, absence: 26, approval: 42, unsent: 14 });
  profile.activeMs = rng.spread(30 * SECOND, 40 * MINUTE);
  profile.visits = rng.int(0, 2);
  if (way === 'absence') {
    leanToAbsence(profile, rng);
    profile.callFaults = { 'request-lost': 1 };
    profile.activeMs = rng.spread(40 * MINUTE, 4 * HOUR);
    profile.visits = 0;
  } else if (way === 'approval') {
    leanToApproval(profile, rng);
    profile.visits = 3;
  } else if (way === 'unsent') {
    leanToUnsent(profile, rng);
    profile.limits.reconcileScale = 20;
    profile.activeMs = rng.spread(20 * SECOND, 4 * MINUTE);
  } else {
    profile.rules.graceMs = sameForAll(rng.pick([0, 0, 60 * SECOND]));
  }
  profile.restores = 1;
  profile.aims = ['quarantineRestored'];
  profile.kills = rng.chance(0.85) ? 1 : 0;
};

/** What the desk's books and Toss's don't agree on, and what no read tells. */
const leanToReview: Lean = (profile, rng) => {
  const way = rng.weighted({ guide: 48, unread: 32, outside: 20 });
  profile.moneyTrouble = 0.8;
  profile.activeMs = rng.spread(20 * MINUTE, 3 * HOUR);
  profile.visits = rng.int(1, 3);
  profile.outsideRefunds = rng.chance(0.5) ? 1 : 0;
  if (way === 'guide') {
    profile.guideShapeAfterSend = true;
    profile.callFaults = { 'answer-lost': 2, cut: 1, 'html-502': 1, 'no-refund-number': 1 };
    profile.bankPending = rng.chance(0.2) ? 0.7 : 0;
    profile.aims = ['decideOperation', 'decideOperation', 'decideOperation', 'observePayment'];
    profile.kills = 3;
  } else if (way === 'unread') {
    profile.statusTrouble = rng.pick([0.6, 0.9]);
    profile.callFaults = { 'no-refunds-list': 2, denied: 2, 'answer-lost': 1 };
    profile.aims = ['markMissing', 'markMissing', 'markMissing', 'acknowledgeDrift'];
    profile.kills = 3;
    if (rng.chance(0.5)) {
      // Toss knows the payment no more, for so long that a person must be asked.
      profile.deniedAfterSend = true;
      profile.callFaults = { 'answer-lost': 1 };
      profile.activeMs = rng.spread(HOUR, 3 * HOUR);
      profile.aims = ['markMissing'];
      profile.kills = 2;
    }
  } else {
    profile.moneyTrouble = 0.2;
    profile.outsideRefunds = 2;
    profile.visits = 4;
    profile.aims = ['acknowledgeDrift'];
    profile.kills = 2;
  }
};

const leans: Record<Focus, Lean> = {
  plain: () => undefined,
  network: (profile, rng) => {
    profile.moneyTrouble = 0.7;
    profile.statusTrouble = rng.pick([0, 0.1, 0.3]);
    profile.aims = ['schedulePoll', 'postponeCheck', 'observePayment', 'observePayment'];
    profile.kills = rng.chance(0.7) ? 1 : 0;
    if (rng.chance(0.35)) {
      // Hardly a read comes through, so that the next look at it is put off again and again.
      profile.statusTrouble = 0.7;
      profile.activeMs = rng.spread(5 * MINUTE, HOUR);
      profile.limits.pollScale = 6;
      profile.aims = ['schedulePoll', 'postponeCheck'];
      profile.kills = 2;
    }
  },
  unsent: leanToUnsent,
  bank: (profile, rng) => {
    profile.bankPending = 0.7;
    profile.activeMs = rng.spread(MINUTE, 2 * HOUR);
    profile.aims = ['observePayment', 'schedulePoll'];
    profile.kills = rng.chance(0.5) ? 1 : 0;
    if (rng.chance(0.3)) profile.options.refundProgressMs = rng.spread(5 * SECOND, 3 * HOUR);
  },
  absence: leanToAbsence,
  review: leanToReview,
  approval: leanToApproval,
  restore: leanToRestore,
  crash: (profile, rng) => {
    profile.kills = rng.pick([1, 2, 3]);
    if (rng.chance(0.3)) profile.aims = ['interruptForeignSends'];
  },
  disk: (profile, rng) => {
    profile.diskErrors = rng.int(1, 3);
  },
  clock: (profile, rng) => {
    profile.clockJumps = rng.int(1, 2);
    profile.freezes = rng.int(0, 1);
  },
  races: (profile, rng) => {
    profile.repeats = 0.9;
    profile.intents = rng.int(2, 4);
    profile.payments = 1;
    profile.activeMs = rng.spread(10 * SECOND, 5 * MINUTE);
    profile.limits.pollScale = 6;
  },
  callbacks: (profile, rng) => {
    profile.callbacks = true;
    profile.forgedCallbacks = rng.int(1, 4);
    profile.aims = ['keepCallbacks', 'closeCallbacks'];
  },
  ceilings: (profile, rng) => {
    // Several refunds of one day, some of them unclear for a while.
    const ceiling = rng.pick([5000, 20_000, 60_000]);
    const isShop = rng.chance(0.5);
    profile.rules.personDayWon = isShop ? sameForAll(null) : sameForAll(ceiling);
    profile.rules.shopDayWon = isShop ? ceiling : null;
    profile.payments = rng.int(2, 3);
    profile.intents = rng.int(4, 7);
    profile.repeats = 0.5;
    profile.activeMs = rng.spread(MINUTE, 10 * MINUTE);
  },
};

/** Draws what a schedule is like. */
export function drawProfile(rng: Rng): Profile {
  const focus = rng.weighted(focusWeights);
  const profile = basic(rng, focus);
  leans[focus](profile, rng);
  // Toss may get a request hours after it was sent. Where the number of a refund can't be used
  // twice that is harmless for ever; where it can, a copy that comes after the absence was proved
  // and the refund sent again would be a second refund, which no merchant could prevent. There a
  // request is under way for less than the settle time.
  profile.longestLateMs = profile.options.refundNoReuse === 'taken' ? 5 * HOUR : SETTLE_MS - MINUTE;
  return profile;
}
