/** Whether a PostgreSQL server can hold the desk's books, looked at before anything is served. */
import type { Clock } from '../../clock.ts';
import type { BadVariable } from '../../config.ts';
import { wayBack, type Moved } from '../moved-mark.ts';
import { prepare, twice } from '../statement.ts';
import type { Unit } from '../unit.ts';
import { newestPostgresSchema, schemaOfPostgres, type SchemaConnection } from './migrate.ts';
import { wrongSchema } from './wrong-schema.ts';

export interface ServerCheck {
  /** Why the desk must not start; empty: nothing is wrong. */
  bad: BadVariable[];
  /** Names of settings by which confirmed writes may get lost, served on purpose nevertheless. */
  mayLose: string[];
  /** English sentences for the log. */
  notices: string[];
}

const OLDEST_VERSION = 15;
/** Beyond this the order of what two machines wrote can't be told by their clocks. */
const MOST_CLOCK_MS = 2000;

interface Settings {
  version: string;
  server_version_num: number;
  server_encoding: string;
  transaction_read_only: string;
  session_replication_role: string;
  synchronous_commit: string;
  synchronous_standby_names: string;
  fsync: string;
  full_page_writes: string;
}

const SETTINGS = `
  SELECT version() AS version,
    CAST(current_setting('server_version_num') AS bigint) AS server_version_num,
    current_setting('server_encoding') AS server_encoding,
    current_setting('transaction_read_only') AS transaction_read_only,
    current_setting('session_replication_role') AS session_replication_role,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('synchronous_standby_names') AS synchronous_standby_names,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes`;

const settingsNow = prepare(twice('SELECT NULL WHERE 0', SETTINGS));

/** By what it does: names of character types differ between systems. */
const KNOWS_KOREAN = `
  SELECT CASE WHEN '가' ~ '^[[:alpha:]]$' AND lower('É') = 'é' AND upper('é') = 'É'
    THEN 1 ELSE 0 END AS fits`;

const CTYPE = 'SELECT datctype AS name FROM pg_database WHERE datname = current_database()';

const CLOCK = 'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now_ms';

/** `is_owner`: of the tables, where there are some already. */
const LOGIN = `
  SELECT role.rolname AS name, quote_ident(role.rolname) AS quoted,
    CASE WHEN role.rolsuper THEN 1 ELSE 0 END AS is_super,
    CASE WHEN pg_has_role(pg_class.relowner, 'MEMBER') THEN 1 ELSE 0 END AS is_owner
  FROM pg_roles role LEFT JOIN pg_class ON pg_class.oid = to_regclass('desk_schema')
  WHERE role.rolname = current_user`;

interface Login {
  name: string;
  /** As statements name it. */
  quoted: string;
  is_super: number;
  is_owner: number;
}

/** Of a schema that the login may not use, neither it nor its tables are seen. */
const PLACE = `
  SELECT quote_ident(current_schema()) AS schema,
    CASE WHEN has_schema_privilege(current_schema(), 'CREATE') THEN 1 ELSE 0 END AS may_create,
    CASE WHEN to_regclass('desk_schema') IS NULL THEN 0 ELSE 1 END AS has_tables`;

interface Place {
  schema: string | null;
  may_create: number;
  has_tables: number;
}

/**
 * Rights that the login lacks, with their tables. What a guard refuses in any case is not needed;
 * `bit` is the act's in `pg_trigger.tgtype`. Of the schema's own number and of the mark of moved
 * books a desk only reads.
 */
const LACKING = `
  SELECT verbs, string_agg(name, ', ' ORDER BY name) AS tables FROM (
    SELECT c.relname AS name, string_agg(verb, ', ' ORDER BY place) AS verbs
    FROM pg_class AS known
    JOIN pg_class AS c
      ON c.relkind = 'r' AND c.relnamespace = known.relnamespace AND c.relowner = known.relowner
    CROSS JOIN (VALUES (1, 'SELECT', NULL), (2, 'INSERT', 4), (3, 'UPDATE', 16), (4, 'DELETE', 8))
      AS needed (place, verb, bit)
    WHERE known.oid = to_regclass('desk_schema')
      AND (verb = 'SELECT' OR c.relname NOT IN ('desk_schema', 'moved'))
      AND NOT has_table_privilege(c.oid, verb)
      AND NOT EXISTS (
        SELECT 1 FROM pg_trigger
        WHERE tgrelid = c.oid AND tgfoid = to_regproc('refuse')
          AND tgqual IS NULL AND tgattr = '' AND tgtype & bit = bit)
    GROUP BY c.relname
  ) AS lacking GROUP BY verbs ORDER BY verbs`;

