/** Links for choosing a password: shown once, stored as a hash, valid for one use. */
import { createHash } from 'node:crypto';
import { hashPassword } from '@better-auth/utils/password';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../storage/audit.ts';
import type { PasswordLinkKind, PasswordLinkRow } from '../storage/schema.ts';
import { prepared, db } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import { endPasswordLinks, endSessions, setPassword } from './access.ts';
import { requireGoodPassword, type PasswordOwner } from './password-rules.ts';
import { auditActor } from './session-gate.ts';
import type { Unit } from '../storage/unit.ts';

/** 256 random bits can't be guessed, so a fast hash is enough. */
const TOKEN_BITS = 256;
const FORM = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 60 * 60 * 1000;
/** An invitation may wait over a weekend; a reset is used soon. */
const HOLDS_MS: Readonly<Record<PasswordLinkKind, number>> = {
  invitation: 72 * HOUR_MS,
  reset: 24 * HOUR_MS,
};

/** Shown once, to the person who created it. */
export interface PasswordLink {
  link: string;
  /** ISO UTC. */
  until: string;
}

/** The person that a valid link belongs to. */
export interface LinkHolder {
  staffId: string;
  kind: PasswordLinkKind;
  name: string;
  email: string;
  /** ISO UTC. */
  until: string;
}

export interface PasswordLinks {
  /** Creates a link; invalidates earlier links of the person. */
  offer(staffId: string, kind: PasswordLinkKind): Unit<PasswordLink>;
  linkOf(token: string): string;
  /** The link's person; `undefined` if it is unknown, used, expired or revoked. */
  find(token: string): Unit<LinkHolder | undefined>;
  /**
   * Sets the person's password and ends their sessions; uses the link up.
   * @param address of the request, for the audit log
   * @throws AppError invitation-ended; invalid-request for a bad password, which doesn't use the
   *   link up
   */
  use(token: string, password: string, address: string | null): Promise<void>;
}

export interface PasswordLinkDeps {
  storage: Storage;
  clock: Clock;
  random: Random;
  publicUrl: string;
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

const insertLink = prepared((row: PasswordLinkRow) =>
  db.insertInto('password_link').values({
    hash: row.hash,
    staff_id: row.staff_id,
    kind: row.kind,
    until: row.until,
  }),
);

const holderOf = prepared((given: { hash: string; now: string }) =>
  db
    .selectFrom('password_link as link')
    .innerJoin('user', 'user.id', 'link.staff_id')
    .select(['user.id as staffId', 'link.kind', 'user.name', 'user.email', 'link.until'])
    .where('link.hash', '=', given.hash)
    .where('link.until', '>', given.now)
    .where('user.disabled', '=', 0),
);

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function passwordLinks(deps: PasswordLinkDeps): PasswordLinks {
  const { storage, clock, random } = deps;

  function* find(token: string): Unit<LinkHolder | undefined> {
    if (!FORM.test(token)) return undefined;
    return yield* holderOf.first({ hash: hashOf(token), now: clock.nowIso() });
  }

  function* accept(token: string, passwordHash: string, address: string | null): Unit<void> {
    const holder = yield* find(token);
    // The link was used meanwhile, or the account was disabled.
    if (holder === undefined) throw new AppError('invitation-ended');
    const { staffId, name, kind } = holder;
    const at = clock.nowIso();
    yield* setPassword({ credentialId: random.uuid(), staffId, hash: passwordHash, at });
    // Includes this link: it is valid for one use.
    yield* endPasswordLinks(staffId);
    yield* endSessions(staffId);
    const actor = auditActor({ id: staffId, name }, address);
    const action = kind === 'invitation' ? 'invitation-accepted' : 'password-changed';
    yield* appendAudit({ at, actor, action, detail: { way: 'link' } });
  }

  const linkOf = (token: string) => `${deps.publicUrl}/welcome?token=${token}`;

  return {
    find,
    linkOf,
    offer: function* (staffId, kind) {
      const token = random.secret(TOKEN_BITS);
      const until = new Date(clock.nowMs() + HOLDS_MS[kind]).toISOString();
      yield* endPasswordLinks(staffId);
      yield* insertLink.run({ hash: hashOf(token), staff_id: staffId, kind, until });
      return { link: linkOf(token), until };
    },
    use: async (token, password, address) => {
      const holder = storage.read(find(token));
      if (holder === undefined) throw new AppError('invitation-ended');
      requireGoodPassword(password, deps.ownerOf(holder), '/password');
      const passwordHash = await hashPassword(password);
      await storage.transact(() => accept(token, passwordHash, address));
    },
  };
}
