/**
 * Staff, their sign-ins and preferences, and the service tokens of storefronts.
 *
 * The first four tables have the names and columns that the sign-in library (better-auth) requires,
 * plus `role` and `disabled`. It stores instants as ISO-8601 text and flags as 0 or 1.
 */
export const staffMigration = {
  version: 2,
  name: 'staff',
  sql: `
    CREATE TABLE user (
      id TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      email TEXT NOT NULL UNIQUE CHECK (email = lower(email)),
      emailVerified INTEGER NOT NULL DEFAULT 0 CHECK (emailVerified IN (0, 1)),
      image TEXT,
      role TEXT NOT NULL DEFAULT 'viewer' CHECK (role IN ('viewer', 'operator', 'manager')),
      disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
      createdAt TEXT NOT NULL,
      updatedAt TEXT NOT NULL
    ) STRICT;

    CREATE TABLE session (
      id TEXT PRIMARY KEY NOT NULL,
      token TEXT NOT NULL UNIQUE,
      userId TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      expiresAt TEXT NOT NULL,
      ipAddress TEXT,
      userAgent TEXT,
      createdAt TEXT NOT NULL,
      updatedAt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX session_by_user ON session (userId);
    CREATE INDEX session_by_expiry ON session (expiresAt);

    CREATE TABLE account (
      id TEXT PRIMARY KEY NOT NULL,
      accountId TEXT NOT NULL,
      providerId TEXT NOT NULL,
      userId TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      accessToken TEXT,
      refreshToken TEXT,
      idToken TEXT,
      accessTokenExpiresAt TEXT,
      refreshTokenExpiresAt TEXT,
      scope TEXT,
      password TEXT,
      createdAt TEXT NOT NULL,
      updatedAt TEXT NOT NULL,
      UNIQUE (providerId, accountId)
    ) STRICT;
    CREATE INDEX account_by_user ON account (userId);

    CREATE TABLE verification (
      id TEXT PRIMARY KEY NOT NULL,
      identifier TEXT NOT NULL,
      value TEXT NOT NULL,
      expiresAt TEXT NOT NULL,
      createdAt TEXT NOT NULL,
      updatedAt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX verification_by_identifier ON verification (identifier);

    CREATE TABLE service_token (
      id TEXT PRIMARY KEY NOT NULL,
      name TEXT NOT NULL,
      hash TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
      scopes TEXT NOT NULL CHECK (scopes IN ('create', 'lookup', 'create,lookup')),
      created_at TEXT NOT NULL,
      revoked_at TEXT,
      last_used_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX service_token_by_name ON service_token (name) WHERE revoked_at IS NULL;

    CREATE TABLE preference (
      staff_id TEXT PRIMARY KEY NOT NULL REFERENCES user (id) ON DELETE CASCADE,
      json TEXT NOT NULL CHECK (json_valid(json))
    ) STRICT;
  `,
} as const;
