import type { SettlementDay } from '../../shared/api.ts';
import type { Deposit } from '../storage/settlement-deposits.ts';

type ShownDeposit = NonNullable<SettlementDay['deposit']>;

/** An entry as the API shows it. */
export const depositView = (row: Deposit): ShownDeposit => ({
  ...{ won: row.won, reason: row.reason, note: row.note, source: row.source, at: row.at },
  csvLine: row.csv_line,
  isRemoved: row.is_removed === 1,
  by: { id: row.staff_id, name: row.staff_name },
});