function only(connection: SchemaConnection, sql: string): unknown {
  const [row] = connection.script(sql);
  if (row === undefined) throw new Error('PostgreSQL answered without a row');
  return row;
}

/** A product that speaks PostgreSQL's protocol has its own name, or its own rules beneath it. */
function wrongVersion({ version, server_version_num: number }: Settings): BadVariable[] {
  const isPostgres = /^PostgreSQL \d/.test(version) && !version.includes('-YB-');
  const [, name = ''] = /^(\S+(?: [\w.-]+)?)/.exec(version) ?? [];
  if (isPostgres && number >= OLDEST_VERSION * 10_000) return [];
  const wrong = isPostgres
    ? `leads to ${name}`
    : `leads to ${name}, which is not PostgreSQL itself`;
  const todo = `Use PostgreSQL ${String(OLDEST_VERSION)} or newer.`;
  return [{ name: 'DATABASE_URL', value: null, wrong, todo }];
}

function wrongTexts(connection: SchemaConnection, encoding: string): BadVariable[] {
  const todo =
    "Create the database anew with ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' TEMPLATE template0.";
  if (encoding !== 'UTF8') {
    return [{ name: 'server_encoding', value: encoding, wrong: 'is not UTF8', todo }];
  }
  const { fits } = only(connection, KNOWS_KOREAN) as { fits: number };
  if (fits === 1) return [];
  const { name: value } = only(connection, CTYPE) as { name: string };
  return [{ name: 'lc_ctype', value, wrong: 'knows no Korean letters', todo }];
}

function wrongSession(settings: Settings): BadVariable[] {
  const bad: BadVariable[] = [];
  if (settings.transaction_read_only !== 'off') {
    bad.push({
      name: 'transaction_read_only',
      value: settings.transaction_read_only,
      wrong: 'lets nothing be written: this is a standby, or writing is switched off',
      todo: 'Give the address of the primary.',
    });
  }
  if (settings.session_replication_role !== 'origin') {
    bad.push({
      name: 'session_replication_role',
      value: settings.session_replication_role,
      wrong: "switches off the triggers that guard the desk's books",
      todo: 'Set it to origin for this role and database.',
    });
  }
  return bad;
}

const loginOf = (connection: SchemaConnection) => only(connection, LOGIN) as Login;

function wrongRights(connection: SchemaConnection): BadVariable[] {
  const { schema, may_create: mayCreate, has_tables: has } = only(connection, PLACE) as Place;
  const { quoted: login } = loginOf(connection);
  const lacking = (wrong: string, todo: string) => [
    { name: 'DATABASE_URL', value: null, wrong: `has a login that may not ${wrong}`, todo },
  ];
  if (schema === null) {
    const grant = `GRANT USAGE ON SCHEMA public TO ${login}`;
    return lacking('use any schema of its search_path', `${grant}, and CREATE for a new database.`);
  }
  if (has === 0) {
    const todo = `GRANT CREATE ON SCHEMA ${schema} TO ${login}, or start once with the login that is to own the tables.`;
    return mayCreate === 1 ? [] : lacking(`create tables in the schema ${schema}`, todo);
  }
  const rows = connection.script(LACKING) as { verbs: string; tables: string }[];
  const words = rows.map(({ verbs, tables }) => `${verbs} on ${tables}`);
  const all = 'SELECT, INSERT, UPDATE, DELETE ON ALL TABLES';
  const todo = `As their owner: GRANT ${all} IN SCHEMA ${schema} TO ${login}.`;
  return rows.length === 0 ? [] : lacking(words.join('; '), todo);
}

