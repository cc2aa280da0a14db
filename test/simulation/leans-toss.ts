/** Profiles with a Toss, a machine or a database unlike the sandbox's. */
import { sameForAll } from './leans.ts';
import type { Focus, Lean } from './profile.ts';
import { denials, otherNumbers, plainTemper, unlistedCodes } from './temper.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Reads from replicas with any lag. */
const leanToReplicas: Lean = (profile, rng) => {
  profile.lag = rng.pick([0.4, 0.8, 1]);
  profile.lagMs = rng.spread(MINUTE, 12 * MINUTE);
  profile.moneyTrouble = rng.pick([0.1, 0.7]);
  profile.statusTrouble = 0;
  profile.intents = rng.int(1, 4);
  profile.activeMs = rng.spread(5 * MINUTE, 90 * MINUTE);
  profile.visits = rng.int(0, 3);
};

/** What Toss refuses, in which order it checks, and with which code. */
const leanToRefusals: Lean = (profile, rng) => {
  profile.temper.anyRefusal = rng.chance(0.7);
  profile.temper.falselyDone = rng.chance(0.3) ? 0.6 : 0;
  profile.options.refundNoChecked = rng.pick(['first', 'last']);
  profile.moneyTrouble = rng.pick([0.3, 0.9]);
  profile.callFaults = { doubled: 3, 'error-code': 2, 'error-after-acting': 2, 'answer-lost': 1 };
  profile.lag = rng.pick([0, 0.5, 1]);
  profile.lagMs = rng.spread(10 * SECOND, 12 * MINUTE);
  profile.statusTrouble = 0;
  profile.intents = rng.int(1, 4);
  profile.activeMs = rng.spread(MINUTE, 40 * MINUTE);
  profile.visits = rng.int(0, 3);
};

/** The whole folder is restored undetected: its high-water file too. */
const leanToFolder: Lean = (profile, rng) => {
  profile.restores = 1;
  profile.restoresFolder = true;
  profile.rules.graceMs = sameForAll(rng.pick([0, 10 * SECOND, 60 * SECOND]));
  profile.rules.approvalFromWon = rng.chance(0.2) ? 1 : null;
  profile.visits = rng.int(0, 3);
  profile.intents = rng.int(1, 3);
  profile.activeMs = rng.spread(5 * SECOND, 10 * MINUTE);
  profile.restartMs = rng.spread(SECOND, 20 * SECOND);
  profile.limits.reconcileScale = rng.pick([1, 4, 20]);
  profile.bulkRuns = rng.chance(0.3) ? 1 : 0;
  if (profile.bulkRuns > 0) profile.payments = rng.int(2, 4);
  if (rng.chance(0.4)) {
    // A second refund under one number can only be prevented by a read before sending.
    profile.temper.takesNumbersTwice = true;
    profile.lag = 0;
    profile.moneyTrouble = 0.05;
    profile.callFaults = { unreachable: 1, 'html-502': 1 };
    profile.bankPending = 0;
  }
};

const leanToStill: Lean = (profile, rng) => {
  profile.stills = rng.int(1, 3);
  profile.freezes = rng.int(0, 1);
  profile.kills = 0;
  profile.moneyTrouble = rng.pick([0.02, 0.5, 0.9]);
  profile.activeMs = rng.spread(20 * SECOND, 40 * MINUTE);
  profile.visits = rng.int(0, 3);
  profile.outsideRefunds = rng.chance(0.3) ? 2 : 0;
  if (rng.chance(0.3)) {
    // Something is sent again, and the process is suspended meanwhile.
    profile.callFaults = { 'request-lost': 1 };
    profile.moneyTrouble = 0.8;
    profile.activeMs = rng.spread(HOUR, 3 * HOUR);
    profile.visits = 4;
  }
  if (rng.chance(0.06)) {
    profile.payments = 12;
    profile.intents = 14;
    profile.stills = 1;
    profile.activeMs = rng.spread(5 * SECOND, MINUTE);
  }
};

