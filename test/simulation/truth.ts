/** Compares what the desk believes with Toss's books. */
import type { RefundRow as BookedRefund } from '../../server/sandbox/payment-row.ts';
import type { OperationRow, PaymentRow } from '../../server/storage/schema.ts';
import { isPaid } from '../../shared/payment.ts';
import type { Network } from './network.ts';
import type { Stage } from './stage.ts';

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
    const { toss } = this.#network();
    const named = this.#stage.books
      .refundsOf(row.pay_token)
      .filter((refund) => toss.listedNo(refund) === row.toss_refund_no);
    return row.toss_refund_no === null ? this.ownRefunds(row) : [...this.ownRefunds(row), ...named];
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
    const known = [row.id, row.toss_refund_no].map((number) => number?.toLowerCase());
    return this.ownRefunds(row).some((refund) =>
      known.includes(toss.listedNo(refund)?.toLowerCase() ?? ''),
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
    return row.state === 'succeeded' && (!this.hasEffect(row) || this.isUnlisted(row));
  }
}
