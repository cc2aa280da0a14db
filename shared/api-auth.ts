/**
 * `/api/auth`: sign-in, step-up and screen lock. These are not in the endpoint table, because they
 * must be reachable with a session that isn't open yet, or without one.
 */
import { z } from 'zod';
import type { AnswerOf, CallInputOf, Endpoint } from './api-pieces.ts';
import { EMAIL_MAX } from './limits.ts';
import { roles } from './permissions.ts';

/** An auth endpoint. `session`: needs a session, even one that opens nothing else. */
export interface AuthEndpoint extends Pick<Endpoint, 'summary' | 'query' | 'body' | 'answers'> {
  who: 'anybody' | 'session';
}

/** Longer than any accepted password, and short enough to be hashed immediately. */
const password = z.string().min(1).max(1024);
/** Accepts a recovery code in the wrong field, which is then answered as a wrong code. */
const totpCode = z.string().min(1).max(64);
const linkToken = z.string().min(1).max(100);

const staff = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
});
const signedIn = z.object({ staff });
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

/** `'METHOD /path'` → endpoint. */
export const authEndpoints = {
  'POST /api/auth/sign-in/email': {
    summary: 'Starts a session; `secondFactor` where it opens nothing before that is given',
    who: 'anybody',
    body: z.strictObject({ email: z.string().min(1).max(EMAIL_MAX), password }),
    answers: { 200: z.union([signedIn, z.object({ secondFactor: z.literal(true) })]) },
  },
  'POST /api/auth/second-factor': {
    summary: 'Finishes a sign-in, or proves again who is at a session; gives a new session id',
    who: 'session',
    body: z.union([
      z.strictObject({ code: totpCode }),
      z.strictObject({ recoveryCode: z.string().min(1).max(64) }),
    ]),
    answers: { 200: signedIn },
  },
  'POST /api/auth/sign-out': {
    summary: 'Ends the session, if there is one',
    who: 'anybody',
    answers: { 200: z.object({ signedOut: z.literal(true) }) },
  },
  'GET /api/auth/get-session': {
    summary: 'Who is signed in, and what the session still waits for; `null` for nobody',
    who: 'anybody',
    answers: {
      200: signedIn
        .extend({
          secondFactorNeeded: z.literal(true).optional(),
          locked: z.literal(true).optional(),
        })
        .nullable(),
    },
  },
  'POST /api/auth/lock': {
    summary: 'Locks the screen: the session stays, and opens nothing until it is unlocked',
    who: 'session',
    answers: { 204: z.undefined() },
  },
  'POST /api/auth/unlock': {
    summary: 'Opens a locked screen',
    who: 'session',
    body: z.strictObject({ password }),
    answers: { 200: signedIn },
  },
  'POST /api/auth/two-factor/begin': {
    summary: 'A new secret for an authenticator app; none before a code of it was given',
    who: 'session',
    body: z.strictObject({ password }),
    answers: { 200: z.object({ secret: z.string(), uri: z.string() }) },
  },
  'POST /api/auth/two-factor/confirm': {
    summary: 'Makes the secret the second factor; the recovery codes are shown once',
    who: 'session',
    body: z.strictObject({ code: totpCode }),
    answers: { 200: recoveryCodes },
  },
  'POST /api/auth/two-factor/recovery-codes': {
    summary: 'New recovery codes in place of the old; needs a fresh second factor',
    who: 'session',
    answers: { 200: recoveryCodes },
  },
  'POST /api/auth/change-password': {
    summary: 'Changes the own password; every other session ends',
    who: 'session',
    body: z.strictObject({ current: password, next: password }),
    answers: { 200: z.object({ changed: z.literal(true) }) },
  },
  'GET /api/auth/password-link': {
    summary: 'Whose invitation or reset a link is',
    who: 'anybody',
    query: z.strictObject({ token: linkToken }),
    answers: {
      200: z.object({
        kind: z.enum(['invitation', 'reset']),
        name: z.string(),
        email: z.string(),
      }),
    },
  },
  'POST /api/auth/password-link': {
    summary: 'Chooses a password by a link, which is used up by that',
    who: 'anybody',
    body: z.strictObject({ token: linkToken, password }),
    answers: { 200: z.object({ done: z.literal(true) }) },
  },
} as const satisfies Record<string, AuthEndpoint>;

type AuthEndpoints = typeof authEndpoints;
export type AuthKey = keyof AuthEndpoints;

/** The input of a caller. */
export type AuthInput<K extends AuthKey> = CallInputOf<AuthEndpoints[K]>;
/** The answer. */
export type AuthAnswer<K extends AuthKey> = AnswerOf<AuthEndpoints[K]>;
