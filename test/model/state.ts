/**
 * The state of the small world of the model check: what the desk has on disk and in progress, what
 * Toss has in its books, and what is on the network. Values are as coarse as the engine can
 * distinguish, so that the world is finite and can be explored completely.
 */
import type { RefundNameRow } from '../../server/storage/schema.ts';
import type { OperationKind, OperationState } from '../../shared/operation.ts';
import type { PayStatus } from '../../shared/payment.ts';
import type { TossVersion } from '../../shared/toss-call.ts';

/** How long ago something was, in the steps that the engine's rules distinguish. */
export type Age = 0 | 1 | 2 | 3 | 4;
/** The minutes that an `Age` stands for; the last one means that long or longer. */
export const AGE_MINUTES = [0, 5, 10, 15, 24 * 60] as const;
/** From here on the settle time is over. */
export const SETTLED: Age = 3;
/** From here on a day is over. */
export const A_DAY: Age = 4;

/**
 * What Toss has done about an operation. `accepted`: until after the bank's maintenance, not
 * listed.
 */
export type Effect = 'none' | 'accepted' | 'running' | 'done' | 'failed';

/** How v2 answers a refund with `code` 0; the last three say something else than has happened. */
export type V2Ok = 'ok' | 'other' | 'none' | 'nameless' | 'amount' | 'payment' | 'earlier';

/** What such an answer tells beside: what is left in won, and whether it was done by this call. */
export interface V2Answer {
  says: V2Ok;
  leftWon: number;
  isTimely: boolean;
}

/** Toss's answer to a money call: an errorCode, or one of these. */
export type Answer =
  | 'ok'
  | 'ok-other'
  | 'ok-none'
  | `v2:${string}`
  | `code:${string}`
  | `http400:${string}`;

/**
 * Why an operation that ended as not done may still turn out done, because what happened is beyond
 * the desk's evidence. It then has to be found late, and is no violation.
 */
export const exceptions = [
  /** Toss refused it explicitly, and did it all the same. */
  'refusal-acted',
  /** Toss refused one copy of the bytes, and another copy was still on its way. */
  'refused-beside-a-copy',
  /** Something of it was still under way a day later. */
  'after-a-day',
  /** A person resolved it by Toss's books while its bytes were still on their way. */
  'word-of-a-person',
  /** After a restored backup the desk lacked what it had sent. */
  'restored',
  /** Toss answered that it was done, and did nothing. */
  'success-was-not',
  /**
   * By v2 another refund of its amount was taken for it: made elsewhere within the time of its
   * call; or it was taken for another one that Toss had only said it had done.
   */
  'same-amount-and-time',
] as const;
export type Exception = (typeof exceptions)[number];

/** One operation: the desk's row, the call in progress, and its true state at Toss. */
export interface Op {
  /** `none`: not requested yet, or lost with a restored backup. */
  state: OperationState | 'none';
  /** It is being sent again: the row's cause is `sent-again`. */
  again: boolean;
  verdict: string | null;
  /** Counted up to three: the engine distinguishes no more. */
  attempts: number;
  proposedAge: Age;
  readyAge: Age;
  sinceAge: Age;
  sentAge: Age | null;
  /** Since its bytes could last have been sent, or Toss last showed it in progress. */
  quietAge: Age;
  absentReads: number;
  poorReads: number;
  /** Won refunded outside when the bytes were sent. */
  baseForeign: number | null;
  /** The number under which Toss made this refund instead of ours, where the desk knows it. */
  tossNo: string | null;
  /** What v2's answer called it. */
  tx: string | null;
  /** The version that was set when it was requested. */
  version: TossVersion;
  /** The version by which its bytes went. */
  sentBy: TossVersion;
  seenRefunded: number;
  seenStatus: string | null;
  /** The worker's read permitted it; it waits for its turn. */
  cleared: boolean;
  /** The call in progress: `out`, or `twice` as two copies, until there is an answer. */
  call: null | 'out' | 'twice' | Answer;

