import { AppError } from '../errors.ts';
import type { Actor, StaffOnDuty } from './endpoint.ts';

/**
 * The calling person. The table gives tokens no endpoint for people; this guards against a wrong
 * edit of the table.
 * @throws {AppError} `forbidden` for a token
 */
export function staffOf(actor: Actor): StaffOnDuty {
  if (actor.type !== 'staff') throw new AppError('forbidden');
  return actor;
}
