/** A browser at a test desk: it keeps the cookie that it was given last. */
import { get } from 'node:http';
import { Secret, TOTP } from 'otpauth';
import type { AuditAction } from '../../shared/audit.ts';
import { DEMO_PASSWORD } from '../../server/staff/password-rules.ts';
import { cookieFrom, type TestDesk } from '../server/start-test-desk.ts';

export interface Reply {
  status: number;
  body: ReturnType<JSON['parse']>;
  headers: Headers;
}

export interface Browser {
  /** As a request sends it; `''` without a session. */
  cookie: string;
  send(method: string, path: string, body?: unknown): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  /** @param path below `/api/auth/` */
  auth(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  signIn(email: string, password?: string): Promise<Reply>;
}

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, body: text === '' ? null : JSON.parse(text) };
}

/** @param cookie of another browser, to use the same session twice */
export function openBrowser(desk: TestDesk, cookie = ''): Browser {
  const call = async (path: string, method: string, body?: unknown, headers = {}) => {
    const response = await desk.call(path, {
      method,
      headers,
      ...(browser.cookie !== '' && { cookie: browser.cookie }),
      ...(body !== undefined && { body }),
    });
    if (response.headers.getSetCookie().length > 0) {
      const given = cookieFrom(response);
      browser.cookie = given.endsWith('=') ? '' : given;
    }
    return replyOf(response);
  };
  const browser: Browser = {
    cookie,
    send: (method, path, body) => call(path, method, body),
    get: (path, headers) => call(path, 'GET', undefined, headers),
    auth: (path, body, headers) => call(`/api/auth/${path}`, 'POST', body, headers),
    signIn: (email, password = DEMO_PASSWORD) => browser.auth('sign-in/email', { email, password }),
  };
  return browser;
}

/** A browser with this person of the demo shop signed in. */
export async function signedIn(desk: TestDesk, name: string): Promise<Browser> {
  const browser = openBrowser(desk);
  const { status } = await browser.signIn(`${name}@demo.shop`);
  if (status !== 200) throw new Error(`sign-in: ${String(status)}`);
  return browser;
}

/** What an authenticator app shows at this time. */
export function codeAt(secret: string, nowMs: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: nowMs });
}

/** A code that is wrong at any time near this one. */
export function wrongCodeAt(secret: string, nowMs: number): string {
  const near = [-60_000, -30_000, 0, 30_000, 60_000].map((ms) => codeAt(secret, nowMs + ms));
  const wrong = ['000000', '111111', '222222', '333333', '444444', '555555'];
  return wrong.find((code) => !near.includes(code)) ?? '666666';
}

/** Sets a second factor up in a browser that is signed in. */
export async function setUpFactor(
  browser: Browser,
  nowMs: number,
): Promise<{ secret: string; recoveryCodes: string[] }> {
  const begun = await browser.auth('two-factor/begin', { password: DEMO_PASSWORD });
  const secret = String(begun.body.secret);
  const confirmed = await browser.auth('two-factor/confirm', { code: codeAt(secret, nowMs) });
  if (confirmed.status !== 200) throw new Error(`two-factor: ${String(confirmed.body.code)}`);
  return { secret, recoveryCodes: confirmed.body.recoveryCodes };
}

interface Recorded {
  actor_id: string | null;
  actor_name: string | null;
  address: string | null;
  detail: Record<string, unknown>;
}

/** The entries of one kind in the audit log, oldest first. */
export function auditOf(desk: TestDesk, action: AuditAction): Recorded[] {
  const rows = desk.db.all(
    'SELECT actor_id, actor_name, address, detail FROM audit WHERE action = ? ORDER BY seq',
    action,
  ) as (Omit<Recorded, 'detail'> & { detail: string })[];
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) }));
}

/** An accepted event stream. @returns when it ends, by `performance.now()` */
function openStream(desk: TestDesk, { cookie }: Browser): Promise<{ endsAt: Promise<number> }> {
  return new Promise((resolve, reject) => {
    const options = { headers: { cookie }, agent: false };
    const request = get(`${desk.url}/api/events`, options, (response) => {
      if (response.statusCode !== 200) reject(new Error(`stream: ${String(response.statusCode)}`));
      response.resume();
      const endsAt = new Promise<number>((end) => {
        response.once('close', () => end(performance.now()));
      });
      resolve({ endsAt });
    });
    request.on('error', reject);
  });
}

/** How long an open event stream lasts after this was done, in ms. */
export async function streamEnds(
  desk: TestDesk,
  browser: Browser,
  act: () => unknown,
): Promise<number> {
  const { endsAt } = await openStream(desk, browser);
  await act();
  const started = performance.now();
  return (await endsAt) - started;
}
