/**
 * 정산: a deposit may be removed by an entry that says so, and one from a bank's file keeps the
 * lines that it is made of. Each entry has all of its lines, also those of the entry before.
 */
export const bankLinesMigration = {
  version: 33,
  name: 'bank-lines',
  sql: `
ALTER TABLE settlement_deposit ADD COLUMN is_removed INTEGER NOT NULL DEFAULT 0
  CHECK (is_removed IN (0, 1) AND (is_removed = 0 OR (won = 0 AND reason IS NULL)));

CREATE TABLE settlement_bank_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deposit_id INTEGER NOT NULL REFERENCES settlement_deposit (id),
  won INTEGER NOT NULL CHECK (won > 0),
  time TEXT CHECK (time GLOB '[0-2][0-9]:[0-5][0-9]*')
) STRICT;
CREATE INDEX settlement_bank_line_by_deposit ON settlement_bank_line (deposit_id, id);
CREATE TRIGGER settlement_bank_line_no_update BEFORE UPDATE ON settlement_bank_line
BEGIN SELECT RAISE(ABORT, 'settlement_bank_line: append only'); END;
CREATE TRIGGER settlement_bank_line_no_delete BEFORE DELETE ON settlement_bank_line
BEGIN SELECT RAISE(ABORT, 'settlement_bank_line: append only'); END;
`,
} as const;