  /** So recently sent that a refund that is made now has the time of its call. */
  inWindow: boolean;
  /** It was made within that time. */
  isTimely: boolean;
  /** The refund in the console was. */
  outsideNear: boolean;
  effect: Effect;
  /** Toss made it under a number of its own. */
  underOther: boolean;
  /** The same operation took effect twice. */
  twice: boolean;
  /** Copies of the latest bytes on their way to Toss. */
  copies: number;
  /** A copy of an earlier send is still on its way. */
  earlier: number;
  /** The latest bytes have another number than the first: only a broken engine does that. */
  newNumber: boolean;
  /** Its bytes were sent at least once. */
  left: boolean;
  exception: Exception | null;
}

/** What a status read shows, as compactly as possible. */
export interface View {
  status: PayStatus;
  version: TossVersion;
  /** Per operation: not listed, listed under our number, or under Toss's own. */
  listed: ('no' | 'own' | 'other')[];
  /** When, as `timeOf`; `null` where Toss tells no time. */
  at: (number | null)[];
  outside: boolean;
  outsideAt: number | null;
  /** `refunds` is missing. */
  poor: boolean;
  /** The listed amounts are wrong. */
  odd: boolean;
  /** Toss says that it has no such payment. */
  denied: boolean;
  /** It lacks something that Toss has done. */
  lags: boolean;
}

/** A read that is applied later; `before[i]`: asked before the i-th row moved. */
export interface HeldRead {
  view: View;
  before: boolean[];
}

/** A booked refund: by which operation, or `null` for one made elsewhere. */
export interface BookedRow {
  no: string;
  op: number | null;
  won: number;
  /** Toss's time of it in ms; `null` where Toss told none. */
  at: number | null;
}

export type NameRow = Pick<RefundNameRow, 'refund_no' | 'version' | 'name'>;

export interface Known {
  status: PayStatus;
  refunds: readonly BookedRow[];
  /** Their names in the other version. */
  names: readonly NameRow[];
  missing: boolean;
  quarantined: boolean;
}

export interface World {
  ops: Op[];
  known: Known;
  /** Toss's own state of the payment, apart from refunds. */
  pay: PayStatus;
  /** Its state before the operation changed it. */
  payBefore: PayStatus;
  /** A refund made in Toss's console. */
  outside: boolean;
  /** It was made just now. */
  outsideNow: boolean;
  /** The version that the desk is set to. */
  setting: TossVersion;
  /** Restarts with the other version that may still happen. */
  switches: number;
  held: HeldRead | null;
  /** A copy of the desk's rows. */
  backup: { ops: Op[]; known: Known } | null;
  /** The backup was made; there is only one. */
  backedUp: boolean;
  /** Faults that may still happen. */
  faults: number;
  /** Reads that may still be overtaken. */
  holds: number;
}

/** An operation that may be requested in a model. */
export interface OpPlan {
  kind: OperationKind;
  amount: number;
  /** It needs a second person's approval. */
  overLimit: boolean;
  requestedBy: string;
}

const endedStates: readonly Op['state'][] = ['succeeded', 'failed', 'declined', 'given_up'];

/** The desk waits for the answer to a call. */
export const isWaiting = ({ call }: Op) => call === 'out' || call === 'twice';

export function isEnded(state: Op['state']): boolean {
  return endedStates.includes(state);
}

/**
 * It is recorded as done, and a read does not confirm that: it is not listed, or under another
 * number.
 */
export function isDisputed({ state, exception, underOther, tossNo }: Op): boolean {
  const isOther = underOther && tossNo === null;
  return state === 'succeeded' && (exception === 'success-was-not' || isOther);
}

/** An operation that nobody has requested. */
export function noOp(): Op {
  return {
    state: 'none',
    again: false,
    verdict: null,
    attempts: 0,
    proposedAge: 0,
    readyAge: 0,
    sinceAge: 0,
    sentAge: null,
    quietAge: 0,
    absentReads: 0,
    poorReads: 0,
    baseForeign: null,
    tossNo: null,
    tx: null,
    version: 'v1',
    sentBy: 'v1',
    seenRefunded: 0,
    seenStatus: null,
    cleared: false,
    call: null,
    inWindow: false,
    isTimely: false,
    outsideNear: false,
    effect: 'none',
    underOther: false,
    twice: false,
    copies: 0,
    earlier: 0,
    newNumber: false,
    left: false,
    exception: null,
  };
}

