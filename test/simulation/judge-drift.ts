/**
 * Promises about drift (토스와 다름): it is shown where the desk's books and Toss's differ, and nowhere
 * else. The comparison uses Toss's books, whatever the reads said.
 */
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import { isOpen } from '../../shared/operation.ts';
import { isPaid } from '../../shared/payment.ts';
import type { Deeds } from './deeds.ts';
import { excused } from './excuses.ts';
import type { Network } from './network.ts';
import type { Stage } from './stage.ts';
import type { Truth } from './truth.ts';

/** From the second denial on, the desk believes that Toss does not know the payment. */
const DENIALS_TO_BELIEVE = 2;
/** Paid payments are read once a day for so long. */
const SWEEP_FOR_MS = 90 * 24 * 60 * 60 * 1000;
const NOBODY: ReadonlySet<string> = new Set();

export class DriftJudge {
  readonly #stage: Stage;
  readonly #truth: Truth;
  readonly #deeds: Deeds;
  readonly #network: () => Network;
  readonly #shown = new Map<string, string | null>();
  #isRestored = false;

  constructor(
    stage: Stage,
    parts: {
      truth: Truth;
      deeds: Deeds;
      network: () => Network;
    },
  ) {
    this.#stage = stage;
    this.#truth = parts.truth;
    this.#deeds = parts.deeds;
    this.#network = parts.network;
  }

  restored(): void {
    this.#isRestored = true;
    this.#shown.clear();
  }

