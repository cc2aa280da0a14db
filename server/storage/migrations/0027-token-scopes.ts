/**
 * Service tokens that read, and such that refund: with a ceiling of a day and the person who made
 * them. SQLite changes no CHECK, so their table is made anew. An operation that a token asked for
 * names who made the token, who is no second person for it.
 */
const scopes = ['create', 'lookup', 'events', 'read', 'refund'];
const choices = scopes.reduce<string[]>(
  (lists, scope) => [...lists, ...['', ...lists].map((list) => `${list}${list && ','}${scope}`)],
  [],
);

const fixed = [
  ...['id', 'name', 'hash', 'scopes', 'created_at'],
  ...['maker_id', 'maker_name', 'day_ceiling'],
].map((column) => `NEW.${column} IS NOT OLD.${column}`);

export const tokenScopesMigration = {
  version: 27,
  name: 'token-scopes',
  sql: `
CREATE TABLE service_token_27 (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  scopes TEXT NOT NULL CHECK (scopes IN (${choices.map((list) => `'${list}'`).join(', ')})),
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  last_used_at TEXT,
  maker_id TEXT,
  maker_name TEXT,
  day_ceiling INTEGER CHECK (day_ceiling > 0),
  CHECK ((day_ceiling IS NOT NULL) = (scopes LIKE '%refund')),
  CHECK ((maker_id IS NOT NULL) = (day_ceiling IS NOT NULL)),
  CHECK ((maker_name IS NOT NULL) = (maker_id IS NOT NULL))
) STRICT;
INSERT INTO service_token_27 SELECT *, NULL, NULL, NULL FROM service_token;
DROP TABLE service_token;
ALTER TABLE service_token_27 RENAME TO service_token;
CREATE UNIQUE INDEX service_token_by_name ON service_token (name) WHERE revoked_at IS NULL;
CREATE INDEX service_token_by_maker ON service_token (maker_id) WHERE maker_id IS NOT NULL;

CREATE TRIGGER service_token_new BEFORE INSERT ON service_token
WHEN EXISTS (SELECT 1 FROM service_token WHERE id = NEW.id OR hash = NEW.hash
  OR (name = NEW.name AND revoked_at IS NULL))
BEGIN SELECT RAISE(ABORT, 'service_token: this token exists'); END;
CREATE TRIGGER service_token_fixed BEFORE UPDATE ON service_token
WHEN ${fixed.join(' OR ')}
  OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NOT OLD.revoked_at)
BEGIN SELECT RAISE(ABORT, 'service_token: fixed'); END;
CREATE TRIGGER service_token_no_delete BEFORE DELETE ON service_token
BEGIN SELECT RAISE(ABORT, 'service_token: rows are kept'); END;

ALTER TABLE operation ADD COLUMN token_maker TEXT;

CREATE TRIGGER operation_of_token BEFORE INSERT ON operation
BEGIN
  SELECT RAISE(ABORT, 'operation: it names who made the token that asks')
    WHERE NEW.token_maker IS NOT (SELECT maker_id FROM service_token WHERE id = NEW.requested_by);
  SELECT RAISE(ABORT, 'operation: a token asks for refunds only, if it may, until it is revoked')
    FROM service_token
    WHERE id = NEW.requested_by
      AND (NEW.kind <> 'refund' OR day_ceiling IS NULL OR revoked_at IS NOT NULL);
END;

CREATE TRIGGER operation_token_maker BEFORE UPDATE ON operation
WHEN OLD.token_maker IS NOT NULL OR NEW.token_maker IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'operation: frozen column') WHERE NEW.token_maker IS NOT OLD.token_maker;
  SELECT RAISE(ABORT, 'operation: who made the token decides nothing that it asked for')
    WHERE NEW.approved_by = NEW.token_maker
       OR (NEW.resolved_by = NEW.token_maker AND NEW.cause IN
         ('resolved-succeeded', 'resolved-failed', 'resolved-given-up', 'released'));
END;
`,
} as const;
