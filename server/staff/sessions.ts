/**
 * Sessions in the database: their owner and state. Only a keyed hash of the browser's token is
 * stored.
 */
import type { Role } from '../../shared/permissions.ts';
import { LOCK_AFTER_MS } from '../../shared/settings.ts';
import type { Clock, Random } from '../clock.ts';
import { AppError } from '../errors.ts';
import { prepared, db } from '../storage/statement.ts';
import type { Storage } from '../storage/storage.ts';
import type { StaffKeys } from './staff-keys.ts';
import type { UnwrittenActs } from './unwritten-acts.ts';
import type { Unit } from '../storage/unit.ts';

/** A session ends after one working shift, whatever its activity. */
const SESSION_MS = 8 * 60 * 60 * 1000;
/** Time for the second step of a sign-in; until then the session opens nothing. */
const HALF_SESSION_MS = 10 * 60 * 1000;
/** `activeAt` is written at most this often, to avoid a write per request. */
const ACTIVE_EVERY_MS = 15_000;
/** Most sessions per person: more browsers than anybody has. */
const MOST_OF_ONE = 50;
/** Sessions whose last activity is kept in memory, to the millisecond; others use the row. */
const MOST_ACTIVE = 5000;
const TOKEN_BITS = 256;
const MAX_AGENT_LENGTH = 300;

/** A valid session: not expired, with an owner who isn't disabled. */
export interface HeldSession {
  sessionId: string;
  id: string;
  name: string;
  email: string;
  role: Role;
  mayExport: boolean;
  dayCeilingWon: number | null;
  /** The owner has a second factor. */
  enrolled: boolean;
  createdAt: string;
  expiresAt: string;
  activeAt: string;
  lockedAt: string | null;
  secondFactorAt: string | null;
}

/** Whether a session is open, or why it opens nothing. */
export type SessionState = 'open' | 'second-factor-needed' | 'screen-locked';

/** A session as shown to its owner. Times are ISO UTC. */
export interface OwnSession {
  id: string;
  createdAt: string;
  activeAt: string;
  expiresAt: string;
  /** The address and browser at the start; `null` if unknown. */
  address: string | null;
  agent: string | null;
}

export interface NewToken {
  /** The session's new id. */
  sessionId: string;
  token: string;
  /** ISO UTC. */
  expiresAt: string;
}

export interface Sessions {
  /** The valid session with this token. */
  find(token: string): Unit<HeldSession | undefined>;
  stateOf(held: HeldSession): SessionState;
  /**
   * Starts a session. If the person already has 50, the one that would end first is ended.
   * @param half a second factor is still required
   */
  start(
    staffId: string,
    from: { address: string | null; agent: string | undefined },
    half: boolean,
  ): Unit<NewToken>;
  /**
   * Gives a session a new id and token; the old ones become invalid.
   * @param secondFactorAt when the second factor was passed
   */
  renew(
    held: Pick<HeldSession, 'sessionId' | 'createdAt'>,
    secondFactorAt: string | null,
  ): Unit<NewToken>;
  /** Records activity of the person, which keeps the screen unlocked. */
  touch(held: HeldSession): Promise<void>;
  /** @returns `false` if it was locked already */
  lock(sessionId: string): Unit<boolean>;
  /** @returns `false` where it was not locked */
  unlock(sessionId: string): Unit<boolean>;
  end(sessionId: string): Unit<void>;
  /** The person's open sessions past the second factor, last used first. */
  listOf(staffId: string): Unit<OwnSession[]>;
  /** Deletes expired sessions. */
  sweep(): Unit<void>;
}

