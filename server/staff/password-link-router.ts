/** `/api/auth/password-link`: for somebody who can't sign in yet; the link is all that opens it. */
import express, { type Router } from 'express';
import type { z } from 'zod';
import { authEndpoints, type AuthBody } from '../../shared/api-auth.ts';
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

const lookUp = authEndpoints['GET /api/auth/password-link'];
const CHOOSE = 'POST /api/auth/password-link';

/** To be mounted below `/api/auth`; reads its own small bodies. */
export function passwordLinkRouter(
  links: PasswordLinks,
  { windowMs, perAddress }: PasswordLinkLimits = defaultLimits,
): Router {
  const router = express.Router();
  const limit = limitRate({ windowMs, limit: perAddress, keyOf: addressOf });
  router.get('/password-link', limit, (request, response) => {
    const { query } = readInput(lookUp, request);
    const holder = links.find((query as z.output<typeof lookUp.query>).token);
    if (holder === undefined) throw new AppError('invitation-ended');
    const { kind, name, email } = holder;
    response.json({ kind, name, email });
  });
  router.post('/password-link', limit, readJson('8kb'), async (request, response) => {
    const { body } = readInput(authEndpoints[CHOOSE], request);
    const given = body as AuthBody<typeof CHOOSE>;
    await links.use(given.token, given.password, request.ip ?? null);
    response.json({ done: true });
  });
  return router;
}
