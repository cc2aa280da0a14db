/** How far standbys are behind, read as /metrics does. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { standbyLags } from '../../server/storage/postgres/replication.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { openOn } from '../support/open-test-storage.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { startPostgresPair, type TestServer } from '../support/postgres-server.ts';

it('there is none on SQLite', () => {
  const { storage, close } = openOn('sqlite');
  expect(storage.read(standbyLags())).toEqual([]);
  close();
});

describeOnPostgres('a primary with a synchronous standby', () => {
  let primary: TestServer;
  let standby: TestServer;
  beforeAll(() => {
    ({ primary, standby } = startPostgresPair());
  });
  afterAll(() => {
    standby.stop();
    primary.stop();
  });

  function lagsFor(role: string) {
    const connection = new PostgresConnection(primary.url());
    try {
      connection.script(`SET ROLE ${role}`);
      return runUnit(connection, standbyLags());
    } finally {
      connection.close();
    }
  }

  it('tells it of its standby, and nothing to a role that may not see it', () => {
    const admin = new PostgresConnection(primary.url());
    admin.script('CREATE ROLE plain');
    admin.script('CREATE ROLE watching IN ROLE pg_read_all_stats');
    admin.close();
    const [lag, ...others] = lagsFor('watching');
    expect(others).toEqual([]);
    expect(lag).toMatchObject({ sync: 'sync' });
    expect(lag?.name).not.toBe('');
    // What was confirmed is on its disk.
    expect(lag?.bytes).toBeLessThan(1e6);
    expect(lag?.seconds ?? 0).toBeLessThan(60);
    expect(lagsFor('plain')).toEqual([]);
  });
});
