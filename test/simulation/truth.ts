/** Compares what the desk believes with Toss's books. */
import type { RefundRow as BookedRefund } from '../../server/sandbox/payment-row.ts';
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import { isPaid } from '../../shared/payment.ts';
import { hasRefundByV2 } from './desk-database.ts';
import type { Network } from './network.ts';
import type { Stage } from './stage.ts';

const SECOND = 1000;
/** As decisions 42 and 43 have them: when a line is a refund's, and when it may be. */
const SAME_TIME_MS = 2 * SECOND;
const BEFORE_SENT_MS = 5 * SECOND;
const AFTER_CALL_MS = 60 * SECOND;
/** The engine takes no time of Toss's that is further from its own. */
const CLOCKS_APART_MS = 600 * SECOND;

export class Truth {
  readonly #stage: Stage;
  readonly #network: () => Network;

  constructor(stage: Stage, network: () => Network) {
    this.#stage = stage;
    this.#network = network;
  }

  /** Refunds that an operation has made, or is making. */
  ownRefunds(row: Pick<OperationRow, 'id' | 'pay_token'>): BookedRefund[] {
    const { toss } = this.#network();
    return this.#stage.books
      .refundsOf(row.pay_token)
      .filter((refund) => refund.state !== 'failed' && toss.ownerOf(refund) === row.id);
  }

