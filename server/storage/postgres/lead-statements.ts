/** Statements on the row of the lead. */

/** In a transaction: until it ends, no other one writes or takes the lead. */
export const LOCK_LEAD = 'SELECT term FROM desk_lead WHERE id = 1 FOR UPDATE';

/** The name of the books in `high-water`; it goes along with a dump. */
export const BOOKS_ID = 'SELECT books_id FROM desk_lead WHERE id = 1';

/**
 * In a transaction of the desk that leads, for what keeps the event loop from beating. Nothing
 * where the lead was given away: the next desk need not wait for silence.
 */
export const BEAT = `UPDATE desk_lead SET beat_at = clock_timestamp()
  WHERE id = 1 AND beat_at IS NOT NULL RETURNING term`;
