/**
 * The shop's chat and what it was told; sheets by mail. The chat's address is sealed: a copy of the
 * database alone can't write there.
 */
const TIME = `GLOB '[0-2][0-9]:[0-5][0-9]'`;

export const noticesMigration = {
  version: 32,
  name: 'notices',
  sql: `
CREATE TABLE chat_notice (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sealed_url TEXT NOT NULL,
  host TEXT NOT NULL,
  form TEXT NOT NULL CHECK (form IN ('slack', 'jandi')),
  lang TEXT NOT NULL CHECK (lang IN ('ko', 'en')),
  quiet_from TEXT CHECK (quiet_from ${TIME}),
  quiet_to TEXT CHECK (quiet_to ${TIME}),
  last_at TEXT,
  failure TEXT,
  http_status INTEGER,
  answer TEXT,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
) STRICT;

CREATE TABLE chat_told (
  topic TEXT NOT NULL CHECK (topic IN ('approval', 'expiring', 'person', 'differs')),
  thing TEXT NOT NULL,
  PRIMARY KEY (topic, thing)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet_mail_setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  emails TEXT NOT NULL CHECK (json_valid(emails)),
  time TEXT NOT NULL CHECK (time ${TIME}),
  lang TEXT NOT NULL CHECK (lang IN ('ko', 'en')),
  done_day TEXT NOT NULL,
  done_entry INTEGER NOT NULL
) STRICT;

CREATE TABLE sheet_mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('day', 'month')),
  subject TEXT NOT NULL,
  entry_id INTEGER NOT NULL,
  email TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  next_at TEXT,
  last_at TEXT,
  answer TEXT,
  made_at TEXT NOT NULL,
  UNIQUE (kind, subject, entry_id, email),
  CHECK ((state = 'waiting') = (next_at IS NOT NULL))
) STRICT;
CREATE INDEX sheet_mail_due ON sheet_mail (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX sheet_mail_by_age ON sheet_mail (made_at);
`,
} as const;
