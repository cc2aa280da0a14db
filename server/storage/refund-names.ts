/**
 * Which booked refund a read's entry is. v1 lists a refund by its number, v2 by the id of its
 * transaction, and neither tells the other's name. A refund is booked under one of them; the other
 * is learned once, from a read that shows the same amount at the same time.
 */
import { isOpen } from '../../shared/operation.ts';
import { isSameRefundNo, refundKey } from '../../shared/refund-number.ts';
import { bookedRefunds, bookedUnder, numbersOf, type Booked } from './booked-refunds.ts';
import type { OperationRow, RefundNameRow } from './schema.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

/** A refund as a read lists it: `refundNo` from v1, `transactionId` from v2. */
export interface SeenRefund {
  refundNo?: string;
  transactionId?: string;
  amount: number;
  discountWon?: number;
  reason: string | null;
  at: string | null;
  done: boolean;
}

/** The same under the name by which the desk knows it. */
export interface NamedRefund extends SeenRefund {
  refundNo: string;
  /** Taken for the desk's own by its amount and time alone. */
  byTime?: true;
  /** The desk's own, which v2 showed before as made elsewhere: it is booked under this name. */
  bookedAs?: string;
}

/** A refund of the desk that was sent and is not booked. */
export interface OwnRefund {
  id: string;
  toss_refund_no: string | null;
  toss_transaction_id: string | null;
  amount: number;
  sent_at: string | null;
  state: OperationRow['state'];
  verdict: string | null;
  /** Won refunded elsewhere when it was sent. */
  base_refunded: number | null;
}

export interface NameQuestion {
  payToken: string;
  seen: readonly SeenRefund[];
  booked: readonly Booked[];
  own: readonly OwnRefund[];
  /** The read proves what it does not show. */
  good: boolean;
  /** Longest time of a call to Toss. */
  callMs: number;
}

/** What naming reads of the books. */
export interface NameSources {
  /** The names that the payment's refunds have in the other version. */
  names: readonly RefundNameRow[];
  /** The payment's refunds of the desk as they were sent, by operation. */
  sent: ReadonlyMap<string, SentRefund>;
}

interface Named {
  refunds: NamedRefund[];
  /** To be kept once what they name is booked. */
  learned: RefundNameRow[];
}

/** v1 and v2 tell whole seconds, and may take them a moment apart. */
const SAME_TIME_MS = 2000;
/** Toss's clock and ours may differ, and a line is registered a moment after its call. */
const BEFORE_SENT_MS = 5000;
const AFTER_CALL_MS = 60_000;

const namesOf = prepared((given: { payToken: string }) =>
  db.selectFrom('refund_name').selectAll().where('pay_token', '=', given.payToken),
);