/** A copy that may be changed freely. */
export function copyWorld(world: World): World {
  return {
    ...world,
    ops: world.ops.map((op) => ({ ...op })),
    known: { ...world.known },
    held: world.held === null ? null : { ...world.held, before: [...world.held.before] },
  };
}

const capped = (age: Age, from: Age): Age => (age >= from ? from : 0);

/** Nothing depends on the exception any more. */
function isOutdated({ state, exception }: Op, isQuiet: boolean): boolean {
  if (exception === 'success-was-not') return state !== 'succeeded' && state !== 'sending';
  if (exception === 'same-amount-and-time') return isQuiet && state !== 'succeeded';
  return isQuiet || state === 'succeeded';
}

/** What of a model decides what its worlds must distinguish. */
export interface Simplified {
  soleManager: boolean;
  /** Refunds are known by amount and time as well. */
  byV2: object | null;
}

/** Resets what only the names of refunds in v2 depend on. */
function simplifyNames(op: Op, isQuiet: boolean, { byV2 }: Simplified): void {
  const isOver = op.state === 'succeeded' || op.state === 'none' || (isEnded(op.state) && isQuiet);
  if (byV2 === null || isOver) op.tx = null;
  if (byV2 === null || isOver) op.inWindow = false;
  if (byV2 === null || op.effect !== 'done') op.isTimely = false;
  if (byV2 === null) op.outsideNear = false;
}

/**
 * Resets what nothing can depend on any more, so that equivalent states are equal. Which ages and
 * counts the judge uses in which state is assumed here: a judge that uses more needs more kept.
 */
function simplifyRow(op: Op, { soleManager, byV2 }: Simplified): void {
  const { state } = op;
  const unclear = state === 'unknown' || state === 'pending';
  const waits = state === 'ready' || state === 'not_sent';
  if (state !== 'proposed') op.proposedAge = 0;
  else op.proposedAge = capped(op.proposedAge, A_DAY);
  if (waits) op.readyAge = capped(op.readyAge, 1);
  else op.readyAge = 0;
  if (!waits) op.cleared = false;
  if (!waits && !(state === 'sending' && !op.again)) op.attempts = 0;
  if (state !== 'sending') op.again = false;
  // By amount and time v2 names what waits for a person, but not against Toss's own words.
  const isNamed = byV2 !== null && (state === 'absent' || state === 'needs_review');
  if (!unclear && !isNamed) op.verdict = null;
  if (!unclear) {
    op.absentReads = 0;
    op.poorReads = 0;
  }
  const asksSole = soleManager && (state === 'needs_review' || state === 'given_up');
  if (asksSole) op.sinceAge = capped(op.sinceAge, 2);
  else op.sinceAge = state === 'pending' ? capped(op.sinceAge, A_DAY) : 0;
  const comparesForeign = state === 'sending' || unclear || state === 'absent';
  if (!comparesForeign && !isNamed) op.baseForeign = null;
  const wasSent =
    comparesForeign || state === 'needs_review' || state === 'given_up' || isDisputed(op);
  const readsQuiet = unclear || state === 'sending' || state === 'needs_review';
  op.sentAge = wasSent ? capped(op.sentAge ?? 0, A_DAY) : null;
  if (!readsQuiet) op.quietAge = 0;
  else if (op.quietAge > SETTLED) op.quietAge = SETTLED;
  if (isEnded(state) || state === 'none') {
    op.seenRefunded = 0;
    op.seenStatus = null;
  }
  const isQuiet = op.copies + op.earlier === 0 && (op.effect === 'none' || op.effect === 'failed');
  if (isOutdated(op, isQuiet)) op.exception = null;
  if (isEnded(state) && isQuiet) op.tossNo = null;
  simplifyNames(op, isQuiet, { soleManager, byV2 });
}