export const tossLeans = {
  numbers: (profile, rng) => {
    profile.temper.numbers = rng.pick(otherNumbers);
    profile.moneyTrouble = rng.pick([0.02, 0.5]);
    profile.intents = rng.int(1, 3);
    profile.visits = rng.int(1, 4);
    profile.activeMs = rng.spread(MINUTE, 90 * MINUTE);
    profile.outsideRefunds = rng.pick([0, 0, 1, 2]);
  },
  hollow: (profile, rng) => {
    const way = rng.weighted({ hollow: 5, amount: 3, unlisted: 2 });
    profile.temper.hollow = way === 'hollow' ? 0.8 : 0;
    profile.temper.otherAmount = way === 'amount' ? 0.8 : 0;
    profile.temper.unlisted = way === 'unlisted' ? 0.8 : 0;
    profile.moneyTrouble = rng.pick([0.02, 0.3]);
    profile.activeMs = rng.spread(MINUTE, 2 * HOUR);
    profile.visits = rng.int(0, 3);
  },
  listing: (profile, rng) => {
    const way = rng.weighted({ text: 4, unnumbered: 3, odd: 4 });
    profile.temper.amountsAsText = way === 'text' ? rng.pick(['listed', 'all']) : 'none';
    profile.temper.unnumbered = way === 'unnumbered' ? rng.pick([0.3, 1]) : 0;
    profile.temper.oddState = way === 'odd' ? rng.pick([0.3, 1]) : 0;
    profile.outsideRefunds = rng.int(0, 2);
    profile.moneyTrouble = rng.pick([0.02, 0.5]);
    profile.intents = rng.int(1, 4);
    profile.activeMs = rng.spread(MINUTE, 90 * MINUTE);
    profile.visits = rng.int(0, 2);
  },
  refusals: leanToRefusals,
  replicas: leanToReplicas,
  codes: (profile, rng) => {
    profile.temper.readRefusals = rng.chance(0.5)
      ? unlistedCodes
      : [...plainTemper.readRefusals, ...unlistedCodes];
    profile.temper.denial = rng.pick(denials);
    profile.statusTrouble = rng.pick([0.1, 0.5, 0.9]);
    profile.callFaults = { 'error-code': 3, denied: rng.pick([0, 0.3]), 'answer-lost': 0.5 };
    profile.deniedAfterSend = rng.chance(0.1);
    profile.activeMs = rng.spread(MINUTE, HOUR);
    profile.intents = rng.int(1, 3);
  },
  folder: leanToFolder,
  still: leanToStill,
  commits: (profile, rng) => {
    profile.commitsLost = rng.pick([0.03, 0.15, 0]);
    profile.hintsLost = profile.commitsLost === 0 ? 0.7 : 0.1;
    profile.kills = rng.chance(0.2) ? 1 : 0;
    profile.visits = rng.int(0, 3);
    profile.intents = rng.int(1, 4);
    profile.rules.approvalFromWon = rng.chance(0.3) ? 1 : null;
    profile.activeMs = rng.spread(20 * SECOND, HOUR);
  },
  bulk: (profile, rng) => {
    profile.bulkRuns = rng.int(1, 2);
    profile.payments = rng.weighted({ few: 90, many: 10 }) === 'few' ? rng.int(2, 5) : 12;
    profile.intents = rng.int(0, 2);
    profile.visits = rng.int(1, 3);
    profile.activeMs = rng.spread(MINUTE, HOUR);
    profile.moneyTrouble = rng.pick([0.05, 0.5]);
    profile.hintsLost = rng.chance(0.15) ? 0.3 : 0;
    profile.commitsLost = rng.chance(0.15) ? 0.05 : 0;
    profile.aims = ['recordOperation', 'claimOperation', 'quarantineRestored'];
  },
} satisfies Partial<Record<Focus, Lean>>;
