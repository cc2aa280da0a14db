/** What the shop's bank received, by day. Entries are append-only: the newest of a day counts. */
import type { Selectable } from 'kysely';
import type { BankLine, SettlementBankLineRow, SettlementDepositRow } from './schema.ts';
import { db, prepared } from './statement.ts';
import type { Unit } from './unit.ts';

export type Deposit = Selectable<SettlementDepositRow>;

const newest = prepared((given: { from: string; to: string }) =>
  db
    .selectFrom('settlement_deposit as deposit')
    .selectAll()
    .where('day', '>=', given.from)
    .where('day', '<=', given.to)
    .where('is_removed', '=', 0)
    .where('id', '=', (inner) =>
      inner
        .selectFrom('settlement_deposit as later')
        .select(({ fn }) => fn.max('later.id').as('id'))
        .whereRef('later.day', '=', 'deposit.day'),
    ),
);

/** The deposit that counts, by day. */
export const depositsIn = function* (span: { from: string; to: string }) {
  return new Map((yield* newest.all(span)).map((row) => [row.day, row]));
};

export const depositOn = (day: string): Unit<Deposit | undefined> =>
  newest.first({ from: day, to: day });

const ofDay = prepared((given: { day: string; most: number }) =>
  db
    .selectFrom('settlement_deposit')
    .selectAll()
    .where('day', '=', given.day)
    .orderBy('id', 'desc')
    .limit(given.most),
);

/** The entries of a day, the newest first. */
export const depositsOfDay = (day: string): Unit<Deposit[]> => ofDay.all({ day, most: 100 });

const linesOf = prepared((given: { depositId: number }) =>
  db
    .selectFrom('settlement_bank_line')
    .select(['won', 'time'])
    .where('deposit_id', '=', given.depositId)
    .orderBy('id'),
);

/** The lines of a bank's file that an entry is made of; none where it was typed. */
export const bankLinesOf = ({ id }: Deposit): Unit<BankLine[]> => linesOf.all({ depositId: id });

const insert = prepared((row: Omit<Deposit, 'id'>) =>
  db
    .insertInto('settlement_deposit')
    .values({
      day: row.day,
      won: row.won,
      reason: row.reason,
      note: row.note,
      source: row.source,
      csv_line: row.csv_line,
      is_removed: row.is_removed,
      at: row.at,
      staff_id: row.staff_id,
      staff_name: row.staff_name,
    })
    .returning('id'),
);

const insertLine = prepared((row: Omit<SettlementBankLineRow, 'id'>) =>
  db.insertInto('settlement_bank_line').values({
    deposit_id: row.deposit_id,
    won: row.won,
    time: row.time,
  }),
);

/** @param lines of a bank's file: their sum is the deposit */
export function* appendDeposit(
  row: Omit<Deposit, 'id'>,
  lines: readonly BankLine[] = [],
): Unit<void> {
  for (const { id } of yield* insert.all(row)) {
    for (const line of lines) yield* insertLine.run({ ...line, deposit_id: id });
  }
}
