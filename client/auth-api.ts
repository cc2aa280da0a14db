/** The endpoints under `/api/auth`: signing in and out, lock, second factor, passwords. */
import type { AuthAnswer, AuthInput } from '../shared/api-auth.ts';
import { callAuth } from './api-client.ts';

export type Session = NonNullable<AuthAnswer<'GET /api/auth/get-session'>>;
/** Six digits of an authenticator app, or a recovery code. */
export type SecondFactor = AuthInput<'POST /api/auth/second-factor'>['body'];
export type PasswordLink = AuthAnswer<'GET /api/auth/password-link'>;
type NewFactor = AuthAnswer<'POST /api/auth/two-factor/begin'>;

/**
 * Starts a session in this browser.
 * @returns whether a second factor is required before the session opens
 * @throws ProblemError `wrong-credentials`, whichever of the two was wrong
 */
export async function signIn(email: string, password: string): Promise<boolean> {
  const answer = await callAuth('POST /api/auth/sign-in/email', { body: { email, password } });
  return 'secondFactor' in answer;
}

/** Completes a sign-in, or proves the user's identity again. @throws ProblemError wrong-code */
export async function giveSecondFactor(body: SecondFactor): Promise<void> {
  await callAuth('POST /api/auth/second-factor', { body });
}

export async function signOut(): Promise<void> {
  await callAuth('POST /api/auth/sign-out', {});
}

/** This browser's session; `null` if signed out. */
export function readSession(): Promise<Session | null> {
  return callAuth('GET /api/auth/get-session', {});
}

export function lockSession(): Promise<void> {
  return callAuth('POST /api/auth/lock', {});
}

/** @throws ProblemError wrong-credentials */
export async function unlockSession(password: string): Promise<void> {
  await callAuth('POST /api/auth/unlock', { body: { password } });
}

/** Creates a second factor, which has no effect before it is confirmed. @throws ProblemError */
export function beginTwoFactor(password: string): Promise<NewFactor> {
  return callAuth('POST /api/auth/two-factor/begin', { body: { password } });
}

/** @returns the recovery codes, which are shown only once @throws ProblemError wrong-code */
export async function confirmTwoFactor(code: string): Promise<string[]> {
  return (await callAuth('POST /api/auth/two-factor/confirm', { body: { code } })).recoveryCodes;
}

/** New recovery codes; the old ones become invalid. @throws ProblemError step-up-needed */
export async function renewRecoveryCodes(): Promise<string[]> {
  return (await callAuth('POST /api/auth/two-factor/recovery-codes', {})).recoveryCodes;
}

/** Also ends all other sessions of this user. @throws ProblemError wrong-credentials */
export async function changePassword(current: string, next: string): Promise<void> {
  await callAuth('POST /api/auth/change-password', { body: { current, next } });
}

/** The account that a password link belongs to. @throws ProblemError invitation-ended */
export function readPasswordLink(token: string): Promise<PasswordLink> {
  return callAuth('GET /api/auth/password-link', { query: { token } });
}

/** @throws ProblemError invitation-ended, or invalid-request with the password's error */
export async function choosePassword(token: string, password: string): Promise<void> {
  await callAuth('POST /api/auth/password-link', { body: { token, password } });
}
