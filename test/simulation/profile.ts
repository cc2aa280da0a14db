/**
 * The profile of a schedule. Each enables a random subset of faults ("swarm testing"): with all of
 * them on at once every schedule would look the same, and rare combinations would never be reached.
 */
import type { ShopRules } from '../../server/deps.ts';
import type { SandboxOptions } from '../../server/sandbox/options.ts';
import type { AimedUnit } from './crash.ts';
import type { V2Draws } from './v2-draws.ts';
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

/** The part of the engine that a schedule concentrates on. */
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
  /** How long people, buyers and faults are active, in ms. */
  activeMs: number;
  /** The chance of a fault in one money call, or in one status read. */
  moneyTrouble: number;
  statusTrouble: number;
  callFaults: Partial<Record<CallFault, number>>;
  /** The chance that a refund or charge passes a progress state at the bank. */
  bankPending: number;
  bankFails: number;
  /** The chance that a read comes from a lagging replica, and its longest lag. */
  lag: number;
  lagMs: number;
  temper: Temper;
  options: Partial<SandboxOptions>;
  /** How long a delayed request takes to reach Toss. */
  shortestLateMs: number;
  longestLateMs: number;
  /** From the first money call on, status answers look like the guide's sample: without refunds. */
  guideShapeAfterSend: boolean;
  /** From the first money call on, Toss denies that the payment exists. */
  deniedAfterSend: boolean;
  kills: number;
  /** Units of work that a kill targets; others are hit by chance. */
  aims: readonly AimedUnit[];
  restartMs: number;
  diskErrors: number;
  clockJumps: number;
  /** The most by which the clock is set, in ms. */
  clockJumpMs: number;
  /** How often the process is suspended at a step of its work, and how often at any time. */
  stills: number;
  freezes: number;
  restores: number;
  /** The whole data folder is restored: nothing in it shows that it is a copy. */
  restoresFolder: boolean;
  /** The chance that a COMMIT succeeds and the caller gets an error. */
  commitsLost: number;
  /** The chance that the worker misses the hint about an operation. */
  hintsLost: number;
  bulkRuns: number;
  outsideRefunds: number;
  forgedCallbacks: number;
  callbacks: boolean;
  intents: number;
  visits: number;
  /** How often people repeat requests: double clicks, second tabs, replays, old forms. */
  repeats: number;
  /** `null`: the desk and Toss play v1. */
  v2: V2Draws | null;
  rules: Omit<ShopRules, 'stepUpFromWon'>;
  limits: { settleMs: number; tossTimeoutMs: number; reconcileScale: number; pollScale: number };
}

/** Adjusts a profile for one focus. */
export type Lean = (profile: Profile, rng: Rng) => void;
