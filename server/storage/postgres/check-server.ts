/** Whether a PostgreSQL server can hold the desk's books, looked at before anything is served. */
import type { Clock } from '../../clock.ts';
import type { BadVariable } from '../../config.ts';
import { wayBack, type Moved } from '../moved-mark.ts';
import { prepare, twice } from '../statement.ts';
import type { Unit } from '../unit.ts';
import { newestPostgresSchema, schemaOfPostgres, type SchemaConnection } from './migrate.ts';

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
const RIGHTS = `
  SELECT role.rolname AS name, CASE WHEN role.rolsuper THEN 1 ELSE 0 END AS is_super,
    CASE WHEN pg_has_role(pg_class.relowner, 'MEMBER') THEN 1 ELSE 0 END AS is_owner
  FROM pg_roles role LEFT JOIN pg_class ON pg_class.oid = to_regclass('payment')
  WHERE role.rolname = current_user`;

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

function wrongSchema(connection: SchemaConnection): BadVariable[] {
  const found = schemaOfPostgres(connection);
  if (found <= newestPostgresSchema) return [];
  const moved = movedFrom(connection);
  if (moved !== null) {
    const wrong = `leads to books that were moved to ${moved.place} at ${moved.at}`;
    return [{ name: 'DATABASE_URL', value: null, wrong, todo: wayBack.postgres }];
  }
  const [has, knows] = [String(found), String(newestPostgresSchema)];
  return [
    {
      name: 'DATABASE_URL',
      value: null,
      wrong: `leads to a database with schema ${has}, and this build knows ${knows}`,
      todo: 'Start the newer build.',
    },
  ];
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
  const rights = only(connection, RIGHTS) as { name: string; is_super: number; is_owner: number };
  if (rights.is_super !== 1 && rights.is_owner !== 1) return [];
  const what = rights.is_super === 1 ? 'is a superuser' : 'owns the tables';
  const { name } = rights;
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
  return {
    bad: [
      ...wrongTexts(connection, settings.server_encoding),
      ...wrongSession(settings),
      ...(allowAsync ? [] : lossy),
      ...wrongSchema(connection),
      ...wrongClock(connection, clock),
    ],
    mayLose: allowAsync ? lossy.map(({ name }) => name) : [],
    notices: noticesOnRights(connection),
  };
}
