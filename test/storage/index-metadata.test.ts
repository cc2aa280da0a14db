/** Metadata of a file of 0.1.0 is found at once, and by the index once the desk has filled it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { indexSomeMetadata, isMetadataUnindexed } from '../../server/storage/index-metadata.ts';
import { pagePayments } from '../../server/storage/payment-list.ts';
import { openStorage, type FileStorage } from '../../server/storage/storage.ts';
import { itOnSqlite } from '../support/engine.ts';
import { startTestDesk } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { prepare } from '../../server/storage/statement.ts';

const RELEASE = join(import.meta.dirname, '../fixtures/release-0.1.0.db.gz');

let dir = '';
let storage: FileStorage;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-metadata-'));
  const file = join(dir, 'changgu.db');
  writeFileSync(file, gunzipSync(readFileSync(RELEASE)));
  const old = new Database(file);
  old.exec(`UPDATE payment SET metadata = '창가 ' || rowid`);
  old.close();
  storage = openStorage(file, systemClock);
});
afterEach(() => {
  storage.close();
  rmSync(dir, { recursive: true, force: true });
});

const count = (sql: string) => storage.reader.prepare(sql).pluck().get() as number;
const found = (masked = false) =>
  storage.read(
    pagePayments({
      filter: { q: '창가', masked },
      sort: '-created',
      limit: 200,
    }),
  )?.items.length;

it('finds it before, in between and after', async () => {
  const payments = count('SELECT count(*) FROM payment');
  expect(payments).toBeGreaterThan(0);
  expect(storage.read(isMetadataUnindexed())).toBe(true);
  expect(found()).toBe(Math.min(payments, 200));
  expect(found(true)).toBe(0);
  // One changes before its turn.
  await storage.transact(function* () {
    yield* prepare(`UPDATE payment SET metadata = '창가 자리' WHERE rowid =
      (SELECT min(rowid) FROM payment WHERE erased_at IS NULL)`).run();
  });
  while (await storage.transact(indexSomeMetadata)) {
    expect(found()).toBe(Math.min(payments, 200));
  }
  expect(storage.read(isMetadataUnindexed())).toBe(false);
  expect(found()).toBe(Math.min(payments, 200));
  expect(count('SELECT count(*) FROM payment_metadata')).toBe(payments);
});

itOnSqlite('is what a desk does at its start', async () => {
  const desk = await startTestDesk();
  await desk.stop();
  const file = new Database(desk.database);
  file.exec('INSERT INTO payment_metadata_rest (id, below) VALUES (0, 200)');
  file.close();
  await desk.start();
  const rest = () => desk.read('SELECT below FROM payment_metadata_rest').length;
  await waitUntil('nothing is left', rest, (left) => left === 0);
  await desk.close();
});
