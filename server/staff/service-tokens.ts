/** Service tokens of storefronts: shown once, stored as a hash, limited by scopes and ceilings. */
import { createHash } from 'node:crypto';
import type { AuditAction, AuditActor } from '../../shared/audit.ts';
import type { StaffRef } from '../../shared/operation.ts';
import { may, tokenScopes, type Role, type TokenScope } from '../../shared/permissions.ts';
import { TOKEN_NAME } from '../../shared/service-token.ts';
import type { Clock, Random } from '../clock.ts';
import { appendAudit } from '../storage/audit.ts';
import { revokeRefundTokens, revokeToken } from '../storage/refund-tokens.ts';
import type { ServiceTokenRow } from '../storage/schema.ts';
import { prepared, db } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import type { ResultOf, Unit } from '../storage/unit.ts';

export interface ServiceToken {
  id: string;
  name: string;
  scopes: TokenScope[];
  createdAt: string;
  revokedAt: string | null;
  /** Precise to a minute. */
  lastUsedAt: string | null;
  /** With the scope `refund`: what it may give back in a day, in won. */
  dayCeilingWon: number | null;
  /** With the scope `refund`: whose account it ends with. */
  maker: StaffRef | null;
}

/** What a token with the scope `refund` needs. */
export interface RefundTerms {
  dayCeilingWon: number;
  maker: StaffRef;
}

/** Why a token can't be created or revoked; the message is shown at the command line. */
export class TokenError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TokenError';
  }
}

export interface ServiceTokens {
  /**
   * Returns the token's text, which is stored nowhere else.
   * @throws TokenError for a bad or taken name, and where `refund` and its terms don't come
   *   together
   */
  add(
    author: AuditActor,
    name: string,
    scopes: readonly TokenScope[],
    refund?: RefundTerms,
  ): Promise<{ token: ServiceToken; text: string }>;
  list(): Unit<ServiceToken[]>;
  /** Whether a valid token has the name, or a person has one that reads the same. */
  isTaken(name: string): Unit<boolean>;
  /** Takes effect with the next request. @throws TokenError when no valid token has the name */
  revoke(author: AuditActor, name: string): Promise<void>;
  /** The valid token with this text, for a request: notes that it was used. */
  use(text: string): Promise<ServiceToken | undefined>;
  isValid(text: string): boolean;
}

/** 256 random bits can't be guessed, so a fast hash is enough. */
const TOKEN_BITS = 256;
const FORM = /^cgt_[A-Za-z0-9_-]{43}$/;
/** `lastUsedAt` is written at most once a minute, to avoid a write per request. */
const SEEN_EVERY_MS = 60_000;

const tokens = () =>
  db
    .selectFrom('service_token')
    .select(['id', 'name', 'scopes', 'created_at as createdAt', 'revoked_at as revokedAt'])
    .select(['last_used_at as lastUsedAt', 'day_ceiling as dayCeilingWon'])
    .select(['maker_id', 'maker_name']);

const everyToken = prepared(() => tokens().orderBy('created_at').orderBy('id'));

const validByHash = prepared((given: { hash: string }) =>
  tokens().where('hash', '=', given.hash).where('revoked_at', 'is', null),
);

const validByName = prepared((given: { name: string }) =>
  tokens().where('name', '=', given.name).where('revoked_at', 'is', null),
);

const insertToken = prepared((row: Omit<ServiceTokenRow, 'revoked_at' | 'last_used_at'>) =>
  db.insertInto('service_token').values({
    id: row.id,
    name: row.name,
    hash: row.hash,
    scopes: row.scopes,
    created_at: row.created_at,
    revoked_at: null,
    last_used_at: null,
    maker_id: row.maker_id,
    maker_name: row.maker_name,
    day_ceiling: row.day_ceiling,
  }),
);

const everyAccount = prepared(() => db.selectFrom('user').select('name'));

const makerNow = prepared((given: { id: string }) =>
  db.selectFrom('user').select(['role', 'disabled']).where('id', '=', given.id),
);

const seeToken = prepared((given: { id: string; at: string }) =>
  db.updateTable('service_token').set({ last_used_at: given.at }).where('id', '=', given.id),
);

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A name without what a reader may overlook: no token may pass for a person. */
const asRead = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[ ._-]/g, '');

type TokenRow = ResultOf<(typeof everyToken)['all']>[number];

function fromRow({ maker_id: id, maker_name: name, ...row }: TokenRow): ServiceToken {
  const scopes = row.scopes.split(',');
  return {
    ...row,
    scopes: tokenScopes.filter((scope) => scopes.includes(scope)),
    maker: id === null || name === null ? null : { id, name },
  };
}

/** Whether an account may have tokens that refund. */
const mayHaveTokens = ({ role, disabled }: { role: Role; disabled: boolean }) =>
  !disabled && may(role, 'operations.request');

