/** The second factor as a condition of a request: there at all, and fresh for what weighs more. */
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

/** Until when the person counts as having just proved who they are; `null`: not at all. */
export function freshUntil(secondFactorAt: string | null): string | null {
  if (secondFactorAt === null) return null;
  return new Date(Date.parse(secondFactorAt) + STEP_UP_FRESH_MS).toISOString();
}

/** `true` where a second factor was given so lately that none is asked for again. */
export function isFresh(secondFactorAt: string | null, clock: Clock): boolean {
  const until = freshUntil(secondFactorAt);
  return until !== null && clock.nowIso() < until;
}

/**
 * Whoever has a second factor must have given it lately.
 * @throws AppError step-up-needed; nothing was done, the same request may follow
 */
export function requireFreshFactor(actor: Actor, clock: Clock): void {
  if (actor.type !== 'staff' || !actor.twoFactor.enrolled) return;
  if (!isFresh(actor.secondFactorAt, clock)) throw new AppError('step-up-needed');
}
