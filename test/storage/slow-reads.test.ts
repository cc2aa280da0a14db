import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskInput } from '../../server/storage/slow-reads/tasks.ts';
import { openSlowReads, type SlowReads } from '../../server/storage/slow-reads/slow-reads.ts';
import { PostgresConnection } from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { createTestDatabase, describeOnPostgres } from '../support/postgres.ts';
import { openTestFile, plantPayment, type TestFile } from '../support/open-test-storage.ts';

let test: TestFile;
let reads: SlowReads;
beforeEach(() => {
  test = openTestFile();
  reads = openSlowReads({ file: test.file });
});
afterEach(async () => {
  await reads.close();
  test.close();
});

const list: TaskInput<'page'> = { filter: { q: '티셔츠' }, sort: '-changed', limit: 2 };
const broken = { ...list, limit: 'many' } as unknown as TaskInput<'page'>;

describe('a slow read', () => {
  it('sees what was committed just before it was requested', async () => {
    expect(await reads.run('page', list)).toEqual({ items: [], nextCursor: null });
    const payToken = await plantPayment(test.storage);
    const page = await reads.run('page', list);
    expect(page?.items.map((text) => JSON.parse(text) as unknown)).toMatchObject([{ payToken }]);
    expect(await reads.run('sums', { q: '티셔츠' })).toMatchObject({ count: 1, paid: 35_000 });
  });

  it('does not block the desk meanwhile', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await reads.run('sums', { q: '티셔츠' });
    clearInterval(turning);
    expect(turns).toBeGreaterThan(0);
  });

  it('that fails says why, and the next one succeeds', async () => {
    await expect(reads.run('page', broken)).rejects.toThrow('is no number of rows');
    expect(await reads.run('page', list)).toEqual({ items: [], nextCursor: null });
  });

  it('returns to each caller its own result, however many run at once', async () => {
    for (let n = 0; n < 5; n += 1) await plantPayment(test.storage);
    const limits = [1, 2, 3, 4, 5];
    const pages = await Promise.all(limits.map((limit) => reads.run('page', { ...list, limit })));
    expect(pages.map((page) => page?.items.length)).toEqual(limits);
  });

  it('is refused at once where fifty wait, and accepted again afterwards', async () => {
    const asked = Array.from({ length: 70 }, () => reads.run('sums', { q: '티셔츠' }));
    const settled = await Promise.allSettled(asked);
    const failures = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(failures).toHaveLength(20);
    expect(failures[0]).toMatchObject({ code: 'desk-busy' });
    expect([reads.line.length(), reads.line.refused()]).toEqual([0, 20]);
    expect(await reads.run('sums', { q: '티셔츠' })).toMatchObject({ count: 0 });
  });

  it('is aborted when the desk stops', async () => {
    const reading = reads.run('sums', { q: '티셔츠' });
    const given = expect(reading).rejects.toThrow('The desk has stopped');
    await reads.close();
    await given;
  });
});

describeOnPostgres('a slow read on PostgreSQL', () => {
  it('connects again where its connection has ended', async () => {
    const database = createTestDatabase(migratePostgres);
    const there = openSlowReads({ url: database.url });
    try {
      expect(await there.run('page', list)).toEqual({ items: [], nextCursor: null });
      const other = new PostgresConnection(database.url);
      other.script(`SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`);
      other.close();
      expect(await there.run('page', list)).toEqual({ items: [], nextCursor: null });
    } finally {
      await there.close();
      database.drop();
    }
  });
});
