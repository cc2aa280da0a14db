/**
 * The desk's booked refunds in the model, kept as storage keeps them: the rows of `payment_refund`
 * and `refund_name`. The product's own functions decide which entry of a read is which refund.
 */
import type { Booked } from '../../server/storage/booked-refunds.ts';
import type { PaymentFacts } from '../../server/storage/observe.ts';
import type { NameQuestion, NameSources, OwnRefund } from '../../server/storage/refund-names.ts';
import { isSameRefundNo } from '../../shared/refund-number.ts';
import type { Model } from './model.ts';
import type { BookedRow, Known, NameRow, Op, World } from './state.ts';
import { CONSOLE_NO, CONSOLE_TX, idOf, isoOf, PAY_TOKEN, sentMsOf } from './wire.ts';

/** The desk wrote its own time where Toss told none. */
const NO_TIME = isoOf(0);

const bookedOf = ({ no, op, won, at }: BookedRow): Booked => ({
  refund_no: no,
  amount: won,
  operation_id: op === null ? null : idOf(op),
  seen_no: 0,
  acknowledged_no: null,
  refunded_at: at === null ? NO_TIME : isoOf(at),
  first_seen_at: NO_TIME,
});

const bookedOfRows = new WeakMap<readonly BookedRow[], Booked[]>();

/** The booked refunds as storage gives them to the engine. */
export function bookedRefunds({ refunds }: Known): Booked[] {
  const known = bookedOfRows.get(refunds);
  if (known !== undefined) return known;
  const booked = refunds.map(bookedOf);
  bookedOfRows.set(refunds, booked);
  return booked;
}

/** States in which Toss may show a refund that is not booked under the operation. */
const isUnbooked = ({ state }: Op) =>
  !['none', 'proposed', 'ready', 'not_sent', 'succeeded'].includes(state);

/** The refunds of the desk that were sent and are not booked. */
export function ownRefunds(model: Model, { ops }: World): OwnRefund[] {
  return [...ops.entries()].flatMap(([index, op]): OwnRefund[] => {
    const plan = model.plans[index];
    if (plan?.kind !== 'refund' || op.state === 'none' || !isUnbooked(op)) return [];
    return [
      {
        id: idOf(index),
        toss_refund_no: op.tossNo,
        toss_transaction_id: op.tx,
        amount: plan.amount,
        sent_at: isoOf(sentMsOf(index)),
        state: op.state,
        verdict: op.verdict,
        base_refunded: op.baseForeign,
      },
    ];
  });
}

export function nameSources(model: Model, known: Known): NameSources {
  return {
    names: known.names.map((row) => ({ ...row, pay_token: PAY_TOKEN })),
    sent: new Map(
      model.plans.map(({ amount }, index) => [
        idOf(index),
        { amount, sent_at: isoOf(sentMsOf(index)) },
      ]),
    ),
  };
}

/** The longest time of a call, in ms. */
const CALL_MS = 40_000;

export function nameQuestion(
  model: Model,
  world: World,
  seen: NameQuestion['seen'],
  good: boolean,
): NameQuestion {
  const booked = bookedRefunds(world.known);
  const own = ownRefunds(model, world);
  return { payToken: PAY_TOKEN, seen, booked, own, good, callMs: CALL_MS };
}

export const sumWon = (rows: readonly { won: number }[]) =>
  rows.reduce((sum, { won }) => sum + won, 0);

export const rowUnder = ({ refunds }: Known, number: string) =>
  refunds.find(({ no }) => isSameRefundNo(no, number));

/** A refund made elsewhere, by the name under which it was first seen. */
const isConsole = ({ no }: BookedRow) => no === CONSOLE_NO || no === CONSOLE_TX;

/** A refund of the desk's was taken for one made elsewhere. */
export const isUnclaimed = (row: BookedRow) => row.op === null && !isConsole(row);

type Listed = NonNullable<PaymentFacts['refunds']>[number];

/** Books refunds that no operation explains. */
export function bookForeign(known: Known, foreign: readonly Listed[]): void {
  if (foreign.length === 0) return;
  const rows = foreign.map(({ refundNo, amount, at }): BookedRow => ({
    no: refundNo,
    op: null,
    won: amount,
    at: at === null ? null : Date.parse(at),
  }));
  known.refunds = [...known.refunds, ...rows];
}

export interface Done {
  /** Toss's time of it. */
  doneAt?: string | null | undefined;
  bookedAs?: string | undefined;
}

/** Books an operation's refund that is proved done, as `moveOperation` does. */
export function bookOwn(known: Known, op: Op, index: number, won: number, done: Done): void {
  const own = op.tossNo ?? idOf(index);
  const { bookedAs, doneAt = null } = done;
  const shown =
    rowUnder(known, own) ?? (bookedAs === undefined ? undefined : rowUnder(known, bookedAs));
  const no = shown?.no ?? own;
  if (shown === undefined) {
    const at = doneAt === null ? null : Date.parse(doneAt);
    known.refunds = [...known.refunds, { no, op: index, won, at }];
  } else if (shown.op === null) {
    known.refunds = known.refunds.map((row) => (row === shown ? { ...row, op: index } : row));
  }
  if (op.tx !== null && no === idOf(index)) {
    keepNames(known, [{ refund_no: no, version: 'v2', name: op.tx }]);
  }
}

/** Keeps names of refunds that are booked by now; one that is there stays. */
export function keepNames(known: Known, learned: readonly NameRow[]): void {
  for (const { refund_no: no, version, name } of learned) {
    const isTaken = known.names.some(
      (row) => row.version === version && (row.name === name || row.refund_no === no),
    );
    if (isTaken || !known.refunds.some((row) => row.no === no)) continue;
    known.names = [...known.names, { refund_no: no, version, name }];
  }
}

/** Removes an operation's refund from the books, with its names. */
export function unbook(known: Known, index: number): void {
  const gone = known.refunds.filter(({ op }) => op === index).map(({ no }) => no);
  known.refunds = known.refunds.filter(({ op }) => op !== index);
  known.names = known.names.filter((row) => !gone.includes(row.refund_no));
}
