/**
 * What one person did of one kind has an index: by the kind alone SQLite reads every row of a
 * storefront, by the person alone every row of that person.
 */
export const overGivenMigration = {
  version: 22,
  name: 'over-given',
  sql: `
CREATE INDEX audit_by_actor_action ON audit (actor_id, action, at) WHERE actor_id IS NOT NULL;
`,
} as const;
