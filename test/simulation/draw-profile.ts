/** Draws the profile of a schedule. */
import type { TossVersion } from '../../server/toss/toss.ts';
import { drawV2 } from './draw-v2.ts';
import { leans, sameForAll } from './leans.ts';
import { tossLeans } from './leans-toss.ts';
import { callFaults, type CallFault, type Focus, type Lean, type Profile } from './profile.ts';
import type { Rng } from './rng.ts';
import { drawTemper } from './temper.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The engine's default time-out and settle time. */
const TIMEOUT_MS = 40 * SECOND;
const SETTLE_MS = 15 * MINUTE;

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
  clock: 9,
  races: 6,
  callbacks: 3,
  ceilings: 2,
  numbers: 9,
  hollow: 8,
  listing: 7,
  refusals: 9,
  replicas: 9,
  codes: 6,
  folder: 8,
  still: 9,
  commits: 6,
  bulk: 5,
};

/** A random subset of faults of a call, with random weights. */
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
    temper: drawTemper(rng),
    options: {
      refundNoChecked: rng.chance(0.2) ? 'last' : 'first',
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
    clockJumps: rng.chance(0.03) ? 1 : 0,
    clockJumpMs: HOUR,
    stills: rng.chance(0.05) ? 1 : 0,
    freezes: rng.chance(0.03) ? 1 : 0,
    restores: 0,
    restoresFolder: false,
    commitsLost: rng.chance(0.04) ? 0.05 : 0,
    hintsLost: rng.chance(0.04) ? 0.3 : 0,
    bulkRuns: 0,
    outsideRefunds: rng.chance(0.12) ? 1 : 0,
    forgedCallbacks: rng.chance(0.05) ? 1 : 0,
    callbacks: rng.chance(0.12),
    intents: Number(rng.weighted({ 1: 84, 2: 13, 3: 3 })),
    visits: Number(rng.weighted({ 0: 72, 1: 20, 2: 8 })),
    repeats: rng.chance(0.2) ? 0.5 : 0,
    v2: null,
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
      // Polling intervals decide when the desk learns something, never what it may conclude; most
      // schedules poll rarely, so that many more of them can be run.
      pollScale: Number(rng.weighted({ 1: 4, 6: 26, 20: 70 })),
    },
  };
}

const allLeans: Record<Focus, Lean> = { ...leans, ...tossLeans };

/** @param api what is drawn for v2 comes after all that is drawn for v1 */
export function drawProfile(rng: Rng, api: TossVersion = 'v1'): Profile {
  const focus = rng.weighted(focusWeights);
  const profile = basic(rng, focus);
  allLeans[focus](profile, rng);
  // Toss may receive a request hours after it was sent. Where a refund's number can't be used
  // twice, that is always harmless. Where it can, a copy that arrives after its absence was proved
  // and the refund was sent again would be a second refund, which no shop could prevent. There a
  // request is under way for less than the settle time.
  profile.longestLateMs = profile.options.refundNoReuse === 'taken' ? 5 * HOUR : SETTLE_MS - MINUTE;
  if (api === 'v2') profile.v2 = drawV2(profile, rng);
  return profile;
}
