/**
 * Reads the lines of a filter from one snapshot, however long the download takes. A file is added
 * up, so no estimate is in a column of parts: such refunds are under 세금 미상 alone.
 */
import { toUtc } from '../../shared/kst.ts';
import type { Payment } from '../../shared/payment.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import { linesOf, transferLine, withoutEstimate, type Line } from '../payment-lines.ts';
import { bankTransfersIn } from '../storage/bank-transfers.ts';
import type { Span } from '../storage/day-close-figures.ts';
import type { ListFilter } from '../storage/payment-conditions.ts';
import { pagePayments, type PaymentSort } from '../storage/payment-list.ts';
import { getPaymentOn, refundsOf } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';

/** By the clock `refunded` a file has the refunds of the span alone, as the list's sums have. */
function isAsked({ kind, at }: Line, { clock, from, to }: ListFilter): boolean {
  if (clock !== 'refunded') return true;
  if (kind === 'payment' || at === null) return false;
  return (from === undefined || at >= toUtc(from)) && (to === undefined || at < toUtc(to));
}

/** Payments per batch: a few milliseconds, so that the event loop isn't blocked. */
const PAYMENTS_A_TURN = 100;

/**
 * Longest duration of an export, in ms. Until it ends, the write-ahead log can't be truncated and
 * keeps all later changes.
 */
const LONGEST_EXPORT_MS = 15 * 60_000;

/**
 * Lines in the list's order, read in one transaction on a separate connection: without later
 * changes, so that no payment is missing or duplicated.
 * @throws Error if the reader takes longer than `LONGEST_EXPORT_MS`
 */
export async function* readLines(
  storage: Storage,
  filter: ListFilter,
  sort: PaymentSort,
): AsyncGenerator<Line[]> {
  yield* readAll(storage, [{ filter, sort, has: (line) => isAsked(line, filter) }]);
}

/**
 * The lines of some days in the same way: payments by their day, then refunds by theirs, then bank
 * transfers by theirs.
 * @param span whole Seoul days
 */
export async function* readPeriodLines(storage: Storage, span: Span): AsyncGenerator<Line[]> {
  const refunds: ListFilter = { ...span, clock: 'refunded' };
  const parts: Part[] = [
    {
      filter: { ...span, clock: 'completed' },
      sort: '-completed',
      has: ({ kind, won }) => kind === 'payment' && won > 0,
    },
    { filter: refunds, sort: '-refunded', has: (line) => isAsked(line, refunds) },
  ];
  const transfers = ({ read }: Storage) =>
    read(bankTransfersIn(span)).map((row) =>
      transferLine(read(getPaymentOn(row.pay_token)), {
        amount: row.amount,
        at: new Date(`${row.paid_on}T00:00:00+09:00`).toISOString(),
        staffName: row.recorded_by_name,
      }),
    );
  for await (const lines of readAll(storage, parts, transfers)) {
    // A payment's own line tells its transfers of all days; here each has a line by its day.
    yield lines.map((line) => (line.kind === 'payment' ? { ...line, transferred: 0 } : line));
  }
}

interface Part {
  filter: ListFilter;
  sort: PaymentSort;
  has: (line: Line) => boolean;
}

async function* readAll(
  storage: Storage,
  parts: readonly Part[],
  more: (snapshot: Storage) => Line[] = () => [],
): AsyncGenerator<Line[]> {
  const { read, close } = storage.snapshot();
  const until = storage.clock.nowMs() + LONGEST_EXPORT_MS;
  try {
    const snapshot = { ...storage, read };
    for (const part of parts) yield* readPart(snapshot, part, until);
    yield more(snapshot);
  } finally {
    close();
  }
}

async function* readPart(
  snapshot: Storage,
  { filter, sort, has }: Part,
  until: number,
): AsyncGenerator<Line[]> {
  let cursor: string | undefined;
  do {
    const asked = { filter, sort, cursor, limit: PAYMENTS_A_TURN };
    const page = snapshot.read(pagePayments(asked));
    if (page === null) throw new Error('The export read a cursor that it had not made');
    const payments = page.items.map((text) => JSON.parse(text) as Payment);
    yield payments
      .flatMap((payment) =>
        linesOf(payment, payment.refunded === 0 ? [] : refundsOf(snapshot, payment.payToken)),
      )
      .filter(has)
      .map(withoutEstimate);
    cursor = page.nextCursor ?? undefined;
    if (snapshot.clock.nowMs() > until) throw new Error('The export took too long');
    await yieldToEventLoop();
  } while (cursor !== undefined);
}