const keepName = prepared((row: RefundNameRow) =>
  db
    .insertInto('refund_name')
    .values({
      pay_token: row.pay_token,
      refund_no: row.refund_no,
      version: row.version,
      name: row.name,
    })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Keeps the names of refunds that are booked by now. */
export function* keepNames(
  learned: readonly RefundNameRow[],
  booked: readonly Booked[],
): Unit<void> {
  const numbers = new Set(booked.map((one) => one.refund_no));
  for (const row of learned) if (numbers.has(row.refund_no)) yield* keepName.run(row);
}

/**
 * Keeps what v2's answer called a refund of the desk, once that is booked.
 * @param refundNo the number under which it is booked; a person may have picked another refund than
 *   the one that the answer named
 */
export function* nameInV2(
  operation: Pick<OperationRow, 'id' | 'pay_token' | 'toss_transaction_id'>,
  refundNo: string,
): Unit<void> {
  const { id, pay_token, toss_transaction_id: name } = operation;
  if (name === null || !isSameRefundNo(refundNo, id)) return;
  yield* keepName.run({ pay_token, refund_no: refundNo, version: 'v2', name });
}

/** `true` where v2 calls a booked refund of the payment by this name. */
export function* isNamedInV2(payToken: string, name: string): Unit<boolean> {
  const key = refundKey(name);
  const named = yield* namesOf.all({ payToken });
  return (
    named.some((row) => row.version === 'v2' && refundKey(row.name) === key) ||
    (yield* bookedUnder(payToken, name)) !== undefined
  );
}

/**
 * `true` where v2 has shown a refund of this amount since ours was sent that is booked as made
 * elsewhere. v2 tells no numbers, so it may be ours.
 */
export function* mayBeBookedAsForeign(
  operation: Pick<OperationRow, 'pay_token' | 'amount' | 'base_refunded'>,
): Unit<boolean> {
  const { pay_token: payToken, amount, base_refunded: baseWon } = operation;
  const booked = yield* bookedRefunds(payToken);
  const named = yield* namesOf.all({ payToken });
  const byV2 = new Set(named.filter(({ version }) => version === 'v2').map(({ name }) => name));
  let leftOfBase = Number(baseWon);
  const since = booked
    .filter((row) => row.operation_id === null)
    .toSorted((a, b) => a.seen_no - b.seen_no)
    .filter((row) => (leftOfBase -= row.amount) < 0);
  return since.some((row) => row.amount === amount && byV2.has(row.refund_no));
}

/** The desk put its own time there, because Toss told none that could be right. */
const lacksTossTime = (row: Booked) =>
  row.refunded_at === null || row.refunded_at === row.first_seen_at;

const timeOf = (iso: string | null) => (iso === null ? 0 : Date.parse(iso));

/** Pairs each row with the first entry that fits it and is free, both in the order of time. */
function pairUp(
  rows: readonly Booked[],
  entries: readonly SeenRefund[],
  fits: (row: Booked, entry: SeenRefund) => boolean = () => true,
) {
  const pairs = new Map<SeenRefund, Booked>();
  const entriesInTime = entries.toSorted((a, b) => timeOf(a.at) - timeOf(b.at));
  const rowsInTime = rows.toSorted((a, b) => timeOf(a.refunded_at) - timeOf(b.refunded_at));
  for (const row of rowsInTime) {
    const entry = entriesInTime.find(
      (one) => !pairs.has(one) && one.amount === row.amount && fits(row, one),
    );
    if (entry !== undefined) pairs.set(entry, row);
  }
  return pairs;
}

const isSameTime = (row: Booked, { at }: SeenRefund) =>
  at !== null && Math.abs(timeOf(at) - timeOf(row.refunded_at)) <= SAME_TIME_MS;

/** Pairs by amount and time, then the booked refunds without a time of Toss by amount. */
function pairByTime(rows: readonly Booked[], entries: readonly SeenRefund[]) {
  const timed = rows.filter((row) => !lacksTossTime(row));
  const pairs = pairUp(timed, entries, isSameTime);
  const left = entries.filter((entry) => !pairs.has(entry));
  return new Map([...pairs, ...pairUp(rows.filter(lacksTossTime), left)]);
}

function isInWindow({ at }: SeenRefund, { sent_at: sentAt }: SentRefund, callMs: number): boolean {
  if (at === null || sentAt === null) return false;
  const afterMs = timeOf(at) - timeOf(sentAt);
  return afterMs >= -BEFORE_SENT_MS && afterMs <= callMs + AFTER_CALL_MS;
}

/** Verdicts on answers that say "no", or that another refund may have caused. */
const tooStrong: readonly (string | null)[] = ['refused', 'wrong-key', 'said-done'];

/** Amount and time are too weak against Toss's own words, or against a person who ended it. */
const mayBeDone = ({ state, verdict }: OwnRefund) => isOpen(state) && !tooStrong.includes(verdict);

/** The one refund of the desk that the only new entry can be; `null` where anything is unclear. */
function ownOf(
  entries: readonly SeenRefund[],
  { own, booked, good, callMs }: NameQuestion,
): OwnRefund | null {
  const [entry] = entries;
  if (!good || entry === undefined || entries.length > 1) return null;
  const foreign = booked.filter((row) => row.operation_id === null);
  const foreignWon = foreign.reduce((sum, row) => sum + row.amount, 0);
  // One that was booked as made elsewhere since was new as well.
  const isOnlyNew = ({ base_refunded: baseWon }: OwnRefund) => foreignWon <= Number(baseWon);
  const fitting = own
    .filter(isOnlyNew)
    .filter(
      (one) => mayBeDone(one) && one.amount === entry.amount && isInWindow(entry, one, callMs),
    );
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

export type SentRefund = Pick<OwnRefund, 'amount' | 'sent_at'>;

const sentOf = prepared((given: { payToken: string }) =>
  db
    .selectFrom('operation')
    .select(['id', 'amount', 'sent_at'])
    .where('pay_token', '=', given.payToken)
    .where('kind', '=', 'refund'),
);

/**
 * The one refund of the desk that is booked and not shown, where the only new entry can be it. Toss
 * may register a line later than it says that the refund was done, or name it wrongly.
 */
function lateOf(
  sources: NameSources,
  unshown: readonly Booked[],
  entries: readonly SeenRefund[],
  { own, good, callMs }: NameQuestion,
): [SeenRefund, Booked] | null {
  const [[row, ...rows], [entry, ...more]] = [unshown, entries];
  if (!good || row === undefined || entry === undefined) return null;
  if (rows.length > 0 || more.length > 0 || row.operation_id === null) return null;
  const booked = sources.sent.get(row.operation_id);
  const fits = (one: SentRefund) => one.amount === entry.amount && isInWindow(entry, one, callMs);
  return booked !== undefined && fits(booked) && !own.some(fits) ? [entry, row] : null;
}

/** The name of an entry in its own version, as it is compared. */
const keyOf = ({ refundNo = '', transactionId }: SeenRefund) =>
  refundKey(transactionId ?? refundNo);

function nameV2(sources: NameSources, question: NameQuestion): Named {
  const { payToken, seen, booked } = question;
  const known = sources.names;
  const inV2 = known.filter(({ version }) => version === 'v2');
  const byKey = new Map(booked.map((row) => [refundKey(row.refund_no), row.refund_no]));
  for (const { name, refund_no: refundNo } of inV2) byKey.set(refundKey(name), refundNo);
  // Those that v2's own answer has named, and that are not booked yet.
  const answered = new Map(
    question.own.map((one) => [refundKey(one.toss_transaction_id ?? ''), one.id]),
  );
  const named = new Map(seen.map((entry) => [entry, byKey.get(keyOf(entry))]));
  const taken = new Set([...named.values(), ...inV2.map((row) => row.refund_no)]);
  const left = () =>
    seen.filter((entry) => named.get(entry) === undefined && !answered.has(keyOf(entry)));
  const unnamed = booked.filter((row) => !taken.has(row.refund_no));
  const pairs = pairByTime(unnamed, left());
  for (const [entry, row] of pairs) named.set(entry, row.refund_no);
  const unshown = () => booked.filter((row) => ![...named.values()].includes(row.refund_no));
  const late = lateOf(sources, unshown(), left(), question);
  if (late !== null) named.set(late[0], late[1].refund_no);
  const lacksSome = unshown().length > 0;
  const own = lacksSome ? null : ownOf(left(), question);
  const ownNo = own === null ? undefined : (own.toss_refund_no ?? own.id);
  const learned: RefundNameRow[] = [];
  const refunds = seen.map((entry): NamedRefund => {
    const { transactionId = '' } = entry;
    const bookedNo = named.get(entry);
    const answeredNo = answered.get(keyOf(entry));
    const refundNo = bookedNo ?? answeredNo ?? ownNo ?? transactionId;
    const isKnown = inV2.some(({ name }) => refundKey(name) === keyOf(entry));
    // One in progress may fail, and its line with it.
    if (!isKnown && entry.done) {
      const name = transactionId;
      learned.push({ pay_token: payToken, refund_no: refundNo, version: 'v2', name });
    }
    if (bookedNo !== undefined) return { ...entry, refundNo, done: true };
    const isByTime = answeredNo === undefined && ownNo !== undefined;
    return { ...entry, refundNo, ...(isByTime && { byTime: true as const }) };
  });
  return { refunds, learned };
}

/** Pairs what is left by amount alone. */
const pairByAmount = (rows: readonly Booked[], entries: readonly SeenRefund[]) =>
  pairUp(
    rows,
    entries.filter(({ done }) => done),
  );

/**
 * v1's numbers are the desk's names, but for refunds that v2 showed first. Where the versions tell
 * different times of one, its amount is enough: v1 lists every refund, so one that v2 showed is
 * among its entries.
 */
function nameV1(sources: NameSources, { payToken, seen, booked, own }: NameQuestion): Named {
  const asListed = seen.map((entry) => ({ ...entry, refundNo: entry.refundNo ?? '' }));
  const known = sources.names;
  const shownFirst = known.filter((row) => row.version === 'v2' && row.name === row.refund_no);
  const bornInV2 = new Set(shownFirst.map((row) => row.refund_no));
  if (bornInV2.size === 0) return { refunds: asListed, learned: [] };
  const inV1 = known.filter(({ version }) => version === 'v1');
  const byKey = new Map(inV1.map((row) => [refundKey(row.name), row.refund_no]));
  const keysOf = (row: Booked) => [row.refund_no, row.operation_id ?? row.refund_no].map(refundKey);
  // Under our number with another amount it is not ours, so v2 may have shown it first.
  const isOurs = (entry: SeenRefund) =>
    own.some(
      (one) => one.amount === entry.amount && numbersOf(one).map(refundKey).includes(keyOf(entry)),
    );
  const claimed = new Set(booked.flatMap(keysOf));
  const listed = new Set(asListed.map(keyOf));
  const taken = new Set(byKey.values());
  const waiting = booked.filter(
    (row) =>
      bornInV2.has(row.refund_no) &&
      !taken.has(row.refund_no) &&
      !keysOf(row).some((key) => listed.has(key)),
  );
  const fresh = asListed.filter(
    (entry) => !claimed.has(keyOf(entry)) && !isOurs(entry) && !byKey.has(keyOf(entry)),
  );
  const pairs = new Map(
    [...pairByTime(waiting, fresh)].map(([entry, row]) => [entry, row.refund_no]),
  );
  const rest = () => waiting.filter((row) => ![...pairs.values()].includes(row.refund_no));
  const unpaired = fresh.filter((entry) => !pairs.has(entry));
  for (const [entry, row] of pairByAmount(rest(), unpaired)) pairs.set(entry, row.refund_no);
  const ours = asListed.filter(isOurs);
  const foreign = rest().filter((row) => row.operation_id === null);
  const claims = pairByAmount(foreign, ours);
  const learned: RefundNameRow[] = [];
  const refunds = asListed.map((entry): NamedRefund => {
    const paired = pairs.get(entry);
    if (paired !== undefined) {
      learned.push({ pay_token: payToken, refund_no: paired, version: 'v1', name: entry.refundNo });
    }
    const bookedAs = claims.get(entry)?.refund_no;
    const refundNo = paired ?? byKey.get(keyOf(entry)) ?? entry.refundNo;
    return { ...entry, refundNo, ...(bookedAs !== undefined && { bookedAs }) };
  });
  return { refunds, learned };
}

/** `true` for a list of v2, also once its entries are named. */
export function isByTransaction(seen: readonly SeenRefund[] | null): boolean {
  return (seen ?? []).some(({ transactionId }) => transactionId !== undefined);
}

/**
 * The entries of a read under the names by which the desk knows them. One that no booked refund and
 * no refund of the desk explains keeps the name that Toss gives it.
 */
export function nameRefunds(sources: NameSources, question: NameQuestion): Named {
  return isByTransaction(question.seen) ? nameV2(sources, question) : nameV1(sources, question);
}

/** What `nameRefunds` needs of the books. */
export function* keptNames({ payToken, seen, booked }: NameQuestion): Unit<NameSources> {
  const isByV2 = isByTransaction(seen);
  if (booked.length === 0 && !isByV2) return { names: [], sent: new Map() };
  const names = yield* namesOf.all({ payToken });
  const sent = isByV2 && booked.length > 0 ? yield* sentOf.all({ payToken }) : [];
  return { names, sent: new Map(sent.map((one) => [one.id, one])) };
}