function* audit(
  author: AuditActor,
  action: AuditAction,
  token: ServiceToken,
  at: string,
): Unit<void> {
  const { id, name, scopes, maker, dayCeilingWon } = token;
  const refund = maker === null ? {} : { dayCeilingWon, staffId: maker.id };
  const detail = { tokenId: id, name, scopes, ...refund };
  yield* appendAudit({ at, actor: author, action, detail });
}

/** Tokens that don't refund have no maker. */
function* isMakerActive(makerId: string | null): Unit<boolean> {
  if (makerId === null) return true;
  const maker = yield* makerNow.first({ id: makerId });
  return maker !== undefined && mayHaveTokens({ role: maker.role, disabled: maker.disabled === 1 });
}

/**
 * Revokes a person's tokens that refund once their account may not; in the transaction of that
 * change. They stay revoked when the account may again.
 */
export function* endRefundTokens(
  actor: AuditActor,
  account: { id: string; role: Role; disabled: boolean },
  at: string,
): Unit<void> {
  if (mayHaveTokens(account)) return;
  yield* revokeRefundTokens(account.id, { actor, at, because: 'requester' });
}

function checkNew(name: string, scopes: readonly TokenScope[], refund?: RefundTerms): void {
  if (scopes.includes('refund') !== (refund !== undefined)) {
    throw new TokenError('환불 권한에는 하루 한도가 필요해요. Refund needs a ceiling of a day.');
  }
  if (!TOKEN_NAME.test(name)) {
    throw new TokenError('이름은 글자, 숫자로 50자까지예요. Name: letters and digits, ≤ 50.');
  }
  if (scopes.length === 0) throw new TokenError('권한이 필요해요. Give at least one scope.');
}

function* isNameTaken(name: string): Unit<boolean> {
  if (yield* validByName.first({ name })) return true;
  return (yield* everyAccount.all({})).some((one) => asRead(one.name) === asRead(name));
}

function* insertNew(author: AuditActor, token: ServiceToken, text: string): Unit<void> {
  const { id, name, scopes, createdAt } = token;
  if (!(yield* isMakerActive(token.maker?.id ?? null))) {
    throw new TokenError('환불할 수 없는 계정이에요. This account may not refund.');
  }
  if (yield* isNameTaken(name)) {
    throw new TokenError(`이미 쓰는 이름이에요. A token or a person has this name: ${name}`);
  }
  yield* insertToken.run({
    ...{ id, name, hash: hashOf(text), scopes: scopes.join(','), created_at: createdAt },
    maker_id: token.maker?.id ?? null,
    maker_name: token.maker?.name ?? null,
    day_ceiling: token.dayCeilingWon,
  });
  yield* audit(author, 'token-added', token, createdAt);
}

function* revokeByName(author: AuditActor, name: string, at: string): Unit<void> {
  const row = yield* validByName.first({ name });
  if (!row) throw new TokenError(`토큰을 찾을 수 없어요. No valid token: ${name}`);
  yield* revokeToken.run({ id: row.id, at });
  yield* audit(author, 'token-revoked', fromRow(row), at);
}

/** A valid token by its text. */
function* findValid(text: string): Unit<TokenRow | undefined> {
  const row = FORM.test(text) ? yield* validByHash.first({ hash: hashOf(text) }) : undefined;
  return row !== undefined && (yield* isMakerActive(row.maker_id)) ? row : undefined;
}

export function serviceTokens(storage: Storage, clock: Clock, random: Random): ServiceTokens {
  const isToBeNoted = ({ lastUsedAt }: TokenRow) => {
    const lastMs = lastUsedAt === null ? 0 : Date.parse(lastUsedAt);
    return clock.nowMs() - lastMs >= SEEN_EVERY_MS && storage.check.state() === 'sound';
  };
  return {
    add: async (author, name, scopes, refund) => {
      checkNew(name, scopes, refund);
      const text = `cgt_${random.secret(TOKEN_BITS)}`;
      const token: ServiceToken = {
        id: random.uuid(),
        name,
        scopes: tokenScopes.filter((scope) => scopes.includes(scope)),
        createdAt: clock.nowIso(),
        revokedAt: null,
        lastUsedAt: null,
        dayCeilingWon: refund?.dayCeilingWon ?? null,
        maker: refund?.maker ?? null,
      };
      await storage.transact(() => insertNew(author, token, text));
      return { token, text };
    },
    isTaken: isNameTaken,
    list: function* () {
      return (yield* everyToken.all({})).map(fromRow);
    },
    revoke: (author, name) => storage.transact(() => revokeByName(author, name, clock.nowIso())),
    use: async (text) => {
      const row = storage.read(findValid(text));
      if (row === undefined) return undefined;
      if (isToBeNoted(row)) {
        await storage.transact(() => seeToken.run({ id: row.id, at: clock.nowIso() }));
      }
      return fromRow(row);
    },
    isValid: (text) => storage.read(findValid(text)) !== undefined,
  };
}
