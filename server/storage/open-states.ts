import { sql } from 'kysely';
import { openStates } from '../../shared/operation.ts';

/** The open states as SQL literals, so that the partial index over them serves a query. */
export const openStatesText = openStates.map((state) => `'${state}'`).join(', ');

/** The same for Kysely. */
export const openStatesSql = sql.raw(openStatesText);
