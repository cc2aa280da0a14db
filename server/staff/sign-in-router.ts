/** `/api/auth`: sign-in, second factor, password change and screen lock. */
import express, { type Router } from 'express';
import { answerNotFound } from '../http/problem-answer.ts';
import { readJson } from '../http/read-json.ts';
import type { AuthParts } from './auth-parts.ts';
import { changePassword } from './change-password.ts';
import { giveSecondFactor } from './give-second-factor.ts';
import { lock, unlock } from './screen-lock.ts';
import { beginTwoFactor, confirmTwoFactor, renewRecoveryCodes } from './set-up-second-factor.ts';
import { getSession, signIn, signOut } from './sign-in.ts';

/**
 * Parses its own small bodies, so mount it before the app's JSON parser.
 * @param links router for choosing a password by a link
 */
export function signInRouter(parts: AuthParts, links: Router): Router {
  const router = express.Router();
  const body = readJson('8kb');
  router.post('/sign-in/email', body, signIn(parts));
  router.post('/second-factor', body, giveSecondFactor(parts));
  router.post('/sign-out', signOut(parts));
  router.get('/get-session', getSession(parts));
  router.post('/lock', lock(parts));
  router.post('/unlock', body, unlock(parts));
  router.post('/two-factor/begin', body, beginTwoFactor(parts));
  router.post('/two-factor/confirm', body, confirmTwoFactor(parts));
  router.post('/two-factor/recovery-codes', renewRecoveryCodes(parts));
  router.post('/change-password', body, changePassword(parts));
  router.use(links);
  router.use(answerNotFound);
  return router;
}
