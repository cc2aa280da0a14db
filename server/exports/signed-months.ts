/**
 * The signed months (월마감) that a file holds in full. A file has the figures of the moment it is
 * downloaded, so below its sums stand those that were signed, by whom and when, and what has
 * changed since.
 */
import type { PeriodFigures } from '../../shared/api.ts';
import { isoToKst, spanOfKstMonth, toUtc } from '../../shared/kst.ts';
import { noParts, subtractParts } from '../../shared/tax-split.ts';
import type { Cell } from '../csv-file.ts';
import { addLine, noTotals, type Line, type Totals } from '../payment-lines.ts';
import type { Span } from '../storage/day-close-figures.ts';
import { figuresOf, signedMonths, type MonthEntry } from '../storage/months.ts';
import type { ListFilter } from '../storage/payment-conditions.ts';
import type { Storage } from '../storage/storage.ts';
import { textRow, totalRows, type SumName } from './columns.ts';
import type { ExportWords } from './export-words.ts';

const signedTotals = ({ paid, refunded, transferred }: PeriodFigures): Totals => ({
  payments: paid.count,
  paid: paid.won,
  paidParts: paid.parts,
  refunded: 0 - refunded.won,
  refundedParts: subtractParts(noParts, refunded.parts),
  unknown: 0 - refunded.unknownWon,
  transferred: 0 - transferred.won,
});

const difference = (now: Totals, then: Totals): Totals => ({
  payments: now.payments - then.payments,
  paid: now.paid - then.paid,
  refunded: now.refunded - then.refunded,
  transferred: now.transferred - then.transferred,
  paidParts: subtractParts(now.paidParts, then.paidParts),
  refundedParts: subtractParts(now.refundedParts, then.refundedParts),
  unknown: now.unknown - then.unknown,
});

/** Adds up what a file has of each signed month. */
export class SignedMonths {
  readonly #entries: readonly MonthEntry[];
  readonly #sums: readonly SumName[];
  readonly #now = new Map<string, Totals>();

  /** @param sums those that the file counts as a signature does */
  constructor(entries: readonly MonthEntry[], sums: readonly SumName[]) {
    this.#entries = entries;
    this.#sums = sums;
    for (const { month } of entries) this.#now.set(month, noTotals);
  }

  add(lines: readonly Line[]): void {
    if (this.#now.size === 0) return;
    for (const line of lines) {
      const month = line.at === null ? '' : isoToKst(line.at).slice(0, 7);
      const totals = this.#now.get(month);
      if (totals !== undefined) this.#now.set(month, addLine(totals, line));
    }
  }

  rows(words: ExportWords): Cell[][] {
    return this.#entries.flatMap((entry) => {
      const { month, at, staff_name } = entry;
      const signed = signedTotals(figuresOf(entry));
      const changed = difference(this.#now.get(month) ?? noTotals, signed);
      const text = words.signedBy
        .replace('{{month}}', month)
        .replace('{{when}}', isoToKst(at).slice(0, 16))
        .replace('{{name}}', () => staff_name);
      return [
        textRow(text),
        ...this.#rowsOf(signed, words.signed),
        ...this.#rowsOf(changed, words.changed),
      ];
    });
  }

  #rowsOf(totals: Totals, names: ExportWords['totals']): Cell[][] {
    // Only a file of payments and refunds by their own days has bank transfers by theirs.
    const transferred = this.#sums.includes('net') ? totals.transferred : 0;
    const rows = totalRows({ ...totals, transferred }, names);
    return this.#sums.map((sum) => rows[sum]);
  }
}

/** The months that are wholly in the span and signed now. */
function signedWithin({ read }: Storage, { from, to }: Pick<ListFilter, 'from' | 'to'>) {
  return read(signedMonths()).filter(({ month }) => {
    const whole = spanOfKstMonth(month);
    return (from === undefined || from <= whole.from) && (to === undefined || whole.to <= to);
  });
}

/** Those of a file of some days. */
export function signedOfPeriod(storage: Storage, span: Span): SignedMonths {
  return new SignedMonths(signedWithin(storage, span), ['paid', 'refunded', 'net']);
}

/** Those of the list's file: none where anything but the days narrows it. */
export function signedOfList(
  storage: Storage,
  { clock, from, to, ...others }: ListFilter,
): SignedMonths {
  const isNarrowed = Object.values(others).some((value) => value !== undefined);
  // By payments' days their refunds may be of any other, and by refunds' there is no payment.
  const sums = clock === 'completed' ? 'paid' : clock === 'refunded' ? 'refunded' : null;
  if (isNarrowed || sums === null) return new SignedMonths([], []);
  const span = { from: from && toUtc(from), to: to && toUtc(to) };
  return new SignedMonths(signedWithin(storage, span), [sums]);
}