/** Copies of bytes that can't have an effect any more, whatever their answer. */
function copiesAreIdle(op: Op, kind: OperationKind, pay: PayStatus): boolean {
  if (isWaiting(op) || op.newNumber) return false;
  if (op.effect === 'done') return true;
  if (kind === 'refund') return false;
  return pay === 'PAY_CANCEL' || pay === 'PAY_COMPLETE';
}

/** Brings a world into its canonical form, in place. */
export function simplify(world: World, plans: readonly OpPlan[], of: Simplified): void {
  for (const [index, op] of world.ops.entries()) {
    simplifyRow(op, of);
    const kind = plans[index]?.kind ?? 'refund';
    if (copiesAreIdle(op, kind, world.pay)) {
      op.copies = 0;
      op.earlier = 0;
    }
    if (op.effect === 'failed' && op.copies + op.earlier === 0 && isEnded(op.state)) {
      op.effect = 'none';
    }
  }
}

const words = new Map<string | null, string>([[null, '-']]);

/** A character for each word, always the same. */
function letterOf(word: string | null): string {
  const known = words.get(word);
  if (known !== undefined) return known;
  const letter = String.fromCharCode(0x100 + words.size);
  words.set(word, letter);
  return letter;
}

function keyOfOp(op: Op): string {
  const ages =
    op.proposedAge +
    5 * (op.readyAge + 5 * (op.sinceAge + 5 * (op.quietAge + 5 * ((op.sentAge ?? -1) + 1))));
  const counts = op.attempts + 4 * (op.absentReads + 4 * (op.poorReads + 4 * op.copies));
  const flags =
    Number(op.again) +
    2 * Number(op.inWindow) +
    4 * Number(op.cleared) +
    8 * Number(op.isTimely) +
    16 * Number(op.underOther) +
    32 * Number(op.twice) +
    64 * op.earlier +
    128 * Number(op.newNumber) +
    256 * Number(op.left) +
    512 * Number(op.outsideNear) +
    1024 * Number(op.version === 'v2') +
    2048 * Number(op.sentBy === 'v2');
  return (
    letterOf(op.state) +
    letterOf(op.verdict) +
    letterOf(op.call) +
    letterOf(op.effect) +
    letterOf(op.seenStatus) +
    letterOf(op.exception) +
    letterOf(op.tossNo) +
    letterOf(op.tx) +
    String.fromCharCode(0x20 + ages, 0x20 + counts, 0x20 + flags) +
    `${String(op.baseForeign)},${String(op.seenRefunded)};`
  );
}

const keysOfRows = new WeakMap<readonly object[], string>();

/** The same key for the same rows in any order; worlds share the arrays that did not change. */
function keyOfRows(rows: readonly object[]): string {
  const known = keysOfRows.get(rows);
  if (known !== undefined) return known;
  const letters = rows.map((row) => letterOf(Object.values(row).map(String).join(' ')));
  const key = letters.toSorted().join('');
  keysOfRows.set(rows, key);
  return key;
}

const keyOfKnown = (known: Known) =>
  `${known.status},${Number(known.missing)}${Number(known.quarantined)},` +
  `${keyOfRows(known.refunds)},${keyOfRows(known.names)}`;

/** The same key for reads that show the same. */
export function keyOfView(view: View): string {
  const { version, at, outsideAt } = view;
  const flags = [view.outside, view.poor, view.odd, view.denied, view.lags].map(Number).join('');
  const times = [...at, outsideAt].join(',');
  return `${version}${view.status},${view.listed.join('')},${flags},${times}`;
}

/** Two worlds have the same key if and only if they are equal. */
export function keyOf(world: World): string {
  const { held, backup } = world;
  return [
    ...world.ops.map(keyOfOp),
    keyOfKnown(world.known),
    world.pay,
    world.payBefore,
    Number(world.outside) + 2 * Number(world.outsideNow),
    `${world.setting}${world.switches}`,
    held === null ? '' : `${keyOfView(held.view)},${held.before.map(Number).join('')}`,
    backup === null ? '' : `${backup.ops.map(keyOfOp).join('|')}|${keyOfKnown(backup.known)}`,
    Number(world.backedUp),
    world.faults,
    world.holds,
  ].join('/');
}
