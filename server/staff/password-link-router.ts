/** `/api/auth/password-link`: for people who can't sign in yet; only the link authorises it. */
import express, { type Router } from 'express';
import { authEndpoints } from '../../shared/api-auth.ts';
import { AppError } from '../errors.ts';
import { addressOf, limitRate } from '../http/rate-limits.ts';
import { readInput } from '../http/read-input.ts';
import { readJson } from '../http/read-json.ts';
import type { Storage } from '../storage/storage.ts';
import type { PasswordLinks } from './password-links.ts';

/** Limit of requests per address, with valid or invalid links. */
export interface PasswordLinkLimits {
  windowMs: number;
  perAddress: number;
}

/** A whole shop may share one address, and some people need several tries. */
const defaultLimits: PasswordLinkLimits = {
  windowMs: 10 * 60_000,
  perAddress: 60,
};

/** Mount below `/api/auth`; it parses its own small bodies. */
export function passwordLinkRouter(
  storage: Storage,
  links: PasswordLinks,
  { windowMs, perAddress }: PasswordLinkLimits = defaultLimits,
): Router {
  const router = express.Router();
  const limit = limitRate({ windowMs, limit: perAddress, keyOf: addressOf });
  router.get('/password-link', limit, (request, response) => {
    const { token } = readInput(authEndpoints['GET /api/auth/password-link'], request).query;
    const holder = storage.read(links.find(token));
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
