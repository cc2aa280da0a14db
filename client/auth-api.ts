/** Signing in and out, the lock, the second factor, passwords: the desk's `/api/auth`. */
import type { Role } from '../shared/permissions.ts';
import { callAuth } from './api-client.ts';

export interface SignedInStaff {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export interface Session {
  staff: SignedInStaff;
  /** The password was right; nothing opens before the second factor. */
  secondFactorNeeded?: true;
  locked?: true;
}

/** Six digits of an authenticator app, or one of the codes that were written down. */
export type SecondFactor = { code: string } | { recoveryCode: string };

export interface PasswordLink {
  kind: 'invitation' | 'reset';
  name: string;
  email: string;
}

interface NewFactor {
  /** Base32, for apps that can't read the picture. */
  secret: string;
  /** `otpauth://…`, the picture's text. */
  uri: string;
}

/**
 * Starts a session in this browser.
 * @returns whether the second factor is asked for before anything opens
 * @throws ProblemError `wrong-credentials` without telling which of the two was wrong
 */
export async function signIn(email: string, password: string): Promise<boolean> {
  const answer = await callAuth('POST', '/api/auth/sign-in/email', { email, password });
  return (answer as { secondFactor?: true }).secondFactor === true;
}

/** Ends a sign-in, or proves again who sits here. @throws ProblemError wrong-code */
export async function giveSecondFactor(given: SecondFactor): Promise<void> {
  await callAuth('POST', '/api/auth/second-factor', { ...given });
}

/** Ends the session of this browser. */
export async function signOut(): Promise<void> {
  await callAuth('POST', '/api/auth/sign-out');
}

/** The session of this browser; `null`: nobody is signed in. */
export async function readSession(): Promise<Session | null> {
  return (await callAuth('GET', '/api/auth/get-session')) as Session | null;
}

/** Locks the screen of this session. */
export async function lockSession(): Promise<void> {
  await callAuth('POST', '/api/auth/lock');
}

/** @throws ProblemError wrong-credentials */
export async function unlockSession(password: string): Promise<void> {
  await callAuth('POST', '/api/auth/unlock', { password });
}

/** A new second factor, of no effect before it is confirmed. @throws ProblemError */
export async function beginTwoFactor(password: string): Promise<NewFactor> {
  return (await callAuth('POST', '/api/auth/two-factor/begin', { password })) as NewFactor;
}

async function readCodes(answer: Promise<unknown>): Promise<string[]> {
  return ((await answer) as { recoveryCodes: string[] }).recoveryCodes;
}

/** @returns the recovery codes, told this once @throws ProblemError wrong-code */
export function confirmTwoFactor(code: string): Promise<string[]> {
  return readCodes(callAuth('POST', '/api/auth/two-factor/confirm', { code }));
}

/** New recovery codes; the old ones open nothing any more. @throws ProblemError step-up-needed */
export function renewRecoveryCodes(): Promise<string[]> {
  return readCodes(callAuth('POST', '/api/auth/two-factor/recovery-codes'));
}

/** Ends all other sessions of this person too. @throws ProblemError wrong-credentials */
export async function changePassword(current: string, next: string): Promise<void> {
  await callAuth('POST', '/api/auth/change-password', { current, next });
}

/** Whose password a link lets choose. @throws ProblemError invitation-ended */
export async function readPasswordLink(token: string): Promise<PasswordLink> {
  const search = new URLSearchParams({ token });
  return (await callAuth('GET', `/api/auth/password-link?${search.toString()}`)) as PasswordLink;
}

/** @throws ProblemError invitation-ended, invalid-request with the password's fault */
export async function choosePassword(token: string, password: string): Promise<void> {
  await callAuth('POST', '/api/auth/password-link', { token, password });
}