const heldByToken = prepared((given: { token: string; now: string }) =>
  db
    .selectFrom('session as s')
    .innerJoin('user as u', 'u.id', 's.userId')
    .leftJoin('two_factor as f', 'f.staff_id', 'u.id')
    .select(['s.id as sessionId', 's.createdAt', 's.expiresAt', 's.lockedAt', 's.secondFactorAt'])
    .select(['u.id', 'u.name', 'u.email', 'u.role', 'u.mayExport', 'u.dayCeilingWon'])
    .select(({ fn }) => fn.coalesce('s.activeAt', 's.createdAt').as('activeAt'))
    .select('f.confirmed_at as enrolledAt')
    .where('s.token', '=', given.token)
    .where('s.expiresAt', '>', given.now)
    .where('u.disabled', '=', 0),
);

interface NewRow {
  id: string;
  token: string;
  staffId: string;
  expiresAt: string;
  address: string | null;
  agent: string | null;
  at: string;
}

const insertSession = prepared((row: NewRow) =>
  db.insertInto('session').values({
    id: row.id,
    token: row.token,
    userId: row.staffId,
    expiresAt: row.expiresAt,
    ipAddress: row.address,
    userAgent: row.agent,
    createdAt: row.at,
    updatedAt: row.at,
    activeAt: row.at,
    lockedAt: null,
    secondFactorAt: null,
  }),
);

/** Keeps the sessions that end last, so those without their second factor are ended first. */
const deleteSurplus = prepared((given: { staffId: string; kept: number }) =>
  db
    .deleteFrom('session')
    .where('userId', '=', given.staffId)
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('session')
        .select('id')
        .where('userId', '=', given.staffId)
        .orderBy('expiresAt', 'desc')
        .limit(given.kept),
    ),
);

interface Renewal {
  old: string;
  id: string;
  token: string;
  expiresAt: string;
  secondFactorAt: string | null;
  at: string;
}

const renewSession = prepared((given: Renewal) =>
  db
    .updateTable('session')
    .set({
      id: given.id,
      token: given.token,
      expiresAt: given.expiresAt,
      secondFactorAt: given.secondFactorAt,
      activeAt: given.at,
      updatedAt: given.at,
    })
    .where('id', '=', given.old),
);

const writeActive = prepared((given: { id: string; at: string }) =>
  db.updateTable('session').set({ activeAt: given.at }).where('id', '=', given.id),
);

const writeLock = prepared((given: { id: string; at: string }) =>
  db
    .updateTable('session')
    .set({ lockedAt: given.at })
    .where('id', '=', given.id)
    .where('lockedAt', 'is', null),
);

const writeUnlock = prepared((given: { id: string; at: string }) =>
  db
    .updateTable('session')
    .set({ lockedAt: null, activeAt: given.at })
    .where('id', '=', given.id)
    .where('lockedAt', 'is not', null),
);

const deleteSession = prepared((given: { id: string }) =>
  db.deleteFrom('session').where('id', '=', given.id),
);

const sessionsOf = prepared((given: { staffId: string; now: string }) =>
  db
    .selectFrom('session as s')
    .leftJoin('two_factor as f', (join) =>
      join.onRef('f.staff_id', '=', 's.userId').on('f.confirmed_at', 'is not', null),
    )
    .select(['s.id', 's.createdAt', 's.expiresAt'])
    .select(['s.ipAddress as address', 's.userAgent as agent'])
    .select(({ fn }) => fn.coalesce('s.activeAt', 's.createdAt').as('activeAt'))
    .where('s.userId', '=', given.staffId)
    .where('s.expiresAt', '>', given.now)
    .where((eb) => eb.or([eb('f.staff_id', 'is', null), eb('s.secondFactorAt', 'is not', null)]))
    .orderBy('activeAt', 'desc'),
);

const deleteOver = prepared((given: { now: string }) =>
  db.deleteFrom('session').where('expiresAt', '<=', given.now),
);

function* readHeld(token: string, now: string): Unit<HeldSession | undefined> {
  const row = yield* heldByToken.first({ token, now });
  // One that began further ahead was dated by a wrong clock: nobody knows how old it is.
  if (!row || Date.parse(row.createdAt) - Date.parse(now) > SESSION_MS) return undefined;
  const { enrolledAt, mayExport, ...rest } = row;
  return { ...rest, mayExport: mayExport === 1, enrolled: enrolledAt !== null };
}

