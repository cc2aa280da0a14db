/**
 * What one schedule is like. Each enables a random subset of faults ("swarm"): with all of them on
 * at once every schedule would look the same, and the deep ones would never be reached.
 */
import type { ShopRules } from '../../server/deps.ts';
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import type { AimedUnit } from './crash.ts';
import type { Rng } from './rng.ts';
import type { Temper } from './temper.ts';

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
  'numbers',
  'hollow',
  'listing',
  'refusals',
  'replicas',
  'codes',
  'folder',
  'still',
  'commits',
  'bulk',
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
  /** The chance that a read comes from a replica that lags, and by how much it lags at most. */
  lag: number;
  lagMs: number;
  temper: Temper;
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
  /** By how much the clock is set, at most, in ms. */
  clockJumpMs: number;
  /** How often the process stands still at a step of its work, and how often at any moment. */
  stills: number;
  freezes: number;
  restores: number;
  /** The whole data folder comes back: nothing in it tells that it is a copy. */
  restoresFolder: boolean;
  /** The chance that a COMMIT's answer is lost: it happened, and the caller gets an error. */
  commitsLost: number;
  /** The chance that the worker is not told of an operation. */
  hintsLost: number;
  /** How many bulk runs are made. */
  bulkRuns: number;
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

/** Changes a profile towards one corner. */
export type Lean = (profile: Profile, rng: Rng) => void;
