/**
 * A refund counts from its approval, and operators get a daily limit unless a manager has ever
 * changed the limit.
 */

/** From when a refund counts against limits: its approval, or else its request. */
export const countsFromSql = 'coalesce(ready_at, created_at)';

export const limitsMigration = {
  version: 9,
  name: 'limits',
  sql: `
DROP INDEX operation_refund_by_person;
CREATE INDEX operation_refund_by_giver ON operation (requested_by, ${countsFromSql})
  WHERE kind = 'refund';
CREATE INDEX operation_refund_by_day ON operation (${countsFromSql}) WHERE kind = 'refund';

UPDATE setting
SET json = json_set(json, '$.personDayWon.operator', 1000000),
  version = version + 1
WHERE json_type(json, '$.personDayWon.operator') = 'null'
  AND NOT EXISTS (
    SELECT 1 FROM audit
    WHERE action = 'settings-changed'
      AND json_extract(detail, '$.changes.personDayWon.from.operator')
        IS NOT json_extract(detail, '$.changes.personDayWon.to.operator'));
`,
} as const;
