/** `/api/auth`: of the sign-in library's many routes only the three that the desk needs. */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Endpoint } from '../../shared/api.ts';
import { AppError } from '../errors.ts';
import type { Authenticate } from '../http/authenticate.ts';
import { limitRate } from '../http/rate-limits.ts';
import { readJson } from '../http/read-json.ts';
import { readInput } from '../http/read-input.ts';
import { answerNotFound } from '../http/problem-answer.ts';
import type { Logger } from '../log.ts';
import { ADDRESS_HEADER, type AuthLibrary } from './auth-library.ts';
import type { StaffAccounts } from './staff-accounts.ts';

/** Failures allowed in a window; successes don't count. */
export interface SignInLimits {
  windowMs: number;
  /** One person's account from one address. */
  perPersonAndAddress: number;
  /** One address, whoever it tries to be. */
  perAddress: number;
  /** One person's account, from wherever: bounds guessing from many addresses. */
  perPerson: number;
}

export const defaultSignInLimits: SignInLimits = {
  windowMs: 10 * 60_000,
  perPersonAndAddress: 10,
  perAddress: 60,
  perPerson: 100,
};

interface SignInDeps {
  auth: AuthLibrary;
  accounts: StaffAccounts;
  authenticate: Authenticate;
  log: Logger;
  limits: SignInLimits;
}

const credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(1024),
});

const signInEndpoint: Endpoint = {
  summary: 'Starts a session',
  who: 'staff',
  body: credentials,
  answers: {},
};

/** Nothing but what the library needs goes to it; above all no header about addresses. */
function headersFor(request: Request): Headers {
  const headers = new Headers({ [ADDRESS_HEADER]: request.ip ?? '' });
  const { cookie } = request.headers;
  const agent = request.headers['user-agent'];
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (agent !== undefined) headers.set('user-agent', agent.slice(0, 300));
  return headers;
}

function passCookies(from: globalThis.Response, to: Response): void {
  for (const cookie of from.headers.getSetCookie()) to.append('Set-Cookie', cookie);
}

function emailOf(request: Request): string {
  const body: unknown = request.body;
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : '';
  return typeof email === 'string' ? email.trim().toLowerCase().slice(0, 254) : '';
}

function signInLimits(limits: SignInLimits): RequestHandler[] {
  const { windowMs } = limits;
  const failures = (limit: number, keyOf: (request: Request) => string) =>
    limitRate({ windowMs, limit, keyOf, onlyFailures: true });
  return [
    failures(limits.perAddress, (request) => request.ip ?? ''),
    failures(limits.perPersonAndAddress, (request) => `${request.ip ?? ''} ${emailOf(request)}`),
    failures(limits.perPerson, emailOf),
  ];
}

function signIn({ auth, accounts, log }: SignInDeps): RequestHandler {
  return async (request, response) => {
    const { email, password } = readInput(signInEndpoint, request).body as z.infer<
      typeof credentials
    >;
    const answer = await auth.api.signInEmail({
      body: { email: email.trim(), password },
      headers: headersFor(request),
      asResponse: true,
    });
    if (answer.status >= 500) {
      throw new AppError('internal', undefined, {}, new Error('The sign-in library failed'));
    }
    const staff = accounts.findByEmail(email);
    if (!answer.ok || !staff) {
      // Wrong password, unknown e-mail and disabled look alike, and take as long.
      log.warn({ address: request.ip, staff: staff?.id ?? null }, 'sign-in refused');
      throw new AppError('wrong-credentials');
    }
    passCookies(answer, response);
    accounts.sweepSessions();
    log.info({ address: request.ip, staff: staff.id }, 'signed in');
    const { id, name, role } = staff;
    response.json({ staff: { id, name, email: staff.email, role } });
  };
}

function signOut({ auth }: SignInDeps): RequestHandler {
  return async (request, response) => {
    const answer = await auth.api.signOut({ headers: headersFor(request), asResponse: true });
    passCookies(answer, response);
    response.json({ signedOut: true });
  };
}

function getSession({ authenticate }: SignInDeps): RequestHandler {
  return async (request, response) => {
    const caller = await authenticate(request.headers);
    if (caller?.actor.type !== 'staff') {
      response.json(null);
      return;
    }
    const { id, name, email, role } = caller.actor;
    response.json({ staff: { id, name, email, role } });
  };
}

/** Reads its own small bodies, so it stands before the app's JSON reader. */
export function signInRouter(deps: SignInDeps): Router {
  const router = express.Router();
  const body = readJson('8kb');
  router.post('/sign-in/email', body, signInLimits(deps.limits), signIn(deps));
  router.post('/sign-out', signOut(deps));
  router.get('/get-session', getSession(deps));
  router.use(answerNotFound);
  return router;
}
