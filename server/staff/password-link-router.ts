/** `/api/auth/password-link`: for somebody who can't sign in yet; the link is all that opens it. */
import express, { type Router } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { addressOf, limitRate } from '../http/rate-limits.ts';
import { readInput } from '../http/read-input.ts';
import { readJson } from '../http/read-json.ts';
import type { PasswordLinks } from './password-links.ts';

/** How often one address may ask, whether its links hold or not. */
export interface PasswordLinkLimits {
  windowMs: number;
  perAddress: number;
}

/** A whole shop behind one address may choose passwords, some of them in several tries. */
const defaultLimits: PasswordLinkLimits = {
  windowMs: 10 * 60_000,
  perAddress: 60,
};

/** To be mounted below `/api/auth`; reads its own small bodies. */
export function passwordLinkRouter(
  links: PasswordLinks,
  { windowMs, perAddress }: PasswordLinkLimits = defaultLimits,
): Router {
  const router = express.Router();
  const limit = limitRate({ windowMs, limit: perAddress, keyOf: addressOf });
  router.get('/password-link', limit, (request, response) => {
    const { token } = readInput(authEndpoints['GET /api/auth/password-link'], request).query;
    const holder = links.find(token);
    if (holder === undefined) throw new AppError('invitation-ended');
    const { kind, name, email } = holder;
    response.json({ kind, name, email });
  });
  router.post('/password-link', limit, readJson('8kb'), async (request, response) => {
    const { body } = readInput(authEndpoints['POST /api/auth/password-link'], request);
    await links.use(body.token, body.password, request.ip ?? null);
    response.json({ done: true });
  });
  return router;
}
