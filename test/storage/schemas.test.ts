/**
 * The schemas of both engines say the same, so that a column or a guard that was added to one of
 * them alone is noticed. How texts are indexed differs and is left out.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openOn, type TestStorage } from '../support/open-test-storage.ts';
import { describeOnPostgres } from '../support/postgres.ts';
import { schemaOfPostgres, schemaOfSqlite, type Schema } from '../support/read-schemas.ts';

describeOnPostgres('the schema of PostgreSQL', () => {
  let opened: TestStorage[] = [];
  let sqlite: Schema;
  let postgres: Schema;

  beforeAll(() => {
    const [first, second] = [openOn('sqlite'), openOn('postgres')];
    opened = [first, second];
    sqlite = schemaOfSqlite(first);
    postgres = schemaOfPostgres(second);
  });
  afterAll(() => {
    for (const one of opened) one.close();
  });

  it('has the tables of SQLite', () => {
    const [audit, ofPostgres] = [sqlite.tables['audit'], postgres.tables['audit']];
    // Two desks that both wrote a row after the same one.
    expect(ofPostgres?.unique).toEqual([...(audit?.unique ?? []), 'prev_hash']);
    audit?.unique.push('prev_hash');
    expect(postgres.tables).toEqual(sqlite.tables);
    expect(Object.keys(sqlite.tables).length).toBeGreaterThan(50);
  });

  it('has the views and indexes of SQLite', () => {
    expect(postgres.views).toEqual(sqlite.views);
    expect(postgres.indexes).toEqual(sqlite.indexes);
  });

  it('has the guards of SQLite, with the same words', () => {
    expect(postgres.triggers).toEqual(sqlite.triggers);
    expect(Object.keys(sqlite.triggers).length).toBeGreaterThan(90);
  });

  it('refuses TRUNCATE of each table that has a guard', () => {
    const [, second] = opened;
    const guarded = Object.values(postgres.triggers).map(({ table }) => table);
    const kept = second?.db.all(
      "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname LIKE '%\\_no\\_truncate'",
    ) as { name: string }[];
    expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(guarded));
    expect(() => second?.db.script('TRUNCATE event')).toThrow('event: it is never emptied');
  });

  it('begins with the rows of SQLite', () => {
    for (const table of Object.keys(sqlite.tables)) {
      const [first, second] = opened.map(({ db }) =>
        db
          .all(`SELECT * FROM "${table}"`)
          .map((row) => JSON.stringify(row))
          .toSorted(),
      );
      expect(second, table).toEqual(first);
    }
  });

  it('has the number of SQLite’s', () => {
    const [first, second] = opened;
    expect(second?.db.value('SELECT version FROM desk_schema')).toBe(
      first?.db.value('SELECT user_version FROM pragma_user_version'),
    );
  });
});
