/** Money received and refunded on a day, by method and tax part. */
import type { DayClose } from '../../shared/api.ts';
import { isPaid, payMethods, type PayMethod } from '../../shared/payment.ts';
import type { Parts } from '../../shared/tax-split.ts';
import type { CompletedSums, DayRefund } from '../storage/day-close-figures.ts';
import { addPiece, noFlow, type Flow } from './flow.ts';

type MethodLine = DayClose['byMethod'][number];

/** Toss's two methods, then unknown. */
const inOrder: readonly (PayMethod | null)[] = [...payMethods, null];

export class DaySums {
  paid: Flow = noFlow;
  refunded: Flow = noFlow;
  /** Won refunded until now on the payments of the day. */
  refundedOfPaid = 0;
  readonly #methods = new Map<PayMethod | null, MethodLine>();

  addPaid(row: CompletedSums): void {
    this.refundedOfPaid += row.refunded;
    if (!isPaid(row.status)) return;
    const { count, won, taxable, vat, taxFree, serviceFee, firstAt, lastAt } = row;
    const parts = { taxable, vat, taxFree, serviceFee };
    this.paid = addPiece(this.paid, { count, won, parts, estimated: 0, firstAt, lastAt });
    const line = this.#lineOf(row.method);
    line.paid.count += count;
    line.paid.won += won;
  }

  /** One of the payments counted above has estimated parts (Toss's default). */
  notePartsNotTold(): void {
    this.paid = { ...this.paid, estimated: this.paid.estimated + 1 };
  }

  /** @param parts known or estimated; `null` when neither */
  addRefund({ amount, at, method, parts: known }: DayRefund, parts: Parts | null): void {
    this.refunded = addPiece(this.refunded, {
      count: 1,
      won: amount,
      parts,
      estimated: known === null && parts !== null ? 1 : 0,
      firstAt: at,
      lastAt: at,
    });
    const line = this.#lineOf(method);
    line.refunded.count += 1;
    line.refunded.won += amount;
  }

  /** Both methods are always listed, so that a sheet has the same layout every day. */
  byMethod(): MethodLine[] {
    return inOrder
      .filter((method) => method !== null || this.#methods.has(null))
      .map((method) => this.#lineOf(method));
  }

  #lineOf(method: PayMethod | null): MethodLine {
    const line = this.#methods.get(method) ?? {
      method,
      paid: { count: 0, won: 0 },
      refunded: { count: 0, won: 0 },
    };
    this.#methods.set(method, line);
    return line;
  }
}
