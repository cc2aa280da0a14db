/** Toss's callbacks as they came, and adoptions of payments made elsewhere. */
import { checked, differs, isErasing, refused } from './guard.ts';

const tables = `
CREATE TABLE callback (
  id INTEGER PRIMARY KEY,
  received_at TEXT NOT NULL,
  content_type TEXT NOT NULL,
  body_hash TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL,
  times INTEGER NOT NULL DEFAULT 1,
  pay_token TEXT,
  handled_at TEXT,
  outcome TEXT,
  bytes INTEGER,
  expires_at TEXT,
  named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1))
);
CREATE INDEX callback_by_payment ON callback (pay_token, id);
CREATE INDEX callback_by_term ON callback (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX callback_unhandled ON callback (pay_token) WHERE handled_at IS NULL;
CREATE INDEX callback_unhandled_in_order
  ON callback ((expires_at IS NOT NULL), named DESC, id, pay_token) WHERE handled_at IS NULL;

CREATE TABLE adoption (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  requested_by TEXT
);

CREATE TABLE adoption_item (
  adoption_id TEXT NOT NULL REFERENCES adoption (id),
  position INTEGER NOT NULL,
  order_no TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('adopted', 'not-found', 'failed')),
  detail TEXT,
  PRIMARY KEY (adoption_id, position)
);
CREATE INDEX adoption_item_open ON adoption_item (adoption_id, position) WHERE outcome IS NULL;
`;

const guards =
  checked('callback_fixed', 'BEFORE UPDATE ON callback', [
    {
      message: 'callback: what came in is fixed',
      where: `${differs(['body_hash', 'received_at', 'pay_token', 'bytes'])}
    OR NEW.named < OLD.named
    OR (OLD.expires_at IS NULL AND NEW.expires_at IS NOT NULL)
    OR (${differs(['body'])} AND NOT (
      (OLD.expires_at IS NOT NULL AND '' IN (OLD.body, NEW.body))
      OR (NEW.body = '' AND ${isErasing('OLD.pay_token')})))`,
    },
  ]) +
  refused(
    'callback_no_delete',
    'BEFORE DELETE ON callback',
    'callback: rows are kept',
    'OLD.expires_at IS NULL',
  );

export const callbacksSchema = tables + guards;
