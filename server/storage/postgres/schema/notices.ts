/** What is told to the shop's systems, its chat, browsers and mail addresses. */
import { noUpdate, TIME } from './guard.ts';

const tables = `
CREATE TABLE outbox_switch (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  is_on INTEGER NOT NULL CHECK (is_on IN (0, 1))
);
INSERT INTO outbox_switch (id, is_on) VALUES (1, 0);

CREATE TABLE outgoing_subject (
  subject TEXT PRIMARY KEY,
  last INTEGER NOT NULL
);

CREATE TABLE outgoing_event (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body))
);
CREATE INDEX outgoing_event_by_time ON outgoing_event (at, seq);

CREATE TABLE webhook_endpoint (
  id TEXT PRIMARY KEY,
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
);

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
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at, seq)
  WHERE state = 'waiting' AND next_at IS NOT NULL;
CREATE INDEX webhook_delivery_failed ON webhook_delivery (endpoint_id, seq)
  WHERE state = 'failed';
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (endpoint_id, subject, seq)
  WHERE state = 'waiting';

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
);

CREATE TABLE chat_told (
  topic TEXT NOT NULL CHECK (topic IN ('approval', 'expiring', 'person', 'differs')),
  thing TEXT NOT NULL,
  PRIMARY KEY (topic, thing)
);

CREATE TABLE sheet_mail (
  id INTEGER PRIMARY KEY,
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
);
CREATE INDEX sheet_mail_by_age ON sheet_mail (made_at);
CREATE INDEX sheet_mail_due ON sheet_mail (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE sheet_mail_setting (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  emails TEXT NOT NULL CHECK (json_valid(emails)),
  time TEXT NOT NULL CHECK (time ${TIME}),
  lang TEXT NOT NULL CHECK (lang IN ('ko', 'en')),
  done_day TEXT NOT NULL,
  done_entry INTEGER NOT NULL
);

CREATE TABLE push_subscription (
  id TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
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
);
CREATE INDEX push_subscription_by_session ON push_subscription (session_id);
CREATE INDEX push_subscription_by_staff ON push_subscription (staff_id, created_at);

CREATE TABLE push_told (
  subscription_id TEXT NOT NULL REFERENCES push_subscription (id) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  PRIMARY KEY (subscription_id, subject)
);
`;

export const noticesSchema = tables + noUpdate('outgoing_event', 'what is told is fixed');