  #payments(): PaymentRow[] {
    return this.#stage.database.query<PaymentRow>('SELECT * FROM payment').all();
  }

  #operationsOn(payToken: string): OperationRow[] {
    return this.#stage.database
      .query<OperationRow>('SELECT * FROM operation WHERE pay_token = ?')
      .all(payToken);
  }

  afterCommit(payments: readonly Pick<PaymentRow, 'pay_token' | 'drift'>[]): void {
    for (const { pay_token: payToken, drift } of payments) {
      if (this.#shown.get(payToken) === drift) continue;
      this.#shown.set(payToken, drift);
      if (drift !== null) this.#isRight(payToken, drift);
    }
  }

  #isRight(payToken: string, drift: string): void {
    this.#stage.log(`    ${payToken}: ${drift}`);
    if (drift === 'missing') {
      const network = this.#network();
      const denials = network.denialsOf(payToken);
      if (denials >= DENIALS_TO_BELIEVE) return;
      const forgot = denials + network.denialsBeforeDeath(payToken) >= DENIALS_TO_BELIEVE;
      if (excused(this.#stage, 'read-unwritten', forgot)) return;
      this.#broken('a payment is missing once Toss has denied it twice', payToken);
      return;
    }
    const payment = this.#payments().find((one) => one.pay_token === payToken);
    if (payment === undefined || this.#mayDiffer(payment)) return;
    if (excused(this.#stage, 'other-times', this.#truth.hasOtherTimes(payToken))) return;
    this.#broken('difference is shown only where there is one', `${payToken}: ${drift}`);
  }

  #broken(promise: string, detail: string): void {
    this.#stage.violation(promise, detail);
  }

  /** Whether the books differ or differed, or Toss said that they do. */
  #mayDiffer(payment: PaymentRow): boolean {
    const { pay_token: payToken } = payment;
    const rows = this.#operationsOn(payToken);
    const outside = this.#hasOutsideRefund(payToken);
    const hasStory = rows.some(
      (row) =>
        row.late === 1 ||
        this.#truth.isUntrue(row) ||
        this.#deeds.mistaken.has(row.id) ||
        (row.kind === 'refund' && this.#truth.hasOwnEffect(row) && !this.#truth.isTold(row)),
    );
    const isOdd = this.#network().saidOddly(payToken);
    return this.#isRestored || outside || hasStory || isOdd;
  }

  /** This desk's own operations that Toss did otherwise. */
  #wronglyDone(payments: readonly PaymentRow[], rows: readonly OperationRow[]): PaymentRow[] {
    const isWrong = ({ pay_token: payToken }: PaymentRow) =>
      rows.some(
        (row) =>
          row.pay_token === payToken &&
          !this.#deeds.mistaken.has(row.id) &&
          this.#truth.isWronglyDone(row),
      );
    return payments.filter(isWrong);
  }

  /** Whether some of that is not shown, or not yet. */
  hidesOwn(payments: readonly PaymentRow[], rows: readonly OperationRow[]): boolean {
    if (this.#isUnswept()) return false;
    return this.#wronglyDone(payments, rows).some((payment) => this.#isHidden(payment, rows));
  }

  /** A day after the last fault, before anybody has looked. */
  afterQuiet(payments: readonly PaymentRow[], rows: readonly OperationRow[]): void {
    this.#isShown(this.#wronglyDone(payments, rows), rows);
  }

  atEnd(payments: readonly PaymentRow[], rows: readonly OperationRow[]): void {
    this.#isShown(payments, rows);
    for (const payment of payments) {
      if (payment.drift === null || this.#stillDiffers(payment, rows)) continue;
      const hasOtherTimes = this.#truth.hasOtherTimes(payment.pay_token);
      if (excused(this.#stage, 'other-times', hasOtherTimes)) continue;
      const detail = `${payment.pay_token}: ${payment.drift}`;
      this.#broken('difference ends where nothing differs any more', detail);
    }
  }

  /**
   * Whether there is a refund made in Toss's console, or with a number or an amount unlike its
   * operation's.
   */
  #hasOutsideRefund(payToken: string): boolean {
    const { toss } = this.#network();
    const rows = this.#operationsOn(payToken);
    return this.#stage.books.refundsAt(payToken).some((refund) => {
      const row = rows.find(({ id }) => id === toss.ownerOf(refund));
      if (refund.doneAt === null) return false;
      return row === undefined || !this.#truth.isTold(row) || this.#truth.isUntrue(row);
    });
  }

  #stillDiffers(payment: PaymentRow, rows: readonly OperationRow[]): boolean {
    if (this.#truth.isDifferent(payment, rows, NOBODY)) return true;
    // Found after the last person has left.
    if (payment.drift === 'outside-refund' && this.#hasOutsideRefund(payment.pay_token))
      return true;
    return rows.some(
      (row) =>
        row.pay_token === payment.pay_token &&
        // Includes what was found late, or after the last person has left.
        (row.state === 'succeeded'
          ? row.late === 1 || !this.#truth.isTold(row)
          : // A person recorded that it was not done, and has not seen yet that it is.
            row.state === 'failed' && row.kind === 'execute' && isPaid(payment.status)),
    );
  }

  #isUnswept(): boolean {
    return this.#stage.time.furthestAheadMs > SWEEP_FOR_MS;
  }

  /** Where the books differ, something shows it: drift, or an operation that waits for a person. */
  #isHidden(payment: PaymentRow, rows: readonly OperationRow[]): boolean {
    const asks = rows.some((row) => row.pay_token === payment.pay_token && isOpen(row.state));
    if (asks || payment.drift !== null) return false;
    return this.#truth.isDifferent(payment, rows, this.#deeds.mistaken);
  }

  #isShown(payments: readonly PaymentRow[], rows: readonly OperationRow[]): void {
    for (const payment of payments) {
      if (!this.#isHidden(payment, rows)) continue;
      if (excused(this.#stage, 'clock-and-sweep', this.#isUnswept())) continue;
      const { allWon } = this.#truth.refundedWon(payment.pay_token);
      const detail =
        `${payment.pay_token}: ${payment.status} and ${String(payment.refunded)} won here, ` +
        `${this.#truth.shownStatus(payment.pay_token)} and ${String(allWon)} won there`;
      this.#broken('where the books differ, the desk shows it', detail);
    }
  }
}
