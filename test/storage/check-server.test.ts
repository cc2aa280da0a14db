/** What the desk asks of a PostgreSQL server before it starts, on servers that lack it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { ConfigError } from '../../server/config.ts';
import { checkServer } from '../../server/storage/postgres/check-server.ts';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { migratePostgres, newestPostgresSchema } from '../../server/storage/postgres/migrate.ts';
import { requirePresentSchema } from '../../server/storage/postgres/require-schema.ts';
import { createShiftedClock } from '../support/shifted-clock.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { startPostgres, startPostgresPair, type TestServer } from '../support/postgres-server.ts';

const strict = { clock: systemClock, allowAsync: false };

function on<Result>(url: string, work: (connection: PostgresConnection) => Result): Result {
  const connection = new PostgresConnection(url, slowBounds);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

const checkAt = (url: string, options = strict) =>
  on(url, (connection) => checkServer(connection, options));
const badAt = (url: string, options = strict) =>
  checkAt(url, options).bad.map(({ name, value }) => [name, value]);

describeOnPostgres('a server with a synchronous standby', () => {
  let primary: TestServer;
  let standby: TestServer;

  beforeAll(() => {
    ({ primary, standby } = startPostgresPair());
  });
  afterAll(() => {
    standby.stop();
    primary.stop();
  });

  /** A database beside others, with settings of its own. */
  function database(name: string, settings: Record<string, string> = {}): string {
    on(primary.url(), (admin) => {
      admin.script(`CREATE DATABASE ${name}`);
      for (const [setting, value] of Object.entries(settings)) {
        admin.script(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
      }
    });
    return primary.url(name);
  }

  it('can serve', () => {
    const { bad, mayLose } = checkAt(primary.url());
    expect({ bad, mayLose }).toEqual({ bad: [], mayLose: [] });
    expect(checkAt(primary.url(), { ...strict, allowAsync: true }).mayLose).toEqual([]);
  });

  it('can serve where reads wait for the standby as well', () =>
    expect(badAt(database('applied', { synchronous_commit: 'remote_apply' }))).toEqual([]));

  it.each(['off', 'local', 'remote_write'])('can’t where synchronous_commit is %s', (value) => {
    const url = database(`commits_${value}`, { synchronous_commit: value });
    expect(badAt(url)).toEqual([['synchronous_commit', value]]);
    const allowed = checkAt(url, { ...strict, allowAsync: true });
    expect(allowed).toMatchObject({ bad: [], mayLose: ['synchronous_commit'] });
  });

  it('can’t where its triggers are off', () => {
    const url = database('unguarded', { session_replication_role: 'replica' });
    expect(badAt(url)).toEqual([['session_replication_role', 'replica']]);
  });

  it('can’t by the address of the standby', () =>
    expect(badAt(standby.url())).toContainEqual(['transaction_read_only', 'on']));

  it('can’t with the schema of a newer build', () => {
    const url = database('newer');
    on(url, (connection) => migratePostgres(connection));
    expect(badAt(url)).toEqual([]);
    on(url, (connection) => connection.script('UPDATE desk_schema SET version = version + 1'));
    const [newer, known] = [newestPostgresSchema + 1, newestPostgresSchema].map(String);
    expect(checkAt(url).bad.map(({ wrong }) => wrong)).toEqual([
      `leads to a database with schema ${newer}, and this build knows ${known}`,
    ]);
  });

  /** A login beside the superuser. */
  function login(url: string, role: string): string {
    on(url, (admin) => admin.script(`CREATE ROLE ${role} LOGIN PASSWORD 'hunter2'`));
    const address = new URL(url);
    [address.username, address.password] = [role, 'hunter2'];
    return address.href;
  }
  const ALL = 'SELECT, INSERT, UPDATE, DELETE';

  it('can serve by a login with the rights that the desk uses, and not with less', () => {
    const url = database('granted');
    on(url, (admin) => migratePostgres(admin));
    const desk = login(url, 'granted_desk');
    const wrongNow = () => checkAt(desk).bad.map(({ wrong }) => wrong);
    expect(wrongNow().join()).toMatch(
      /SELECT on desk_schema.*SELECT, INSERT, UPDATE, DELETE on account, /,
    );
    on(url, (admin) => admin.script(`GRANT ${ALL} ON ALL TABLES IN SCHEMA public TO granted_desk`));
    expect(wrongNow()).toEqual([]);
    on(url, (admin) => {
      admin.script('REVOKE UPDATE ON payment, callback FROM granted_desk');
      admin.script('REVOKE DELETE ON session, payment FROM granted_desk');
      // Nobody may do this, and a desk leaves that to its builds' owner.
      admin.script('REVOKE UPDATE, DELETE ON month_entry FROM granted_desk');
      admin.script('REVOKE INSERT, UPDATE, DELETE ON desk_schema FROM granted_desk');
      // Another program's.
      admin.script('CREATE ROLE others; CREATE TABLE theirs (id int)');
      admin.script('ALTER TABLE theirs OWNER TO others');
    });
    expect(wrongNow()).toEqual([
      'has a login that may not DELETE on session; UPDATE on callback, payment',
    ]);
  });

  it('can’t by a login that does not own the tables of an older build', () => {
    const url = database('older');
    on(url, (admin) => {
      migratePostgres(admin);
      admin.script('UPDATE desk_schema SET version = version - 1');
    });
    const desk = login(url, 'older_desk');
    on(url, (admin) => admin.script(`GRANT ${ALL} ON ALL TABLES IN SCHEMA public TO older_desk`));
    expect(checkAt(url).bad).toEqual([]);
    const [{ wrong, todo } = { wrong: '', todo: '' }] = checkAt(desk).bad;
    expect(wrong).toContain("its login can't change tables that it does not own");
    expect(todo).toBe('Start a desk of this build once with the login of their owner.');
  });

  it('serves no command with an older or newer schema, or with none, and says which', () => {
    const url = database('commands');
    const refusal = () => {
      try {
        on(url, requirePresentSchema);
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    const knows = `this build knows ${String(newestPostgresSchema)}`;
    expect(refusal()).toMatch(/without the desk's tables\. Start the desk on it first\.$/);
    on(url, (admin) => migratePostgres(admin));
    expect(refusal()).toBe('');
    on(url, (admin) => admin.script('UPDATE desk_schema SET version = version + 1'));
    expect(refusal()).toContain(`${knows}. Use the newer build.`);
    on(url, (admin) => admin.script('UPDATE desk_schema SET version = version - 2'));
    expect(refusal()).toContain(`${knows}. Start the desk of this build on it first.`);
  });

  it.each([
    [1500, 0],
    [-1500, 0],
    [2500, 1],
    [-2500, 1],
  ])('is %i ms off in its clock: %i faults', (ms, faults) => {
    const clock = createShiftedClock();
    clock.shift(ms);
    const { bad } = checkAt(primary.url(), { ...strict, clock });
    expect(bad).toHaveLength(faults);
    for (const { wrong } of bad) expect(wrong).toMatch(/clock is 2\.[45] s off/);
  });

  it('is told in the log by whose role the guards can be removed', () => {
    const url = database('rights');
    const [owner, desk] = [login(url, 'books_owner'), login(url, 'books_desk')];
    on(url, (admin) => admin.script('GRANT CREATE ON SCHEMA public TO books_owner'));
    on(owner, (connection) => migratePostgres(connection));
    const granted = `GRANT ${ALL} ON ALL TABLES IN SCHEMA public TO books_desk`;
    on(owner, (connection) => connection.script(granted));
    const noticesAt = (address: string) => checkAt(address).notices.join();
    expect(noticesAt(url)).toContain('role postgres is a superuser');
    expect(noticesAt(owner)).toContain('role books_owner owns the tables');
    expect(noticesAt(desk)).toBe('');
  });
});

describeOnPostgres('a server of its own defaults, that syncs nothing', () => {
  let server: TestServer;
  const lossy = ['synchronous_standby_names', 'fsync', 'full_page_writes'];

  beforeAll(() => {
    server = startPostgres({ ctype: 'C' });
  });
  afterAll(() => server.stop());

  it('has all its faults told at once, and none of them with the password', () => {
    const { bad } = checkAt(server.url());
    expect(bad.map(({ name }) => name)).toEqual(['lc_ctype', ...lossy]);
    const { message } = new ConfigError(bad);
    expect(message).toContain('- lc_ctype="C" knows no Korean letters.');
    expect(message).toContain('- fsync="off" confirms what a power cut destroys.');
    expect(message).not.toContain(new URL(server.url()).password);
  });

  it('has the login’s missing right to create tables told together with them', () => {
    on(server.url(), (admin) => admin.script("CREATE ROLE desk LOGIN PASSWORD 'hunter2'"));
    const address = new URL(server.url());
    [address.username, address.password] = ['desk', 'hunter2'];
    const ofLogin = () => checkAt(address.href).bad.filter(({ name }) => name === 'DATABASE_URL');
    expect(badAt(address.href).map(([name]) => name)).toEqual([
      ...['lc_ctype', ...lossy, 'DATABASE_URL'],
    ]);
    expect(ofLogin()).toMatchObject([
      { wrong: 'has a login that may not create tables in the schema public' },
    ]);
    on(server.url(), (admin) => admin.script('REVOKE USAGE ON SCHEMA public FROM PUBLIC'));
    expect(ofLogin()).toMatchObject([
      { wrong: 'has a login that may not use any schema of its search_path' },
    ]);
    on(server.url(), (admin) => admin.script('GRANT USAGE, CREATE ON SCHEMA public TO desk'));
    expect(ofLogin()).toEqual([]);
  });

  it('serves with ALLOW_ASYNC where only that is wrong, and what may be lost is told', () => {
    on(server.url(), (admin) =>
      admin.script("CREATE DATABASE korean TEMPLATE template0 LC_CTYPE 'C.UTF-8'"),
    );
    const allowed = checkAt(server.url('korean'), { ...strict, allowAsync: true });
    expect(allowed).toMatchObject({ bad: [], mayLose: lossy });
  });

  it.each(['SQL_ASCII', 'EUC_KR', 'LATIN1'])('can’t hold texts in %s', (encoding) => {
    const name = `in_${encoding.toLowerCase()}`;
    on(server.url(), (admin) =>
      admin.script(
        `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}' LC_CTYPE 'C'`,
      ),
    );
    const found = badAt(server.url(name), { ...strict, allowAsync: true });
    expect(found).toEqual([['server_encoding', encoding]]);
  });
});

describe('what is not PostgreSQL 15 or newer', () => {
  it.each([
    ['PostgreSQL 14.12 on x86_64-pc-linux-gnu', 140_012, 'leads to PostgreSQL 14.12'],
    ['PostgreSQL 15.2-YB-2025.1.0.0-b0 on x86_64', 150_002, 'which is not PostgreSQL itself'],
    ['CockroachDB CCL v25.1.0 (x86_64)', 130_000, 'leads to CockroachDB CCL, which is not'],
  ])('is refused by %s', (version, number, wrong) => {
    const asked: string[] = [];
    const script = (sql: string) => {
      asked.push(sql);
      return [{ version, server_version_num: number }];
    };
    const { bad } = checkServer({ script }, strict);
    expect(bad).toHaveLength(1);
    expect(bad[0]).toMatchObject({ name: 'DATABASE_URL', todo: 'Use PostgreSQL 15 or newer.' });
    expect(bad[0]?.wrong).toContain(wrong);
    expect(asked).toHaveLength(1);
  });
});
