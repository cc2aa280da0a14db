/**
 * A change to an account whose audit row has a time ahead of the clock, and when the desk first saw
 * it so (`DeskTime`). People wait from then on, not from a time that a wrong clock had written.
 */
export const actsAheadMigration = {
  version: 21,
  name: 'acts-ahead',
  sql: `
CREATE TABLE act_ahead (
  seq INTEGER PRIMARY KEY NOT NULL,
  seen_no INTEGER NOT NULL
) STRICT;
CREATE TRIGGER act_ahead_no_update BEFORE UPDATE ON act_ahead
BEGIN SELECT RAISE(ABORT, 'act_ahead: append only'); END;
CREATE TRIGGER act_ahead_no_delete BEFORE DELETE ON act_ahead
BEGIN SELECT RAISE(ABORT, 'act_ahead: append only'); END;
`,
} as const;
