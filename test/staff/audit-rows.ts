import { openRawDatabase } from '../support/raw-database.ts';

/** A row of the audit log as the database has it. */
export interface AuditedRow {
  action: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string | null;
  address: string | null;
  detail: Record<string, unknown>;
}

/** The log so far, oldest first. @param action only these */
export function auditRows(database: string, action?: string): AuditedRow[] {
  const db = openRawDatabase(database);
  const rows = db.all('SELECT * FROM audit ORDER BY seq') as (Omit<AuditedRow, 'detail'> & {
    detail: string;
  })[];
  db.close();
  return rows
    .filter((row) => action === undefined || row.action === action)
    .map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
}