/** What lets a confirmed write get lost with one machine, or with the power. */
function lossySettings(settings: Settings): BadVariable[] {
  const orAllow = 'or ALLOW_ASYNC=1 to take the risk on purpose';
  const bad: BadVariable[] = [];
  const lossy = (name: keyof Settings, wrong: string, todo: string) =>
    bad.push({ name, value: String(settings[name]), wrong, todo: `${todo}, ${orAllow}.` });
  if (!['on', 'remote_apply'].includes(settings.synchronous_commit)) {
    lossy('synchronous_commit', 'confirms before a standby has it on its disk', 'Set it to on');
  }
  if (settings.synchronous_standby_names.trim() === '') {
    lossy(
      'synchronous_standby_names',
      'names no standby: what was confirmed dies with one machine',
      'Name a synchronous standby',
    );
  }
  if (settings.fsync !== 'on') {
    lossy('fsync', 'confirms what a power cut destroys', 'Set it to on');
  }
  if (settings.full_page_writes !== 'on') {
    lossy('full_page_writes', 'leaves half-written pages after a power cut', 'Set it to on');
  }
  return bad;
}

/** Settings by which PostgreSQL may lose what it has confirmed, as they are now; none on SQLite. */
export function* mayLose(): Unit<string[]> {
  const settings = (yield* settingsNow.get()) as Settings | undefined;
  return settings === undefined ? [] : lossySettings(settings).map(({ name }) => name);
}

/** As `findMoved`, of a connection that runs no units. */
function movedFrom(connection: SchemaConnection): Moved | null {
  const { name } = only(connection, "SELECT to_regclass('moved')::text AS name") as {
    name: string | null;
  };
  return name === null ? null : (only(connection, 'SELECT place, at FROM moved') as Moved);
}

function wrongBooks(connection: SchemaConnection): BadVariable[] {
  const found = schemaOfPostgres(connection);
  const words = found === 0 ? null : wrongSchema(found);
  if (words === null) return [];
  const refused = (wrong: string, todo: string) => [
    { name: 'DATABASE_URL', value: null, wrong, todo },
  ];
  if (found > newestPostgresSchema) {
    const moved = movedFrom(connection);
    if (moved === null) return refused(words.wrong, words.todo);
    const wrong = `leads to books that were moved to ${moved.place} at ${moved.at}`;
    return refused(wrong, wayBack.postgres);
  }
  // The desk changes an older one itself.
  if (loginOf(connection).is_owner === 1) return [];
  const wrong = `${words.wrong}; its login can't change tables that it does not own`;
  return refused(wrong, 'Start a desk of this build once with the login of their owner.');
}

function wrongClock(connection: SchemaConnection, clock: Clock): BadVariable[] {
  const before = clock.nowMs();
  const { now_ms: server } = only(connection, CLOCK) as { now_ms: number };
  const after = clock.nowMs();
  // Asked at an unknown moment in between.
  const offMs = Math.max(before - server, server - after, 0);
  if (offMs <= MOST_CLOCK_MS) return [];
  const seconds = (offMs / 1000).toFixed(1);
  return [
    {
      name: 'DATABASE_URL',
      value: null,
      wrong: `leads to a server whose clock is ${seconds} s off this machine's`,
      todo: 'Keep both clocks, for example by systemd-timesyncd.',
    },
  ];
}

function noticesOnRights(connection: SchemaConnection): string[] {
  const { name, is_super: isSuper, is_owner: isOwner } = loginOf(connection);
  if (isSuper !== 1 && isOwner !== 1) return [];
  const what = isSuper === 1 ? 'is a superuser' : 'owns the tables';
  return [`PostgreSQL's role ${name} ${what}: whoever has its password can remove the guards.`];
}

/**
 * Looks at everything, so that all faults can be told together.
 * @param connection outside of a transaction
 * @param allowAsync serve although confirmed writes may get lost
 * @throws Error when the server does not answer
 */
export function checkServer(
  connection: SchemaConnection,
  { clock, allowAsync }: { clock: Clock; allowAsync: boolean },
): ServerCheck {
  const settings = only(connection, SETTINGS) as Settings;
  const foreign = wrongVersion(settings);
  // The other questions are PostgreSQL's.
  if (foreign.length > 0) return { bad: foreign, mayLose: [], notices: [] };
  const lossy = lossySettings(settings);
  const rights = wrongRights(connection);
  return {
    bad: [
      ...wrongTexts(connection, settings.server_encoding),
      ...wrongSession(settings),
      ...(allowAsync ? [] : lossy),
      // What the books say can't be read without the rights.
      ...(rights.length > 0 ? rights : wrongBooks(connection)),
      ...wrongClock(connection, clock),
    ],
    mayLose: allowAsync ? lossy.map(({ name }) => name) : [],
    notices: noticesOnRights(connection),
  };
}
