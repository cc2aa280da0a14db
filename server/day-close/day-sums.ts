/** What came and what went back on a day, by method and tax part. */
import type { DayClose } from '../../shared/api.ts';
import { isPaid, payMethods, type PayMethod } from '../../shared/payment.ts';
import type { Parts } from '../../shared/tax-split.ts';
import type { CompletedSums, DayRefund } from '../storage/day-close-figures.ts';
import { addPiece, noFlow, type Flow } from './flow.ts';

type MethodLine = DayClose['byMethod'][number];

/** Toss's two, then what it has not told. */
const inOrder: readonly (PayMethod | null)[] = [...payMethods, null];

export class DaySums {
  paid: Flow = noFlow;
  refunded: Flow = noFlow;
  /** Won that went back until now on the payments of the day. */
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

  /** One more of the payments counted above has parts that are Toss's default and not its word. */
  notePartsNotTold(): void {
    this.paid = { ...this.paid, estimated: this.paid.estimated + 1 };
  }

  /** @param parts as far as they are known or can be reckoned */
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

  /** Both of Toss's methods always, so that a sheet looks the same every day. */
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
