/**
 * Every statement of the product is one that PostgreSQL takes, with the columns that SQLite gives
 * and with parameters of the two types that columns have: one of four bytes would be too short for
 * sums.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { translated } from '../../server/storage/postgres/statement-text.ts';
import type { StatementText } from '../../server/storage/unit.ts';
import { describeStatement } from '../support/describe-statement.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';
import { recordStatements, type RecordedStatement } from '../support/recorded-statements.ts';

const SERVER = join(import.meta.dirname, '../../server');

/** Tests that together make every statement. */
const MAKING = [
  'test/storage/',
  ...['test/audit/check-chain.test.ts', 'test/audit/log-pages.test.ts'],
  'test/bulk-refunds/bulk-refunds.test.ts',
  ...['test/day-close/month-agrees.test.ts', 'test/day-close/months.test.ts'],
  'test/developer/developer.test.ts',
  'test/notices/notices-strain.test.ts',
  ...['test/operations/refunds.test.ts', 'test/operations/restore.test.ts'],
  'test/operations/stale-reads.test.ts',
  ...['test/payments/bank-transfers.test.ts', 'test/payments/find-payments.test.ts'],
  'test/payments/personal-data.test.ts',
  'test/push/push.test.ts',
  ...['test/server/access-recorder.test.ts', 'test/server/http.test.ts'],
  'test/views/saved-views.test.ts',
  ...['test/webhooks/term.test.ts', 'test/webhooks/webhooks.test.ts'],
];

/** On SQLite with either engine: the sandbox, the call log, and the files of SQLite. */
const OF_SQLITE = /^server\/(?:sandbox\/|storage\/(?:call-log|copy-database)\.ts)/;
/** Not prepared by either engine. */
const OF_TRANSACTIONS = /^(?:SAVEPOINT|RELEASE|ROLLBACK)\b/;

const { INT8, TEXT }: Record<string, number> = pg.types.builtins;

let recorded: RecordedStatement[];
let database: TestDatabase;
let client: pg.Client;
let test: TestStorage;
let sqlite: Connection;

function columnsOnSqlite(sql: string): string[] {
  const statement = sqlite.prepare(sql);
  return statement.reader ? statement.columns().map(({ name }) => name) : [];
}

/** Whether the engines name a column alike: SQLite names an expression by its text. */
const isAlike = (name: string, onSqlite: string) => name === onSqlite || !/^\w+$/.test(onSqlite);

async function faultOf(sql: StatementText): Promise<string | null> {
  const { sqlite: textOnSqlite, postgres } =
    typeof sql === 'string' ? { sqlite: sql, postgres: sql } : sql;
  try {
    const { parameters, columns } = await describeStatement(client, translated(postgres).text);
    const odd = parameters.filter((type) => type !== INT8 && type !== TEXT);
    if (odd.length > 0) return `parameters of the types ${odd.join(', ')}`;
    const wanted = columnsOnSqlite(textOnSqlite);
    const isSame =
      columns.length === wanted.length &&
      columns.every((name, index) => isAlike(name, wanted[index] ?? ''));
    return isSame ? null : `columns ${columns.join(', ')} instead of ${wanted.join(', ')}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sourcesWithStatements(): string[] {
  return readdirSync(SERVER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) =>
      /import \{[^}]*\b(?:all|first|prepared?|run)\b[^}]*\} from '[./]*(?:storage\/)?statement\.ts'/.test(
        readFileSync(join(SERVER, name), 'utf8'),
      ),
    )
    .map((name) => `server/${name}`)
    .filter((name) => !OF_SQLITE.test(name));
}

describeOnPostgres('each statement', () => {
  beforeAll(async () => {
    recorded = await recordStatements(MAKING);
    database = createTestDatabase(migratePostgres);
    client = new pg.Client(database.url);
    await client.connect();
    test = openTestStorage();
    sqlite = openConnection(test.file);
  }, 300_000);

  afterAll(async () => {
    await client.end();
    database.drop();
    sqlite.close();
    test.close();
  });

  it('was made by the tests', () => {
    const sources = new Set(recorded.map(({ source }) => source));
    expect(sourcesWithStatements().filter((source) => !sources.has(source))).toEqual([]);
  });

  it('is taken by PostgreSQL', async () => {
    const faults: Record<string, string> = {};
    const texts = recorded.filter(
      ({ sql, source }) =>
        source.startsWith('server/') &&
        !OF_SQLITE.test(source) &&
        !(typeof sql === 'string' && OF_TRANSACTIONS.test(sql)),
    );
    for (const { sql, source } of texts) {
      const fault = await faultOf(sql);
      if (fault !== null) faults[`${source}: ${JSON.stringify(sql)}`] = fault;
    }
    expect(faults).toEqual({});
  });
});
