/**
 * Months that a manager signed (월마감). Each signature keeps the figures as they were; reopening a
 * month is another entry. Rows are never changed or removed.
 */
export const monthsMigration = {
  version: 16,
  name: 'months',
  sql: `
CREATE TABLE month_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  month TEXT NOT NULL CHECK (month GLOB '[2-9][0-9][0-9][0-9]-[01][0-9]'),
  kind TEXT NOT NULL CHECK (kind IN ('signed', 'reopened')),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  figures TEXT NOT NULL CHECK (json_valid(figures)),
  figures_at TEXT NOT NULL,
  figures_hash TEXT NOT NULL CHECK (length(figures_hash) = 64),
  reason TEXT,
  CHECK ((kind = 'reopened') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX month_entry_by_month ON month_entry (month, id);
CREATE TRIGGER month_entry_in_turn BEFORE INSERT ON month_entry
BEGIN
  SELECT RAISE(ABORT, 'month_entry: a month is signed or open')
    WHERE NEW.kind = ifnull(
      (SELECT kind FROM month_entry WHERE month = NEW.month ORDER BY id DESC LIMIT 1), 'reopened');
END;
CREATE TRIGGER month_entry_no_update BEFORE UPDATE ON month_entry
BEGIN SELECT RAISE(ABORT, 'month_entry: append only'); END;
CREATE TRIGGER month_entry_no_delete BEFORE DELETE ON month_entry
BEGIN SELECT RAISE(ABORT, 'month_entry: append only'); END;
`,
} as const;
