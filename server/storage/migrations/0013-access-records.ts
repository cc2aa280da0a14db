/**
 * Records of which personal data was shown to whom. Rows can't be changed, and are kept for at
 * least a year whatever the settings.
 */
export const accessRecordsMigration = {
  version: 13,
  name: 'access-records',
  sql: `
CREATE TABLE access_record (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('staff', 'token')),
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  address TEXT,
  kind TEXT NOT NULL,
  pay_tokens TEXT NOT NULL CHECK (json_valid(pay_tokens)),
  query TEXT CHECK (query IS NULL OR json_valid(query)),
  requests INTEGER NOT NULL DEFAULT 1 CHECK (requests > 0)
) STRICT;
CREATE INDEX access_record_by_time ON access_record (at);
CREATE TRIGGER access_record_no_update BEFORE UPDATE ON access_record
BEGIN SELECT RAISE(ABORT, 'access_record: append only'); END;
CREATE TRIGGER access_record_kept BEFORE DELETE ON access_record
BEGIN
  SELECT RAISE(ABORT, 'access_record: rows are kept for a year')
    WHERE OLD.at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 years');
END;
`,
} as const;
