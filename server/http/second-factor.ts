/** Checks the second factor of a request: set up at all, and fresh for important actions. */
import { STEP_UP_FRESH_MS } from '../../shared/settings.ts';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Actor } from './endpoint.ts';

/** @throws AppError two-factor-required: with a live key everybody must have one */
export function requireTwoFactor(actor: Actor): void {
  if (actor.type !== 'staff') return;
  const { enrolled, required } = actor.twoFactor;
  if (required && !enrolled) throw new AppError('two-factor-required');
}

/** Until when the second factor counts as fresh; `null`: it doesn't. */
export function freshUntil(secondFactorAt: string | null): string | null {
  if (secondFactorAt === null) return null;
  return new Date(Date.parse(secondFactorAt) + STEP_UP_FRESH_MS).toISOString();
}

/**
 * `true` if the second factor is fresh, so that it isn't asked for again. One that is dated further
 * ahead was given while the clock was wrong, and may be days old.
 */
export function isFresh(secondFactorAt: string | null, clock: Clock): boolean {
  if (secondFactorAt === null) return false;
  return Math.abs(clock.nowMs() - Date.parse(secondFactorAt)) < STEP_UP_FRESH_MS;
}

/**
 * People with a second factor must have given it recently.
 * @throws AppError step-up-needed; nothing was done, and the request can be repeated
 */
export function requireFreshFactor(actor: Actor, clock: Clock): void {
  if (actor.type !== 'staff' || !actor.twoFactor.enrolled) return;
  if (!isFresh(actor.secondFactorAt, clock)) throw new AppError('step-up-needed');
}
