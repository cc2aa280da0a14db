import type { Request, Response } from 'express';
import { AppError } from '../errors.ts';
import { record, type AuthParts } from './auth-parts.ts';
import { readCredential, type Credential } from './password-check.ts';
import type { HeldSession } from './sessions.ts';

/**
 * Asks a signed-in person for the password again; a wrong one is recorded in the audit log.
 * @throws AppError wrong-credentials; too-many-requests after several; desk-busy
 */
export async function requirePassword(
  parts: AuthParts,
  held: HeldSession,
  password: string,
  asked: { by: 'unlock' | 'two-factor' | 'change-password'; request: Request; response: Response },
): Promise<Credential> {
  const { by, request, response } = asked;
  const { storage, limits, log, passwords } = parts;
  if (!passwords.admits(true)) limits.turnAway(held.email, request, response);
  const attempt = limits.password(held.email, request, response);
  const credential = storage.read(readCredential(held.email));
  const isRight = await passwords.isRight(credential, password, true);
  if (isRight && credential !== null) {
    attempt.succeeded();
    return credential;
  }
  await storage.transact(() => record(parts, [held, request], 'unlock-refused', { by }));
  log.warn({ address: request.ip, staff: held.id }, 'password refused');
  throw new AppError('wrong-credentials');
}
