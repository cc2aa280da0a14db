/** The lines of a filter as they are at one moment, however long the file is being taken. */
import type { Payment } from '../../shared/payment.ts';
import { letOthersRun } from '../let-others-run.ts';
import { linesOf, type Line } from '../payment-lines.ts';
import { openConnection } from '../storage/connection.ts';
import type { ListFilter } from '../storage/payment-conditions.ts';
import { pagePayments, type PaymentSort } from '../storage/payment-list.ts';
import { refundsOf } from '../storage/payments.ts';
import type { Storage } from '../storage/storage.ts';

/** Payments read in one turn: some milliseconds, so that the desk goes on serving meanwhile. */
const PAYMENTS_A_TURN = 100;

/**
 * The longest that one file may take, in ms. Until it is out, SQLite keeps everything that has
 * changed since beside the database.
 */
const LONGEST_EXPORT_MS = 15 * 60_000;

/**
 * Lines in the order of the list, read in one transaction of their own: what changes meanwhile is
 * not in it, so that no payment is there twice or missing.
 * @throws Error where its reader takes longer than `LONGEST_EXPORT_MS`
 */
export async function* readLines(
  storage: Storage,
  filter: ListFilter,
  sort: PaymentSort,
): AsyncGenerator<Line[]> {
  const connection = openConnection(storage.file, { readonly: true });
  const until = storage.clock.nowMs() + LONGEST_EXPORT_MS;
  try {
    connection.exec('BEGIN');
    const snapshot = { ...storage, reader: connection };
    let cursor: string | undefined;
    do {
      const page = pagePayments(connection, { filter, sort, cursor, limit: PAYMENTS_A_TURN });
      if (page === null) throw new Error('The export read a cursor that it had not made');
      const payments = page.items.map((text) => JSON.parse(text) as Payment);
      yield payments.flatMap((payment) =>
        linesOf(payment, payment.refunded === 0 ? [] : refundsOf(snapshot, payment.payToken)),
      );
      cursor = page.nextCursor ?? undefined;
      if (storage.clock.nowMs() > until) throw new Error('The export took too long');
      await letOthersRun();
    } while (cursor !== undefined);
  } finally {
    connection.close();
  }
}
