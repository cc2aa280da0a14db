import { AppError } from '../errors.ts';
import type { Actor, StaffOnDuty } from './endpoint.ts';

/**
 * The person who asks. The table gives no token an endpoint for people; this holds where it is
 * edited by mistake.
 * @throws {AppError} `forbidden` for a token
 */
export function staffOf(actor: Actor): StaffOnDuty {
  if (actor.type !== 'staff') throw new AppError('forbidden');
  return actor;
}
