/** A checked list as it was given, so that it can be checked again; pure. */
import type { CallInput } from '../../shared/api.ts';
import type { BulkRow, BulkRun } from '../../shared/bulk-refund.ts';
import { inputOf, type ListRow } from './list-row.ts';

export type ListBody = CallInput<'POST /api/bulk-refunds'>['body'];

export interface GivenList {
  rows: ListRow[];
  name: string;
  note: string | null;
  /** Id of the draft that it replaces. */
  replaces: string;
}

/** A checked row as it was given, as far as it is known. */
function givenRow(row: BulkRow): ListRow {
  const { position, orderNo, payToken, amount, parts, reason } = row;
  return { line: position + 1, orderNo, payToken, amount, parts, reason };
}

export function givenList(run: BulkRun, rows: readonly BulkRow[]): GivenList {
  const { id, name, note } = run;
  return { rows: rows.map(givenRow), name, note, replaces: id };
}

/** The same list again, without rows that have neither order number nor token. */
export function bodyAgain(run: BulkRun, rows: readonly BulkRow[]): ListBody {
  const known = rows.filter(({ orderNo, payToken }) => orderNo !== null || payToken !== null);
  return {
    name: run.name,
    reason: rows[0]?.reason ?? '',
    ...(run.note === null ? {} : { note: run.note }),
    rows: known.map((row) => inputOf(givenRow(row))),
  };
}