  /** Whether what the operation wants has happened at Toss, whoever did it. */
  hasEffect(row: OperationRow): boolean {
    const { books } = this.#stage;
    switch (row.kind) {
      case 'refund':
        return this.#refundsNamed(row).some(
          (refund) => refund.state === 'done' && refund.amount === row.amount,
        );
      case 'execute':
        return books.chargesOf(row.pay_token) > 0;
      case 'cancel':
        return books.payment(row.pay_token).status === 'PAY_CANCEL';
    }
  }

  /** Its own refunds, or those that a person has named as its. */
  #refundsNamed(row: OperationRow): BookedRefund[] {
    const named = this.#stage.books
      .refundsOf(row.pay_token)
      .filter((refund) => this.#namesOf(refund).includes(row.toss_refund_no ?? ''));
    return row.toss_refund_no === null ? this.ownRefunds(row) : [...this.ownRefunds(row), ...named];
  }

  /** Whether a person has named a refund as its that Toss lists, and that is not its own. */
  #isListedAsNamed(row: OperationRow): boolean {
    const own = this.ownRefunds(row).map(({ refundNo }) => refundNo);
    return (
      row.toss_refund_no !== null &&
      this.#refundsNamed(row).some(({ refundNo }) => !own.includes(refundNo))
    );
  }

  /** Whether this very operation has an effect at Toss, or one that is still running. */
  hasOwnEffect(row: OperationRow): boolean {
    if (row.kind === 'refund') return this.ownRefunds(row).length > 0;
    const acted = this.#network()
      .sentBy(row.id)
      .some((sent) => sent.acted);
    const { status } = this.#stage.books.payment(row.pay_token);
    return acted && (row.kind === 'cancel' || status === 'PAY_PROGRESS' || isPaid(status));
  }

  /** Whether Toss lists its effect under a number that the desk can know. */
  isTold(row: OperationRow): boolean {
    const { toss } = this.#network();
    if (row.kind !== 'refund') return true;
    if (this.#isReadByV2(row.pay_token)) return this.#isToldByV2(row);
    const known = [row.id, row.toss_refund_no].map((number) => number?.toLowerCase());
    return this.ownRefunds(row).some((refund) =>
      known.includes(toss.listedNo(refund)?.toLowerCase() ?? ''),
    );
  }

  /** A desk set to v1 reads by v2 what it refunds by v2. */
  #isReadByV2(payToken: string): boolean {
    const { profile, statusVersion, database } = this.#stage;
    if (profile.v2 === null) return false;
    return statusVersion === 'v2' || hasRefundByV2(database, payToken);
  }

  /** v2 tells no number: the desk knows the line of what it has booked, by its time and amount. */
  #isToldByV2(row: OperationRow): boolean {
    const { toss } = this.#network();
    const booked = this.#stage.database
      .query<{ found: number }>(
        'SELECT count(*) AS found FROM payment_refund WHERE operation_id = ?',
      )
      .get(row.id);
    const listed = this.ownRefunds(row).filter((refund) => !toss.isHidden(refund));
    // The answer of v2 has named it.
    const isNamed = (refund: BookedRefund) =>
      toss.v2.transactionIdOf(refund) === row.toss_transaction_id;
    if (listed.some(isNamed)) return true;
    if (booked?.found !== 1) return false;
    return listed.some((refund) => this.isInTime(refund) && !this.#isBookedAsForeign(refund));
  }

  /** Whether the desk has booked the line of a refund as made elsewhere. */
  #isBookedAsForeign(refund: BookedRefund): boolean {
    const line = this.#network().toss.v2.transactionIdOf(refund);
    const found = this.#stage.database
      .query<{ found: number }>(
        `SELECT count(*) AS found FROM payment_refund
          WHERE pay_token = ? AND refund_no = ? AND operation_id IS NULL`,
      )
      .get(refund.payToken, line)?.found;
    return found !== 0;
  }

  /** Whether v2 registers a refund close enough to the time that v1 tells. */
  isInTime(refund: BookedRefund): boolean {
    return Math.abs(this.#network().toss.v2.offMsOf(refund)) <= SAME_TIME_MS;
  }

  /** Whether a refund of a payment has another time in v2 than in v1. */
  hasOtherTimes(payToken: string): boolean {
    if (this.#stage.profile.v2 === null) return false;
    return this.#stage.books.refundsAt(payToken).some((refund) => !this.isInTime(refund));
  }

  /** The names under which status reads list a refund. */
  #namesOf(refund: BookedRefund): (string | undefined)[] {
    const { toss } = this.#network();
    const number = toss.listedNo(refund);
    if (this.#stage.profile.v2 === null || number === undefined) return [number];
    return [number, toss.v2.transactionIdOf(refund)];
  }

  /**
   * Whether v2 shows a refund made elsewhere, and not this one, that nobody could tell from it: of
   * its amount, registered while it was sent, or when Toss falsely said that it had made ours.
   */
  isTakenFor(row: OperationRow): boolean {
    if (row.kind !== 'refund' || this.#stage.profile.v2 === null) return false;
    if (this.ownRefunds(row).length > 0 && !this.isUnlisted(row)) return false;
    const { toss } = this.#network();
    return this.#stage.books
      .refundsAt(row.pay_token)
      .filter((one) => one.amount === row.amount && toss.ownerOf(one) !== row.id)
      .some((one) => {
        const atMs = (one.doneAt ?? Infinity) + toss.v2.offMsOf(one);
        return row.evidence_grade === 'amount-and-time'
          ? this.#isWhileSent(row, atMs)
          : this.isUntrue(row) &&
              (this.#isWhileSent(row, atMs) || this.#isFalselyToldAt(row, atMs));
      });
  }

  #isWhileSent(row: OperationRow, atMs: number): boolean {
    const sentMs = Date.parse(row.sent_at ?? '');
    const untilMs = sentMs + this.#stage.profile.limits.tossTimeoutMs + AFTER_CALL_MS;
    // Toss tells whole seconds.
    return atMs >= sentMs - BEFORE_SENT_MS && atMs < untilMs + SECOND;
  }

  /**
   * Without a time in the false answer that could be right by the desk's clock, a later refund of
   * the amount may be the one it told of.
   */
  #isFalselyToldAt(row: OperationRow, atMs: number): boolean {
    const toldMs = this.#network().toss.falselyToldMs.get(row.id);
    if (toldMs === undefined) return true;
    const endedMs = Date.parse(row.ended_at ?? row.created_at);
    const isByClock = Math.abs(toldMs - endedMs) <= CLOCKS_APART_MS;
    return (
      (Number.isFinite(toldMs) && !isByClock) || Math.abs(atMs - toldMs) < SAME_TIME_MS + SECOND
    );
  }

  /** Whether Toss has made it and never lists it. */
  isUnlisted(row: OperationRow): boolean {
    return this.#network().toss.untruths.get(row.id) === 'unlisted';
  }

  isUntrue(row: OperationRow): boolean {
    return this.#network().toss.untruths.has(row.id);
  }

  /** Won that are refunded at Toss, and the part of them that it lists. */
  refundedWon(payToken: string): { allWon: number; listedWon: number } {
    const { toss } = this.#network();
    const done = this.#stage.books.refundsAt(payToken).filter((refund) => refund.state === 'done');
    const listed = done.filter((refund) => toss.listedNo(refund) !== undefined);
    const sumOf = (refunds: readonly BookedRefund[]) =>
      refunds.reduce((sum, refund) => sum + refund.amount, 0);
    return { allWon: sumOf(done), listedWon: sumOf(listed) };
  }

  /** The state that a status read shows. */
  shownStatus(payToken: string): string {
    const { status } = this.#stage.books.payment(payToken);
    if (status !== 'REFUND_SUCCESS') return status;
    const { toss } = this.#network();
    const refunds = this.#stage.books.refundsAt(payToken).filter(({ state }) => state === 'done');
    const isListed = refunds.some((refund) => toss.listedNo(refund) !== undefined);
    return isListed ? status : 'PAY_COMPLETE';
  }

  /**
   * Whether the desk's books differ from Toss's, for whatever reason.
   * @param told operations whose outcome a person has entered: their money has to agree
   */
  isDifferent(
    payment: PaymentRow,
    rows: readonly OperationRow[],
    told: ReadonlySet<string>,
  ): boolean {
    const { allWon, listedWon } = this.refundedWon(payment.pay_token);
    if (payment.refunded !== allWon && payment.refunded !== listedWon) return true;
    if (payment.status !== this.shownStatus(payment.pay_token)) return true;
    return rows.some(
      (row) => row.pay_token === payment.pay_token && !told.has(row.id) && this.isWronglyDone(row),
    );
  }

  /** Whether it is recorded as done, and Toss has not done it or does not list it. */
  isWronglyDone(row: OperationRow): boolean {
    if (row.state !== 'succeeded' || this.isTakenFor(row)) return false;
    return !this.hasEffect(row) || (this.isUnlisted(row) && !this.#isListedAsNamed(row));
  }
}
