/** The audit log and what else is kept as evidence of who did or saw what. */
import { appendOnly, checked, isYoung, noUpdate, refused } from './guard.ts';

const tables = `
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('staff', 'token', 'desk', 'command')),
  actor_id TEXT,
  actor_name TEXT,
  address TEXT,
  action TEXT NOT NULL,
  pay_token TEXT,
  operation_id TEXT,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  prev_hash TEXT NOT NULL CHECK (length(prev_hash) = 64),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  UNIQUE (prev_hash)
);
CREATE INDEX audit_by_action ON audit (action, at);
CREATE INDEX audit_by_actor ON audit (actor_id, at) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_actor_action ON audit (actor_id, action, at) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_by_operation ON audit (operation_id, at) WHERE operation_id IS NOT NULL;
CREATE INDEX audit_by_payment ON audit (pay_token, at) WHERE pay_token IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at);

CREATE TABLE audit_checkpoint (
  seq INTEGER PRIMARY KEY,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  at TEXT NOT NULL,
  signature TEXT NOT NULL
);

CREATE TABLE access_record (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor_type TEXT NOT NULL CHECK (actor_type IN ('staff', 'token')),
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  address TEXT,
  kind TEXT NOT NULL,
  pay_tokens TEXT NOT NULL CHECK (json_valid(pay_tokens)),
  query TEXT CHECK (query IS NULL OR json_valid(query)),
  requests INTEGER NOT NULL DEFAULT 1 CHECK (requests > 0)
);
CREATE INDEX access_record_by_time ON access_record (at);

CREATE TABLE month_entry (
  id INTEGER PRIMARY KEY,
  month TEXT NOT NULL CHECK (month ~ '^[2-9][0-9]{3}-[01][0-9]$'),
  kind TEXT NOT NULL CHECK (kind IN ('signed', 'reopened')),
  at TEXT NOT NULL,
  staff_id TEXT NOT NULL,
  staff_name TEXT NOT NULL,
  figures TEXT NOT NULL CHECK (json_valid(figures)),
  figures_at TEXT NOT NULL,
  figures_hash TEXT NOT NULL CHECK (length(figures_hash) = 64),
  reason TEXT,
  CHECK ((kind = 'reopened') = (reason IS NOT NULL))
);
CREATE INDEX month_entry_by_month ON month_entry (month, id);
`;

const NO_HASH = '0'.repeat(64);

const log =
  checked('audit_links', 'BEFORE INSERT ON audit', [
    {
      message: 'audit: a row follows the last one',
      where: `NEW.seq IS DISTINCT FROM 1 + coalesce((SELECT max(seq) FROM audit), 0)
    OR NEW.prev_hash IS DISTINCT FROM coalesce(
      (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1), '${NO_HASH}')`,
    },
  ]) +
  noUpdate('audit') +
  checked('audit_kept', 'BEFORE DELETE ON audit', [
    {
      message: 'audit: rows are kept for two years',
      where: 'OLD.at > years_ago(2)',
    },
    {
      message: 'audit: only what a checkpoint has signed may go',
      where: 'NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE seq >= OLD.seq)',
    },
    {
      message: 'audit: only the oldest row may go, and never the last',
      where: `EXISTS (SELECT 1 FROM audit WHERE seq < OLD.seq)
    OR NOT EXISTS (SELECT 1 FROM audit WHERE seq > OLD.seq)`,
    },
  ]) +
  checked('audit_checkpoint_fits', 'BEFORE INSERT ON audit_checkpoint', [
    {
      message: 'audit_checkpoint: there is no such row',
      where: 'NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)',
    },
  ]) +
  appendOnly('audit_checkpoint');

const records =
  noUpdate('access_record') +
  refused(
    'access_record_kept',
    'BEFORE DELETE ON access_record',
    'access_record: rows are kept for a year',
    isYoung('OLD.at'),
  );

const months =
  checked('month_entry_in_turn', 'BEFORE INSERT ON month_entry', [
    {
      message: 'month_entry: a month is signed or open',
      where: `NEW.kind = coalesce(
      (SELECT kind FROM month_entry WHERE month = NEW.month ORDER BY id DESC LIMIT 1), 'reopened')`,
    },
  ]) + appendOnly('month_entry');

export const auditSchema = tables + log + records + months;
