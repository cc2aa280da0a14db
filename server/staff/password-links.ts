/** Links by which somebody chooses a password: shown once, kept as a hash, good for one use. */
import { createHash } from 'node:crypto';
import { hashPassword } from '@better-auth/utils/password';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../storage/audit.ts';
import type { Connection } from '../storage/connection.ts';
import type { PasswordLinkKind, PasswordLinkRow } from '../storage/schema.ts';
import { prepared, sqlFor } from '../storage/statement.ts';
import { endPasswordLinks, endSessions, setPassword } from './access.ts';
import { requireGoodPassword, type PasswordOwner } from './password-rules.ts';
import { auditActor } from './session-gate.ts';

/** Unguessable: 256 random bits need no slow hash. */
const TOKEN_BITS = 256;
const FORM = /^[A-Za-z0-9_-]{43}$/;
const HOUR_MS = 60 * 60 * 1000;
/** An invitation may lie over a weekend; a reset is for somebody who waits for it. */
const HOLDS_MS: Readonly<Record<PasswordLinkKind, number>> = {
  invitation: 72 * HOUR_MS,
  reset: 24 * HOUR_MS,
};

/** What is shown once, to whoever made it. */
export interface PasswordLink {
  link: string;
  /** ISO UTC. */
  until: string;
}

/** Whom a link that holds is for. */
export interface LinkHolder {
  staffId: string;
  kind: PasswordLinkKind;
  name: string;
  email: string;
}

export interface PasswordLinks {
  /** Makes a link, in the caller's transaction; earlier ones of the same person end. */
  offer(staffId: string, kind: PasswordLinkKind): PasswordLink;
  /** Whose link this is; `undefined` where it is none, was used, has lapsed or was taken back. */
  find(token: string): LinkHolder | undefined;
  /**
   * Gives the person the password, once, and ends their sessions.
   * @param address of the request, for the audit log
   * @throws AppError invitation-ended, or invalid-request for a bad password, which uses nothing up
   */
  use(token: string, password: string, address: string | null): Promise<void>;
}

export interface PasswordLinkDeps {
  connection: Connection;
  clock: Clock;
  random: Random;
  publicUrl: string;
  ownerOf: (person: { name: string; email: string }) => PasswordOwner;
}

const insertLink = prepared((row: PasswordLinkRow) =>
  sqlFor.insertInto('password_link').values({
    hash: row.hash,
    staff_id: row.staff_id,
    kind: row.kind,
    until: row.until,
  }),
);

const holderOf = prepared((given: { hash: string; now: string }) =>
  sqlFor
    .selectFrom('password_link as link')
    .innerJoin('user', 'user.id', 'link.staff_id')
    .select(['user.id as staffId', 'link.kind', 'user.name', 'user.email'])
    .where('link.hash', '=', given.hash)
    .where('link.until', '>', given.now)
    .where('user.disabled', '=', 0),
);

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Links on one connection. */
export function passwordLinks(deps: PasswordLinkDeps): PasswordLinks {
  const { connection, clock, random } = deps;

  function find(token: string): LinkHolder | undefined {
    if (!FORM.test(token)) return undefined;
    return holderOf.first(connection, { hash: hashOf(token), now: clock.nowIso() });
  }

  function accept(token: string, passwordHash: string, address: string | null): void {
    const holder = find(token);
    // Meanwhile somebody was quicker, or the account was disabled.
    if (holder === undefined) throw new AppError('invitation-ended');
    const { staffId, name, kind } = holder;
    const at = clock.nowIso();
    setPassword(connection, { credentialId: random.uuid(), staffId, hash: passwordHash, at });
    // This link too: it is good for one use.
    endPasswordLinks(connection, staffId);
    endSessions(connection, staffId);
    const actor = auditActor({ id: staffId, name }, address);
    const action = kind === 'invitation' ? 'invitation-accepted' : 'password-changed';
    appendAudit(connection, { at, actor, action, detail: { way: 'link' } });
  }

  return {
    find,
    offer: (staffId, kind) => {
      const token = random.secret(TOKEN_BITS);
      const until = new Date(clock.nowMs() + HOLDS_MS[kind]).toISOString();
      endPasswordLinks(connection, staffId);
      insertLink.run(connection, {
        hash: hashOf(token),
        staff_id: staffId,
        kind,
        until,
      });
      return { link: `${deps.publicUrl}/welcome?token=${token}`, until };
    },
    use: async (token, password, address) => {
      const holder = find(token);
      if (holder === undefined) throw new AppError('invitation-ended');
      requireGoodPassword(password, deps.ownerOf(holder), '/password');
      const passwordHash = await hashPassword(password);
      connection.transaction(() => accept(token, passwordHash, address)).immediate();
    },
  };
}