/** Last use of each session in ms since 1970; the least recently used is dropped first. */
function activityBook({ storage, clock }: SessionsDeps) {
  const lastMs = new Map<string, number>();
  return {
    isIdle: ({ sessionId, activeAt }: HeldSession) =>
      Math.abs(clock.nowMs() - (lastMs.get(sessionId) ?? Date.parse(activeAt))) >= LOCK_AFTER_MS,
    touch: async ({ sessionId, activeAt }: HeldSession) => {
      const nowMs = clock.nowMs();
      lastMs.delete(sessionId);
      const oldest = lastMs.size >= MOST_ACTIVE ? lastMs.keys().next().value : undefined;
      if (oldest !== undefined) lastMs.delete(oldest);
      lastMs.set(sessionId, nowMs);
      const isFresh = Math.abs(nowMs - Date.parse(activeAt)) < ACTIVE_EVERY_MS;
      if (isFresh || storage.check.state() !== 'sound') return;
      await storage.transact(() => writeActive.run({ id: sessionId, at: clock.nowIso() }));
    },
    forget: (sessionId: string) => lastMs.delete(sessionId),
  };
}

export interface SessionsDeps {
  storage: Storage;
  unwritten: UnwrittenActs;
  clock: Clock;
  random: Random;
  keys: StaffKeys;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { unwritten, clock, random, keys } = deps;
  const active = activityBook(deps);
  const newToken = () => random.secret(TOKEN_BITS);
  const later = (fromIso: string, ms: number) => new Date(Date.parse(fromIso) + ms).toISOString();
  return {
    find: function* (token) {
      const held = yield* readHeld(keys.sessionHash(token), clock.nowIso());
      return held && unwritten.applyTo(held);
    },
    stateOf: (held) => {
      if (held.enrolled && held.secondFactorAt === null) return 'second-factor-needed';
      return held.lockedAt !== null || active.isIdle(held) ? 'screen-locked' : 'open';
    },
    start: function* (staffId, { address, agent }, half) {
      const [sessionId, token, at] = [random.uuid(), newToken(), clock.nowIso()];
      const expiresAt = later(at, half ? HALF_SESSION_MS : SESSION_MS);
      yield* deleteSurplus.run({ staffId, kept: MOST_OF_ONE - 1 });
      yield* insertSession.run({
        id: sessionId,
        token: keys.sessionHash(token),
        staffId,
        expiresAt,
        address,
        agent: agent?.slice(0, MAX_AGENT_LENGTH) ?? null,
        at,
      });
      return { sessionId, token, expiresAt };
    },
    renew: function* (held, secondFactorAt) {
      const [sessionId, token] = [random.uuid(), newToken()];
      const expiresAt = later(held.createdAt, SESSION_MS);
      const renewed = yield* renewSession.run({
        old: held.sessionId,
        id: sessionId,
        token: keys.sessionHash(token),
        expiresAt,
        secondFactorAt,
        at: clock.nowIso(),
      });
      if (renewed === 0) throw new AppError('not-signed-in');
      active.forget(held.sessionId);
      return { sessionId, token, expiresAt };
    },
    touch: active.touch,
    lock: function* (id) {
      return (yield* writeLock.run({ id, at: clock.nowIso() })) > 0;
    },
    unlock: function* (id) {
      active.forget(id);
      unwritten.forget(id);
      return (yield* writeUnlock.run({ id, at: clock.nowIso() })) > 0;
    },
    end: function* (id) {
      active.forget(id);
      yield* deleteSession.run({ id });
    },
    listOf: (staffId) => sessionsOf.all({ staffId, now: clock.nowIso() }),
    sweep: function* () {
      yield* deleteOver.run({ now: clock.nowIso() });
    },
  };
}
