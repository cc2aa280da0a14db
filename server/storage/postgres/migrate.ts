/** Creates and upgrades the desk's schema on PostgreSQL. */
import { functions } from './functions.ts';
import { BEAT, LOCK_LEAD } from './lead-statements.ts';
import { auditSchema } from './schema/audit.ts';
import { bankTransfersSchema } from './schema/bank-transfers.ts';
import { bulkRefundsSchema } from './schema/bulk-refunds.ts';
import { callbacksSchema } from './schema/callbacks.ts';
import { deskSchema } from './schema/desk.ts';
import { erasingSchema } from './schema/erasing.ts';
import { eventsSchema } from './schema/events.ts';
import { refuseFunctions, truncateGuards } from './schema/guard.ts';
import { noticesSchema } from './schema/notices.ts';
import { numbersSchema } from './schema/numbers.ts';
import { operationsSchema } from './schema/operations.ts';
import { paymentText } from './schema/payment-text.ts';
import { paymentsSchema } from './schema/payments.ts';
import { refundsSchema } from './schema/refunds.ts';
import { settlementSchema } from './schema/settlement.ts';
import { staffSchema } from './schema/staff.ts';
import { tallySchema } from './schema/tally.ts';

/** Columns are declared with SQLite's two types; texts are ordered by their bytes, as there. */
const withTypes = (schema: string) =>
  schema.replaceAll(/\bTEXT\b/g, 'text COLLATE "C"').replaceAll(/\bINTEGER\b/g, 'bigint');

/** In order. A released migration is never edited; changes go into a new one. */
export const postgresMigrations = [
  {
    /** That of SQLite's schema of the same tables. */
    version: 33,
    sql: [
      functions,
      refuseFunctions,
      ...[
        ...[deskSchema, staffSchema, paymentsSchema, tallySchema, operationsSchema, refundsSchema],
        ...[eventsSchema, erasingSchema, callbacksSchema, bankTransfersSchema, bulkRefundsSchema],
        ...[auditSchema, settlementSchema, noticesSchema, numbersSchema],
      ].map(withTypes),
      paymentText,
      truncateGuards,
    ].join('\n'),
  },
];

export const newestPostgresSchema = postgresMigrations.at(-1)?.version ?? 0;

/** A connection of the tables' owner, outside of a transaction. */
export interface SchemaConnection {
  /** Runs a text of one or more statements without parameters. @returns the last one's rows */
  script(text: string): unknown[];
}

/** One that can write. */
export interface MigratingConnection extends SchemaConnection {
  /** Ends a transaction. @throws Error when a standby may not have it */
  commit(): void;
}

/** Any number: two desks that start at once migrate one after the other. */
const MIGRATION_LOCK = 4_127_901;

/** The schema version of a database; 0: none yet. */
export function schemaOfPostgres(connection: SchemaConnection): number {
  const [table] = connection.script("SELECT to_regclass('desk_schema')::text AS name") as [
    { name: string | null },
  ];
  if (table.name === null) return 0;
  const [row] = connection.script('SELECT version FROM desk_schema') as [{ version: number }];
  return row.version;
}

/**
 * Migrates the database to this build's schema, all steps in one transaction.
 * @param term of the desk that migrates: meanwhile no desk writes or takes the lead. Left out for a
 *   new database
 * @throws Error when the database was written by a newer build, or another desk has the lead;
 *   nothing is changed then
 */
export function migratePostgres(connection: MigratingConnection, term: number | null = null): void {
  connection.script('BEGIN');
  try {
    connection.script(`SELECT pg_advisory_xact_lock(${String(MIGRATION_LOCK)})`);
    const [lead] = (term === null ? [] : connection.script(LOCK_LEAD)) as { term: number }[];
    if (lead !== undefined && lead.term !== term) {
      throw new Error(`Another desk has the lead, by term ${String(lead.term)}`);
    }
    const found = schemaOfPostgres(connection);
    if (found > newestPostgresSchema) {
      throw new Error(
        `The database has schema ${String(found)}, this build knows ` +
          `${String(newestPostgresSchema)}: start the newer build.`,
      );
    }
    const missing = postgresMigrations.filter(({ version }) => version > found);
    if (found === 0) connection.script('CREATE TABLE desk_schema (version bigint NOT NULL)');
    for (const { sql } of missing) connection.script(sql);
    if (missing.length > 0) {
      connection.script(
        `DELETE FROM desk_schema; INSERT INTO desk_schema VALUES (${String(newestPostgresSchema)})`,
      );
    }
    if (term !== null) connection.script(BEAT);
    connection.commit();
  } catch (error) {
    connection.script('ROLLBACK');
    throw error;
  }
}
