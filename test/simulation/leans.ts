/** Profiles that favour edge cases of the engine itself. */
import type { Focus, Lean } from './profile.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const sameForAll = <T>(value: T) => ({ operator: value, manager: value });

/** Refunds lost on their way, so that their absence is proved and people must decide. */
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
    // People visit often enough to have it sent again while faults still happen.
    profile.activeMs = rng.spread(HOUR, 4 * HOUR);
    profile.visits = 5;
    profile.aims = ['claimAgain'];
    profile.kills = 3;
  }
  if (rng.chance(0.3)) {
    // It arrives long after people have given it up.
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
    // Nobody visits in time.
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

/** Differences between the desk's books and Toss's, and what no read shows. */
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
      // Toss denies the payment for so long that a person must be asked.
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

export const leans = {
  plain: () => undefined,
  network: (profile, rng) => {
    profile.moneyTrouble = 0.7;
    profile.statusTrouble = rng.pick([0, 0.1, 0.3]);
    profile.aims = ['schedulePoll', 'postponeCheck', 'observePayment', 'observePayment'];
    profile.kills = rng.chance(0.7) ? 1 : 0;
    if (rng.chance(0.35)) {
      // Hardly any read succeeds, so that the next one is put off again and again.
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
  },
  disk: (profile, rng) => {
    profile.diskErrors = rng.int(1, 3);
  },
  clock: (profile, rng) => {
    profile.clockJumps = rng.int(1, 3);
    profile.clockJumpMs = rng.pick([30 * MINUTE, HOUR, HOUR, 2 * 365 * 24 * HOUR]);
    profile.freezes = rng.chance(0.3) ? 1 : 0;
    profile.moneyTrouble = rng.pick([0.05, 0.6, 0.9]);
    profile.rules.graceMs = sameForAll(rng.pick([0, 10 * SECOND, 60 * SECOND]));
    profile.activeMs = rng.spread(20 * SECOND, 2 * HOUR);
    profile.visits = rng.int(0, 2);
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
    // Several refunds on one day, some of them unclear for a while.
    const ceiling = rng.pick([5000, 20_000, 60_000]);
    const isShop = rng.chance(0.5);
    profile.rules.personDayWon = isShop ? sameForAll(null) : sameForAll(ceiling);
    profile.rules.shopDayWon = isShop ? ceiling : null;
    profile.payments = rng.int(2, 3);
    profile.intents = rng.int(4, 7);
    profile.repeats = 0.5;
    profile.activeMs = rng.spread(MINUTE, 10 * MINUTE);
  },
} satisfies Partial<Record<Focus, Lean>>;
