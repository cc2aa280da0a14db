/**
 * The outbox: events that the shop's own systems are told, written in the transaction of the event
 * itself, and what became of them at each address. A table of its own, because rows of `event` are
 * kept for good and these for 30 days.
 *
 * A service token may also read these events. SQLite changes no CHECK, so its table is made anew.
 */
const scopes = [
  ...['create', 'lookup', 'create,lookup', 'events', 'create,events', 'lookup,events'],
  'create,lookup,events',
];

export const outboxMigration = {
  version: 25,
  name: 'outbox',
  sql: `
CREATE TABLE outbox_switch (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1))
) STRICT;
INSERT INTO outbox_switch (id, is_on) VALUES (1, 0);

CREATE TABLE outgoing_subject (
  subject TEXT PRIMARY KEY NOT NULL,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outgoing_event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body))
) STRICT;
CREATE INDEX outgoing_event_by_time ON outgoing_event (at, seq);
CREATE TRIGGER outgoing_event_no_update BEFORE UPDATE ON outgoing_event
BEGIN SELECT RAISE(ABORT, 'outgoing_event: what is told is fixed'); END;

CREATE TABLE webhook_endpoint (
  id TEXT PRIMARY KEY NOT NULL,
  url TEXT NOT NULL,
  types TEXT NOT NULL CHECK (json_valid(types)),
  secret_no INTEGER NOT NULL DEFAULT 1 CHECK (secret_no > 0),
  former_no INTEGER,
  former_until TEXT,
  state TEXT NOT NULL CHECK (state IN ('on', 'off', 'gone', 'failing', 'removed')),
  state_since TEXT NOT NULL,
  created_at TEXT NOT NULL,
  cursor INTEGER NOT NULL,
  paused_until TEXT,
  failing_since TEXT,
  last_success_at TEXT,
  dropped INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE webhook_delivery (
  endpoint_id TEXT NOT NULL REFERENCES webhook_endpoint (id),
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TEXT,
  last_at TEXT,
  took_ms INTEGER,
  http_status INTEGER,
  failure TEXT,
  answer TEXT,
  late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
  PRIMARY KEY (endpoint_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at, seq)
  WHERE state = 'waiting' AND next_at IS NOT NULL;
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (endpoint_id, subject, seq)
  WHERE state = 'waiting';
CREATE INDEX webhook_delivery_failed ON webhook_delivery (endpoint_id, seq)
  WHERE state = 'failed';

CREATE TABLE service_token_25 (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  scopes TEXT NOT NULL CHECK (scopes IN (${scopes.map((scope) => `'${scope}'`).join(', ')})),
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  last_used_at TEXT
) STRICT;
INSERT INTO service_token_25 SELECT * FROM service_token;
DROP TABLE service_token;
ALTER TABLE service_token_25 RENAME TO service_token;
CREATE UNIQUE INDEX service_token_by_name ON service_token (name) WHERE revoked_at IS NULL;
`,
} as const;
