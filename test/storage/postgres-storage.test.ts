/** What a transaction on PostgreSQL stores, and what its caller is told. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../server/clock.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import {
  openPostgresStorage,
  type LedStorage,
} from '../../server/storage/postgres/postgres-storage.ts';
import { prepare, savepoint } from '../../server/storage/statement.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { waitUntil } from '../support/wait-until.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';

const add = prepare('INSERT INTO chat_told (topic, thing) VALUES (?, ?)');
const things = prepare('SELECT thing FROM chat_told ORDER BY thing');

describeOnPostgres('a transaction', () => {
  let database: TestDatabase;
  let storage: LedStorage;
  /** What the storage does after a time, instead of waiting for it. */
  let due: (() => void)[];
  let lost: string[];
  beforeEach(() => {
    database = createTestDatabase(migratePostgres);
    lost = [];
    due = [];
    storage = open();
  });
  function open(isPatient = false): LedStorage {
    const after: Clock['after'] = (_ms, call) => {
      due.push(call);
      return { cancel: () => undefined };
    };
    const onLost = (why: string) => void lost.push(why);
    const clock = { ...systemClock, after };
    const parts = { url: database.url, clock, term: 0, onLost };
    return openPostgresStorage({ ...parts, isPatient, keepsAsking: true });
  }
  /** Runs a text on a connection of its own. */
  function onOther(text: string): unknown[] {
    const other = new PostgresConnection(database.url);
    try {
      return other.script(text);
    } finally {
      other.close();
    }
  }
  const endOthers = `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const beatMs = `SELECT (extract(epoch FROM clock_timestamp() - beat_at) * 1000)::float8 AS ms
    FROM desk_lead`;
  afterEach(() => {
    storage.close();
    database.drop();
  });

  it('is read once it is stored, and told of', async () => {
    let told = 0;
    storage.subscribe(() => (told += 1));
    expect(await storage.transact(() => add.run('person', 'a'))).toBe(1);
    expect(storage.read(things.values())).toEqual(['a']);
    expect(told).toBe(1);
  });

  it('stores nothing where its unit throws', async () => {
    const work = function* (): Unit<void> {
      yield* add.run('person', 'a');
      throw new Error('no');
    };
    await expect(storage.transact(work)).rejects.toThrow('no');
    expect(storage.read(things.values())).toEqual([]);
    expect(lost).toEqual([]);
  });

  it('fails where its unit goes on after a refused statement, unless in a savepoint', async () => {
    const goOn = (first: () => Unit<unknown>) =>
      function* (): Unit<void> {
        yield* add.run('person', 'a');
        try {
          yield* first();
        } catch {
          // As a unit with a fault would.
        }
      };
    const refused = () => add.run('no such topic', 'b');
    await expect(storage.transact(goOn(refused))).rejects.toThrow('ROLLBACK');
    expect(storage.read(things.values())).toEqual([]);
    await storage.transact(goOn(() => savepoint(refused())));
    expect(storage.read(things.values())).toEqual(['a']);
  });

  it('stores nothing once another desk has the lead, and says so once', async () => {
    onOther('UPDATE desk_lead SET term = 1');
    for (let n = 0; n < 2; n += 1) {
      await expect(storage.transact(() => add.run('person', 'a'))).rejects.toMatchObject({
        code: 'no-leader',
      });
    }
    expect(lost).toHaveLength(1);
    expect(storage.read(things.values())).toEqual([]);
  });

  it('outlives the limits that a role sets for idle sessions and for locks', () => {
    const owner = new PostgresConnection(database.url);
    owner.script(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET idle_session_timeout = 1000',
      current_database()); EXECUTE format('ALTER DATABASE %I SET lock_timeout = 1000',
      current_database()); END $$`);
    owner.close();
    const later = new PostgresConnection(database.url);
    expect(
      later.script(`SELECT current_setting('idle_session_timeout') AS idle,
      current_setting('lock_timeout') AS lock`),
    ).toEqual([{ idle: '0', lock: '0' }]);
    later.close();
  });

  it('is unknown where COMMIT is answered with a warning, in whatever language', async () => {
    const owner = new PostgresConnection(database.url);
    // By its code a warning; the word for it is the language's of the server.
    owner.script(`CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE NOTICE 'no standby has it' USING ERRCODE = '01000'; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON chat_told DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION warn()`);
    owner.close();
    await expect(storage.transact(() => add.run('person', 'a'))).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    expect(lost).toHaveLength(1);
  });

  it('fails where its connection ends, and the lead with it', async () => {
    const end = prepare(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    const work = function* (): Unit<void> {
      yield* add.run('person', 'a');
      const other = new PostgresConnection(database.url);
      other.script(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`);
      other.close();
      yield* end.value();
    };
    await expect(storage.transact(work)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(lost).toHaveLength(1);
    await expect(storage.transact(() => add.run('person', 'b'))).rejects.toMatchObject({
      code: 'no-leader',
    });
  });

  it('is refused, and nothing is stored, where its connection ended before', async () => {
    onOther(endOthers);
    await expect(storage.transact(() => add.run('person', 'a'))).rejects.toMatchObject({
      code: 'no-leader',
    });
    expect(lost).toHaveLength(1);
  });

  it('is not the first to notice that its connection has ended', () => {
    onOther(endOthers);
    for (const call of due) call();
    expect(lost).toHaveLength(1);
  });

  it('beats where it kept the desk from beating', async () => {
    onOther("UPDATE desk_lead SET beat_at = '2020-01-01'");
    const slow = prepare('SELECT pg_sleep(?)');
    await storage.transact(() => slow.value(1.1));
    expect(onOther(beatMs)).toEqual([{ ms: expect.closeTo(0, -4) as number }]);
  });

  it('may take long before the desk serves', async () => {
    const patient = open(true);
    const slow = prepare('SELECT pg_sleep(?)');
    await patient.transact(() => slow.value(3.1));
    patient.close();
    expect(lost).toEqual([]);
  });

  it('hears warnings where a database is set to tell errors only', () => {
    onOther(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET client_min_messages = error',
      current_database()); END $$`);
    expect(onOther("SELECT current_setting('client_min_messages') AS least")).toEqual([
      { least: 'notice' },
    ]);
  });

  it('asks whether it still leads, and beats with it', () => {
    onOther("UPDATE desk_lead SET beat_at = '2020-01-01'");
    expect(storage.stillLeads()).toBe(true);
    expect(onOther(beatMs)).toEqual([{ ms: expect.closeTo(0, -4) as number }]);
    onOther('UPDATE desk_lead SET term = 1');
    expect(storage.stillLeads()).toBe(false);
    expect(lost).toHaveLength(1);
  });

  it('neither leads nor beats once the lead was given away', async () => {
    onOther('UPDATE desk_lead SET beat_at = NULL');
    expect(storage.stillLeads()).toBe(false);
    await storage.transact(() => prepare('SELECT pg_sleep(?)').value(1.1));
    expect(onOther('SELECT beat_at FROM desk_lead')).toEqual([{ beat_at: null }]);
    expect(lost).toEqual([]);
  });

  it('leaves no connection behind where it can’t have both', async () => {
    const role = `changgu_test_one_${String(process.pid)}`;
    onOther(`CREATE ROLE ${role} LOGIN PASSWORD 'one' CONNECTION LIMIT 1`);
    try {
      const limited = new URL(database.url);
      limited.username = role;
      limited.password = 'one';
      const parts = { url: limited.href, clock: systemClock, term: 0, onLost: () => undefined };
      expect(() => openPostgresStorage(parts)).toThrow('too many connections');
      const sessions = `SELECT pid FROM pg_stat_activity WHERE usename = '${role}'`;
      await waitUntil(
        'both have ended',
        () => onOther(sessions).length,
        (open) => open === 0,
      );
    } finally {
      onOther(`DROP ROLE ${role}`);
    }
  });

  it('fails alone where a statement takes too long', async () => {
    const slow = prepare('SELECT pg_sleep(?)');
    await expect(storage.transact(() => slow.value(10))).rejects.toMatchObject({ code: '57014' });
    expect(lost).toEqual([]);
    expect(await storage.transact(() => add.run('person', 'a'))).toBe(1);
  });
});
