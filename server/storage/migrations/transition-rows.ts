/** Rows of `operation_transition`, and the SQL that replaces them. */

/** State before, cause, state after. */
type TransitionRow = readonly [from: string, cause: string, to: string];

/**
 * The rows of the migrations up to 10. Never edited: a later change of the transitions is a new
 * migration with `replaceTransitions` and its own list.
 */
export const rowsOfSchema10: readonly TransitionRow[] = [
  ['proposed', 'approved', 'ready'],
  ['proposed', 'refused', 'declined'],
  ['proposed', 'withdrawn', 'declined'],
  ['proposed', 'approval-lapsed', 'declined'],
  ['proposed', 'backup-restored', 'declined'],
  ['ready', 'withdrawn', 'declined'],
  ['ready', 'claimed', 'sending'],
  ['ready', 'read-forbids', 'declined'],
  ['ready', 'requester-barred', 'declined'],
  ['ready', 'too-old-to-send', 'declined'],
  ['ready', 'backup-restored', 'unknown'],
  ['not_sent', 'withdrawn', 'declined'],
  ['not_sent', 'claimed', 'sending'],
  ['not_sent', 'read-forbids', 'declined'],
  ['not_sent', 'requester-barred', 'declined'],
  ['not_sent', 'too-old-to-send', 'declined'],
  ['not_sent', 'tries-spent', 'declined'],
  ['not_sent', 'backup-restored', 'unknown'],
  ['sending', 'proved-unsent', 'not_sent'],
  ['sending', 'answered-ok', 'succeeded'],
  ['sending', 'answered-pending', 'pending'],
  ['sending', 'answered-unclear', 'unknown'],
  ['sending', 'interrupted', 'unknown'],
  ['sending', 'again-unsent', 'absent'],
  ['unknown', 'seen-done', 'succeeded'],
  ['unknown', 'seen-in-progress', 'pending'],
  ['unknown', 'refusal-confirmed', 'failed'],
  ['unknown', 'status-explains', 'failed'],
  ['unknown', 'absence-proved', 'absent'],
  ['unknown', 'contradicted', 'needs_review'],
  ['pending', 'seen-done', 'succeeded'],
  ['pending', 'status-explains', 'failed'],
  ['pending', 'no-longer-in-progress', 'unknown'],
  ['pending', 'contradicted', 'needs_review'],
  ['pending', 'pending-too-long', 'needs_review'],
  ['absent', 'sent-again', 'sending'],
  ['absent', 'gave-up', 'given_up'],
  ['absent', 'seen-done', 'succeeded'],
  ['absent', 'status-explains', 'failed'],
  ['absent', 'contradicted', 'needs_review'],
  ['absent', 'backup-restored', 'unknown'],
  ['needs_review', 'seen-done', 'succeeded'],
  ['needs_review', 'resolved-succeeded', 'succeeded'],
  ['needs_review', 'resolved-failed', 'failed'],
  ['needs_review', 'resolved-given-up', 'given_up'],
  ['succeeded', 'resolved-succeeded', 'succeeded'],
  ['succeeded', 'resolved-failed', 'failed'],
  ['given_up', 'released', 'failed'],
  ['given_up', 'seen-done', 'succeeded'],
  ['failed', 'seen-done', 'succeeded'],
  ['declined', 'seen-done', 'succeeded'],
];

export const valuesOf = (rows: readonly TransitionRow[]) =>
  rows.map((row) => `  (${row.map((word) => `'${word}'`).join(', ')})`).join(',\n');

/** For a migration: replaces all rows, and restores the triggers that forbid it at other times. */
export const replaceTransitions = (rows: readonly TransitionRow[]) => `
DROP TRIGGER operation_transition_fixed_insert;
DROP TRIGGER operation_transition_fixed_delete;
DELETE FROM operation_transition;
INSERT INTO operation_transition (from_state, cause, to_state) VALUES
${valuesOf(rows)};
CREATE TRIGGER operation_transition_fixed_insert BEFORE INSERT ON operation_transition
BEGIN SELECT RAISE(ABORT, 'operation_transition: fixed'); END;
CREATE TRIGGER operation_transition_fixed_delete BEFORE DELETE ON operation_transition
BEGIN SELECT RAISE(ABORT, 'operation_transition: fixed'); END;
`;
