/** Every caller of the matrix, signed in at a real desk, or at one with a live key. */
import type { Role, TokenScope } from '../../shared/permissions.ts';
import { codeAt } from '../staff/browser.ts';
import { addToken, withTokens } from '../support/service-tokens.ts';
import { atCommandLine, setDisabled, withAccounts } from '../support/staff-accounts.ts';
import { PASSWORD } from '../support/password.ts';
import { addStaff, callDesk, signIn, type RunningDesk } from '../support/start-desk.ts';
import type { KindName } from './matrix.ts';

/** The desk to call, and the headers to send. */
export interface CallerHeaders {
  url: string;
  headers: Record<string, string>;
}

const HOUR_MS = 60 * 60 * 1000;
const emailOf = (name: string) => `${name}@matrix.test`;

async function cookieOf(desk: RunningDesk, name: string, role: Role): Promise<string> {
  await addStaff(desk.database, emailOf(name), `${name} 님`, role);
  return signIn(desk.url, emailOf(name));
}

/** Changes the database of a running desk. */
function write(desk: RunningDesk, sql: string, ...values: string[]): void {
  const changes = desk.db.run(sql, ...values);
  if (changes !== 1) throw new Error(`${sql}: ${String(changes)} rows`);
}

const SESSION_OF = '"userId" = (SELECT id FROM "user" WHERE email = ?)';

/** A person with a second factor. @returns the cookie of the session that set it up */
async function enrolled(desk: RunningDesk, name: string): Promise<string> {
  const cookie = await cookieOf(desk, name, 'manager');
  const auth = (path: string, body: object) =>
    callDesk(desk.url, cookie, ['POST', `/api/auth/two-factor/${path}`, body]);
  const begun = await auth('begin', { password: PASSWORD });
  const confirmed = await auth('confirm', { code: codeAt(begun.body.secret, Date.now()) });
  const next = confirmed.headers.getSetCookie()[0]?.split(';')[0];
  if (confirmed.status !== 200 || next === undefined) throw new Error('no second factor');
  return next;
}

async function changed(
  desk: RunningDesk,
  name: string,
  change: { role: 'viewer' } | { mayExport: true },
): Promise<void> {
  await withAccounts(desk.database, ({ storage, accounts, changes }) => {
    const { id } = storage.read(accounts.findByEmail(emailOf(name))) ?? { id: '' };
    return changes.change(atCommandLine, id, change);
  });
}

function tokenOf(desk: RunningDesk, name: string, scope: TokenScope): Promise<string> {
  return addToken(desk.database, atCommandLine, name, [scope]);
}

async function addRefundToken(desk: RunningDesk): Promise<string> {
  const email = emailOf('maker');
  const maker = await addStaff(desk.database, email, '토큰을 만든 사람', 'operator');
  const terms = { dayCeilingWon: 1000, maker };
  return addToken(desk.database, atCommandLine, 'refund', ['refund'], terms);
}

type Made = Record<KindName, CallerHeaders>;

/** Callers whose session gives no access any more, or not yet. */
async function refusedOnes(desk: RunningDesk, as: (cookie: string) => CallerHeaders) {
  const over = await cookieOf(desk, 'over', 'manager');
  const past = new Date(Date.now() - HOUR_MS).toISOString();
  write(desk, `UPDATE session SET "expiresAt" = ? WHERE ${SESSION_OF}`, past, emailOf('over'));
  const out = await cookieOf(desk, 'out', 'manager');
  await callDesk(desk.url, out, ['POST', '/api/auth/sign-out']);
  const disabled = await cookieOf(desk, 'disabled', 'manager');
  await setDisabled(desk.database, emailOf('disabled'), true);
  const low = await cookieOf(desk, 'lowered', 'manager');
  await changed(desk, 'lowered', { role: 'viewer' });
  await enrolled(desk, 'half');
  const locked = await cookieOf(desk, 'locked', 'manager');
  await callDesk(desk.url, locked, ['POST', '/api/auth/lock']);
  return {
    'made-up session': as(`changgu.session_token=${'A'.repeat(43)}`),
    'session that is over': as(over),
    'session that was signed out': as(out),
    'manager, disabled meanwhile': as(disabled),
    'manager, made a viewer meanwhile': as(low),
    'manager, second factor pending': as(await signIn(desk.url, emailOf('half'))),
    'manager, screen locked': as(locked),
  };
}

async function openOnes(desk: RunningDesk, as: (cookie: string) => CallerHeaders) {
  const row = await cookieOf(desk, 'row', 'manager');
  write(desk, `UPDATE "user" SET role = 'viewer' WHERE email = ?`, emailOf('row'));
  const stale = await enrolled(desk, 'stale');
  const past = new Date(Date.now() - HOUR_MS).toISOString();
  write(desk, `UPDATE session SET secondFactorAt = ? WHERE ${SESSION_OF}`, past, emailOf('stale'));
  const foreign = as(await cookieOf(desk, 'lured', 'manager'));
  const exporter = await cookieOf(desk, 'exporter', 'viewer');
  await changed(desk, 'exporter', { mayExport: true });
  return {
    viewer: as(await cookieOf(desk, 'viewer', 'viewer')),
    'viewer who may export': as(exporter),
    'session whose row says viewer since': as(row),
    operator: as(await cookieOf(desk, 'operator', 'operator')),
    manager: as(await cookieOf(desk, 'manager', 'manager')),
    'manager, second factor just given': as(await enrolled(desk, 'fresh')),
    'manager, second factor given an hour ago': as(stale),
    'manager, by a page of another site': {
      ...foreign,
      headers: {
        ...foreign.headers,
        ...{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      },
    },
  };
}

/** @param live a desk with a live key */
export async function makeCallers(desk: RunningDesk, live: RunningDesk): Promise<Made> {
  const at =
    ({ url }: RunningDesk) =>
    (cookie: string): CallerHeaders => ({ url, headers: { cookie, origin: url } });
  const bearer = (token: string): CallerHeaders => ({
    url: desk.url,
    headers: { authorization: `Bearer ${token}` },
  });
  const revoked = await tokenOf(desk, 'revoked', 'create');
  await withTokens(desk.database, (tokens) => tokens.revoke(atCommandLine, 'revoked'));
  return {
    nobody: { url: desk.url, headers: { origin: desk.url } },
    ...(await refusedOnes(desk, at(desk))),
    ...(await openOnes(desk, at(desk))),
    'viewer, live key, no second factor': at(live)(await cookieOf(live, 'viewer', 'viewer')),
    'operator, live key, no second factor': at(live)(await cookieOf(live, 'operator', 'operator')),
    'manager, live key, no second factor': at(live)(await cookieOf(live, 'manager', 'manager')),
    'token, create': bearer(await tokenOf(desk, 'create', 'create')),
    'token, lookup': bearer(await tokenOf(desk, 'lookup', 'lookup')),
    'token, events': bearer(await tokenOf(desk, 'events', 'events')),
    'token, read': bearer(await tokenOf(desk, 'read', 'read')),
    'token, refund': bearer(await addRefundToken(desk)),
    'token that was revoked': bearer(revoked),
  };
}
