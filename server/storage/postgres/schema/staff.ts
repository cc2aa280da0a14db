/** Accounts of staff, their sessions and preferences, and service tokens. */
import { checked, differs, noDelete, refused } from './guard.ts';

const scopes = ['create', 'lookup', 'events', 'read', 'refund'];
/** Every choice of scopes, in their order. */
const scopeLists = scopes.reduce<string[]>(
  (lists, scope) => [...lists, ...['', ...lists].map((list) => `${list}${list && ','}${scope}`)],
  [],
);

const tables = `
CREATE TABLE "user" (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
  "emailVerified" INTEGER NOT NULL DEFAULT 0 CHECK ("emailVerified" IN (0, 1)),
  image TEXT,
  role TEXT NOT NULL DEFAULT 'viewer' CHECK (role IN ('viewer', 'operator', 'manager')),
  disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL,
  "mayExport" INTEGER NOT NULL DEFAULT 0 CHECK ("mayExport" IN (0, 1)),
  "dayCeilingWon" INTEGER CHECK ("dayCeilingWon" >= 0),
  "lastSignInAt" TEXT,
  invited INTEGER NOT NULL DEFAULT 0 CHECK (invited IN (0, 1))
);

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  "userId" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  "expiresAt" TEXT NOT NULL,
  "ipAddress" TEXT,
  "userAgent" TEXT,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL,
  "activeAt" TEXT,
  "lockedAt" TEXT,
  "secondFactorAt" TEXT
);
CREATE INDEX session_by_expiry ON session ("expiresAt");
CREATE INDEX session_by_user ON session ("userId");

CREATE TABLE account (
  id TEXT PRIMARY KEY,
  "accountId" TEXT NOT NULL,
  "providerId" TEXT NOT NULL,
  "userId" TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  "accessToken" TEXT,
  "refreshToken" TEXT,
  "idToken" TEXT,
  "accessTokenExpiresAt" TEXT,
  "refreshTokenExpiresAt" TEXT,
  scope TEXT,
  password TEXT,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL,
  UNIQUE ("providerId", "accountId")
);
CREATE INDEX account_by_user ON account ("userId");

CREATE TABLE verification (
  id TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  value TEXT NOT NULL,
  "expiresAt" TEXT NOT NULL,
  "createdAt" TEXT NOT NULL,
  "updatedAt" TEXT NOT NULL
);
CREATE INDEX verification_by_identifier ON verification (identifier);

CREATE TABLE two_factor (
  staff_id TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  made_at TEXT NOT NULL,
  confirmed_at TEXT,
  last_step INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE recovery_code (
  staff_id TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  used_at TEXT,
  PRIMARY KEY (staff_id, hash)
);

CREATE TABLE password_link (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  staff_id TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('invitation', 'reset')),
  until TEXT NOT NULL
);
CREATE INDEX password_link_by_staff ON password_link (staff_id, until);

CREATE TABLE preference (
  staff_id TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
  json TEXT NOT NULL CHECK (json_valid(json))
);

CREATE TABLE saved_view (
  id TEXT PRIMARY KEY,
  owner_id TEXT NOT NULL REFERENCES "user" (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  created_at TEXT NOT NULL,
  UNIQUE (owner_id, name)
);
CREATE INDEX saved_view_shared ON saved_view (name) WHERE shared = 1;

CREATE TABLE default_view (
  staff_id TEXT PRIMARY KEY REFERENCES "user" (id) ON DELETE CASCADE,
  view_id TEXT NOT NULL REFERENCES saved_view (id) ON DELETE CASCADE
);
CREATE INDEX default_view_by_view ON default_view (view_id);

CREATE TABLE service_token (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  scopes TEXT NOT NULL CHECK (scopes IN (${scopeLists.map((list) => `'${list}'`).join(', ')})),
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  last_used_at TEXT,
  maker_id TEXT,
  maker_name TEXT,
  day_ceiling INTEGER CHECK (day_ceiling > 0),
  CHECK ((day_ceiling IS NOT NULL) = (scopes LIKE '%refund')),
  CHECK ((maker_id IS NOT NULL) = (day_ceiling IS NOT NULL)),
  CHECK ((maker_name IS NOT NULL) = (maker_id IS NOT NULL))
);
CREATE INDEX service_token_by_maker ON service_token (maker_id) WHERE maker_id IS NOT NULL;
CREATE UNIQUE INDEX service_token_by_name ON service_token (name) WHERE revoked_at IS NULL;
`;

const guards =
  refused(
    'two_factor_steps',
    'BEFORE UPDATE OF last_step ON two_factor',
    'two_factor: a code counts once',
    'NOT (NEW.secret IS DISTINCT FROM OLD.secret) AND NEW.last_step <= OLD.last_step',
  ) +
  checked('service_token_new', 'BEFORE INSERT ON service_token', [
    {
      message: 'service_token: this token exists',
      where: `EXISTS (SELECT 1 FROM service_token WHERE id = NEW.id OR hash = NEW.hash
      OR (name = NEW.name AND revoked_at IS NULL))`,
    },
  ]) +
  refused(
    'service_token_fixed',
    'BEFORE UPDATE ON service_token',
    'service_token: fixed',
    `${differs([
      ...['id', 'name', 'hash', 'scopes', 'created_at'],
      ...['maker_id', 'maker_name', 'day_ceiling'],
    ])} OR (OLD.revoked_at IS NOT NULL AND ${differs(['revoked_at'])})`,
  ) +
  noDelete('service_token', 'rows are kept');

export const staffSchema = tables + guards;
