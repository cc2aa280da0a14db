/** Statements on the row of the lead, in a transaction of the desk that has it. */

/** Until the transaction ends, no other one writes or takes the lead. */
export const LOCK_LEAD = 'SELECT term FROM desk_lead WHERE id = 1 FOR UPDATE';

/** For what keeps the event loop from beating. */
export const BEAT = 'UPDATE desk_lead SET beat_at = clock_timestamp() WHERE id = 1';
