/**
 * Browsers that get Web Push, and of which waiting approvals each was told. A subscription follows
 * its session to a new id and is without one once that has ended: nothing is sent there then.
 */
export const pushMigration = {
  version: 31,
  name: 'push',
  sql: `
CREATE TABLE push_subscription (
  id TEXT PRIMARY KEY NOT NULL,
  staff_id TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  session_id TEXT REFERENCES session (id) ON UPDATE CASCADE ON DELETE SET NULL,
  endpoint TEXT NOT NULL UNIQUE,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('ko', 'en')),
  agent TEXT,
  created_at TEXT NOT NULL,
  signed_in_at TEXT NOT NULL,
  last_sent_at TEXT,
  failure TEXT,
  failed_at TEXT,
  CHECK ((failure IS NULL) = (failed_at IS NULL))
) STRICT;
CREATE INDEX push_subscription_by_staff ON push_subscription (staff_id, created_at);
CREATE INDEX push_subscription_by_session ON push_subscription (session_id);

CREATE TABLE push_told (
  subscription_id TEXT NOT NULL REFERENCES push_subscription (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  PRIMARY KEY (subscription_id, subject)
) STRICT, WITHOUT ROWID;
`,
} as const;
