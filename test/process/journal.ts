/** Reads the desk's database file from outside, while the desk runs or after its death. */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import type { OperationKind, OperationState } from '../../shared/operation.ts';
import { openConnection, type Connection } from '../../server/storage/connection.ts';

export interface JournalRow {
  id: string;
  kind: OperationKind;
  payToken: string;
  state: OperationState;
  amount: number;
  attempts: number;
  late: number;
}

export interface PaymentSums {
  payToken: string;
  status: string;
  amount: number;
  refunded: number;
  taxable: number;
  vat: number;
  taxFree: number;
  serviceFee: number;
  drift: string | null;
}

export interface Journal {
  operations: Map<string, JournalRow>;
  payments: Map<string, PaymentSums>;
  /** The result of SQLite's `integrity_check`: `ok`, or what is wrong. */
  integrity: string;
}

/** Both for SQLite and PostgreSQL. */
export const journalTexts = {
  operations: `SELECT id, kind, pay_token AS "payToken", state, amount, attempts, late
    FROM operation`,
  payments: `SELECT pay_token AS "payToken", status, amount, refunded, own_taxable AS taxable,
    own_vat AS vat, own_tax_free AS "taxFree", own_service_fee AS "serviceFee", drift FROM payment`,
};

/** @param operations, payments rows of `journalTexts` */
export function journalOf(
  operations: readonly unknown[],
  payments: readonly unknown[],
  integrity: string,
): Journal {
  return {
    operations: new Map((operations as JournalRow[]).map((row) => [row.id, row])),
    payments: new Map((payments as PaymentSums[]).map((row) => [row.payToken, row])),
    integrity,
  };
}

function readOn(connection: Connection): Journal {
  const check = connection.pragma('integrity_check') as { integrity_check: string }[];
  return journalOf(
    connection.prepare(journalTexts.operations).all(),
    connection.prepare(journalTexts.payments).all(),
    check.map((line) => line.integrity_check).join('; '),
  );
}

/** Reads while the desk runs, without writing. */
export function readJournal(file: string): Journal {
  const connection = openConnection(file, { readonly: true });
  try {
    return readOn(connection);
  } finally {
    connection.close();
  }
}

/**
 * Reads the file of a dead desk from a copy of it and its WAL, so that the desk finds both
 * unchanged. @param scratch path of the copy; removed again
 */
export function readDeadJournal(file: string, scratch: string): Journal {
  const removeCopy = () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${scratch}${suffix}`, { force: true });
  };
  removeCopy();
  copyFileSync(file, scratch);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${scratch}-wal`);
  try {
    const connection = openConnection(scratch);
    try {
      return readOn(connection);
    } finally {
      connection.close();
    }
  } finally {
    removeCopy();
  }
}
