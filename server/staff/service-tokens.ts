/** Service tokens of storefronts: shown once, kept as a hash, narrow in what they open. */
import { createHash } from 'node:crypto';
import { tokenScopes, type TokenScope } from '../../shared/permissions.ts';
import type { Clock, Random } from '../clock.ts';
import type { Connection } from '../storage/connection.ts';
import { AccountError } from './staff-accounts.ts';

export interface ServiceToken {
  id: string;
  name: string;
  scopes: TokenScope[];
  createdAt: string;
  revokedAt: string | null;
  /** To the minute. */
  lastUsedAt: string | null;
}

interface TokenRow {
  id: string;
  name: string;
  scopes: string;
  createdAt: string;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

/** Tokens on one connection. */
export interface ServiceTokens {
  /** The token's text is in this answer and nowhere else. @throws {AccountError} for a bad name */
  add(name: string, scopes: readonly TokenScope[]): { token: ServiceToken; text: string };
  list(): ServiceToken[];
  /** @throws {AccountError} when no such token is valid */
  revoke(name: string): void;
  /** The valid token with this text. */
  find(text: string): ServiceToken | undefined;
}

/** Unguessable: 256 random bits need no slow hash. */
const TOKEN_BITS = 256;
const FORM = /^cgt_[A-Za-z0-9_-]{43}$/;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;
/** A write per request would cost more than knowing the second is worth. */
const SEEN_EVERY_MS = 60_000;

const COLUMNS = `id, name, scopes, created_at AS createdAt, revoked_at AS revokedAt,
  last_used_at AS lastUsedAt`;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function fromRow(row: TokenRow): ServiceToken {
  const scopes = row.scopes.split(',');
  return { ...row, scopes: tokenScopes.filter((scope) => scopes.includes(scope)) };
}

export function serviceTokens(connection: Connection, clock: Clock, random: Random): ServiceTokens {
  const byHash = connection.prepare<[string], TokenRow>(
    `SELECT ${COLUMNS} FROM service_token WHERE hash = ? AND revoked_at IS NULL`,
  );
  const byName = connection.prepare<[string], TokenRow>(
    `SELECT ${COLUMNS} FROM service_token WHERE name = ? AND revoked_at IS NULL`,
  );
  const seen = connection.prepare('UPDATE service_token SET last_used_at = ? WHERE id = ?');
  return {
    add: (name, scopes) => {
      if (!NAME.test(name)) {
        throw new AccountError('이름은 글자, 숫자로 50자까지예요. Name: letters and digits, ≤ 50.');
      }
      if (scopes.length === 0) throw new AccountError('권한이 필요해요. Give at least one scope.');
      if (byName.get(name)) {
        throw new AccountError(`이미 있는 이름이에요. A token has this name: ${name}`);
      }
      const text = `cgt_${random.secret(TOKEN_BITS)}`;
      const token: ServiceToken = {
        id: random.uuid(),
        name,
        scopes: tokenScopes.filter((scope) => scopes.includes(scope)),
        createdAt: clock.nowIso(),
        revokedAt: null,
        lastUsedAt: null,
      };
      connection
        .prepare(
          'INSERT INTO service_token (id, name, hash, scopes, created_at) VALUES (?, ?, ?, ?, ?)',
        )
        .run(token.id, name, hashOf(text), token.scopes.join(','), token.createdAt);
      return { token, text };
    },
    list: () =>
      connection
        .prepare<[], TokenRow>(`SELECT ${COLUMNS} FROM service_token ORDER BY created_at, id`)
        .all()
        .map(fromRow),
    revoke: (name) => {
      const { changes } = connection
        .prepare('UPDATE service_token SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL')
        .run(clock.nowIso(), name);
      if (changes === 0) throw new AccountError(`그런 토큰이 없어요. No valid token: ${name}`);
    },
    find: (text) => {
      const row = FORM.test(text) ? byHash.get(hashOf(text)) : undefined;
      if (!row) return undefined;
      const nowMs = clock.nowMs();
      const lastMs = row.lastUsedAt === null ? 0 : Date.parse(row.lastUsedAt);
      if (nowMs - lastMs >= SEEN_EVERY_MS) seen.run(clock.nowIso(), row.id);
      return fromRow(row);
    },
  };
}
