/** Moving the books from their file to PostgreSQL and back: all of them, or nothing. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAuditKey } from '../../server/audit/audit-key.ts';
import { verifyLog } from '../../server/audit/verify-log.ts';
import { systemClock } from '../../server/clock.ts';
import { appendAudit } from '../../server/storage/audit.ts';
import { openConnection, type Connection } from '../../server/storage/connection.ts';
import { findMoved } from '../../server/storage/moved-mark.ts';
import type { Row, Source, Target } from '../../server/storage/moving/books.ts';
import type { TableFacts } from '../../server/storage/moving/compare-books.ts';
import {
  haveArrivedInFile,
  openFileSource,
  openFileTarget,
} from '../../server/storage/moving/file-books.ts';
import {
  endFormerMove,
  moveBooks,
  MoveDiffers,
  type Destination,
} from '../../server/storage/moving/move-books.ts';
import {
  haveArrivedOnPostgres,
  openPostgresSource,
  openPostgresTarget,
} from '../../server/storage/moving/postgres-books.ts';
import type { Table } from '../../server/storage/moving/table.ts';
import { checkServer } from '../../server/storage/postgres/check-server.ts';
import {
  ConnectionLost,
  PostgresConnection,
  shownAddress,
  slowBounds,
} from '../../server/storage/postgres/connection.ts';
import { migratePostgres } from '../../server/storage/postgres/migrate.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import { openStorage } from '../../server/storage/storage.ts';
import type { Read } from '../../server/storage/unit.ts';
import { insertRaw, plantPayment, rawRefund, walkTo } from '../support/open-test-storage.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../support/postgres.ts';
import { openRawDatabase } from '../support/raw-database.ts';
import { atCommandLine } from '../support/staff-accounts.ts';

const AT = '2026-01-02T03:04:05.678Z';
const clock = systemClock;

const SILENT_MS = 4000;

/** A fault on the way, by what is done instead. */
interface Planted {
  target?: (target: Target) => Partial<Target>;
  hasArrived?: Destination['hasArrived'];
}

/** The schema, and every row of every table with its numbers, as SQLite has them. */
function contentOf(path: string) {
  const db = openRawDatabase(path);
  try {
    const names = db.values(`SELECT name FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema' ORDER BY name`);
    return {
      version: db.value('SELECT user_version FROM pragma_user_version'),
      schema: db.all('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name'),
      rows: names.map((name) => {
        const rows = db.all(`SELECT * FROM "${String(name)}"`).map((row) => JSON.stringify(row));
        return { name, rows: rows.toSorted() };
      }),
    };
  } finally {
    db.close();
  }
}

describeOnPostgres('the books', () => {
  let dir: string;
  let database: TestDatabase;
  /** Closed. */
  let file: string;

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'changgu-move-'));
    database = createTestDatabase();
    file = join(dir, 'test.db');
    const storage = openStorage(file, clock);
    const db = openRawDatabase(file);
    const tokens = [await plantPayment(storage), await plantPayment(storage)];
    await plantPayment(storage, {
      productDesc: '머그컵 🍵 \\ " \u2028',
      metadata: JSON.stringify({ 매장: '성수', seat: 'A-1' }),
      refunds: [
        { refundNo: 'r-1', amount: 4000, at: '2019-04-02T00:00:00.000Z', reason: null, done: true },
      ],
    });
    for (const [at, payToken] of tokens.entries()) {
      const row = rawRefund(payToken);
      db.unit(insertRaw(row));
      db.unit(walkTo(String(row['id']), at === 0 ? 'succeeded' : 'unknown'));
    }
    await storage.transact(() =>
      appendAudit({ at: AT, actor: atCommandLine, action: 'signed-out', detail: { why: '끝' } }),
    );
    db.close();
    storage.close();
  });
  afterEach(() => {
    database.drop();
    rmSync(dir, { recursive: true, force: true });
  });

  const verify = async (read: Read) =>
    JSON.stringify(await verifyLog(read, openAuditKey(dir).trusted));

  const toPostgres = (): Destination => ({
    place: shownAddress(database.url),
    hasArrived: (newest) => haveArrivedOnPostgres(database.url, newest),
  });
  const toFile = (): Destination => ({
    place: file,
    hasArrived: (newest) => haveArrivedInFile(file, newest),
  });

  async function move(
    { hasArrived }: Destination,
    { source, target, tables }: { source: Source; target: Target; tables: readonly Table[] },
    planted: Planted,
  ): Promise<TableFacts[]> {
    try {
      return await moveBooks({
        ...{ source, tables, verify, at: AT, beforeKept: () => undefined },
        target: { ...target, ...planted.target?.(target) },
        hasArrived: planted.hasArrived ?? hasArrived,
      });
    } finally {
      target.close();
      source.close();
    }
  }

  const desk = { books: 'test.db', keys: 'keys' };

  function moveToPostgres(planted: Planted = {}): Promise<TableFacts[]> {
    const { books: target, tables } = openPostgresTarget(database.url, desk);
    const source = openFileSource(file, { clock, copiesDir: undefined, tables });
    return move(toPostgres(), { source, target, tables }, planted);
  }

  function moveToFile(planted: Planted = {}): Promise<TableFacts[]> {
    const { books: source, tables } = openPostgresSource(database.url, SILENT_MS);
    const target = openFileTarget(file, { clock, tables });
    return move(toFile(), { source, target, tables }, planted);
  }

  const onPostgres = <Result>(work: (there: PostgresConnection) => Result): Result => {
    const there = new PostgresConnection(database.url, slowBounds);
    try {
      return work(there);
    } finally {
      there.close();
    }
  };
  const inFile = <Result>(path: string, work: (db: Connection) => Result): Result => {
    const db = openConnection(path);
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  const payments = () => onPostgres((there) => there.script('SELECT count(*) AS n FROM payment'));
  const NONE = [{ n: 0 }];
  const movedTo = () => inFile(file, (db) => runUnit(db, findMoved()))?.place ?? null;
  const movedBackTo = () => onPostgres((there) => runUnit(there, findMoved()))?.place ?? null;
  const beside = () => readdirSync(dir).filter((name) => name.includes('.part'));

  /** Ends all connections to the database but the asking one. */
  const cutAll = () =>
    void onPostgres((there) =>
      there.script(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()`),
    );

  /** A source of which the rows of a table are others. */
  const changing =
    (name: string, change: (rows: Row[], table: Table) => Row[]) =>
    ({ fill }: Target): Partial<Target> => ({
      fill: (tables, rowsOf) =>
        fill(tables, (table) =>
          table.name === name ? change([...rowsOf(table)], table) : rowsOf(table),
        ),
    });
  const withCell = (row: Row, { columns }: Table, column: string, cell: Row[number]): Row =>
    row.with(columns.indexOf(column), cell);

  it('go to PostgreSQL and come back: rows, guards and search are as before', async () => {
    const former = join(dir, 'former.db');
    copyFileSync(file, former);
    const there = await moveToPostgres();
    expect(there.find(({ name }) => name === 'payment')).toMatchObject({ rows: 3 });
    const back = await moveToFile();
    expect(back).toEqual(there);
    expect(contentOf(file)).toEqual(contentOf(former));
    for (const path of [former, file]) {
      const found = `SELECT count(*) FROM payment_text WHERE payment_text MATCH '"머그컵"'`;
      expect(inFile(path, (db) => db.prepare(found).pluck().get())).toBe(1);
    }
    const refused = () => inFile(file, (db) => db.exec('DELETE FROM event'));
    expect(refused).toThrow('event');
    expect(beside()).toEqual([]);
  });

  it('are guarded on PostgreSQL', async () => {
    await moveToPostgres();
    onPostgres((there) => {
      expect(() => there.script('DELETE FROM event')).toThrow('event');
      expect(() => there.script('TRUNCATE payment CASCADE')).toThrow();
      expect(there.script("SELECT count(*) AS n FROM pg_trigger WHERE tgenabled = 'D'")).toEqual(
        NONE,
      );
    });
  });

  it('take a text with NUL along as its sign, which PostgreSQL can hold', async () => {
    const storage = openStorage(file, clock);
    const payToken = await plantPayment(storage, { productDesc: 'b\0c' });
    storage.close();
    const there = await moveToPostgres();
    expect(
      onPostgres((at) =>
        at.script(`SELECT product_desc FROM payment WHERE pay_token = '${payToken}'`),
      ),
    ).toEqual([{ product_desc: 'b\u2400c' }]);
    expect(await moveToFile()).toEqual(there);
  });

  const faults: [string, string, (rows: Row[], table: Table) => Row[]][] = [
    [
      'a text',
      'payment',
      ([row = [], ...more], table) => [withCell(row, table, 'product_desc', '다른 것'), ...more],
    ],
    [
      'a sum',
      'payment',
      ([row = [], ...more], table) => [withCell(row, table, 'checked_no', 987_654), ...more],
    ],
    ['the number of rows', 'event', (rows) => rows.slice(0, -1)],
    [
      'a row of the audit log',
      'audit',
      (rows, table) => rows.map((row) => withCell(row, table, 'detail', '{"why":"다름"}')),
    ],
  ];

  it.each(faults)('are not kept on PostgreSQL where %s changed', async (_what, name, change) => {
    await expect(moveToPostgres({ target: changing(name, change) })).rejects.toThrow(MoveDiffers);
    expect(payments()).toEqual(NONE);
    expect(movedTo()).toBeNull();
    openStorage(file, clock).close();
  });

  it.each(faults)('are not kept in a file where %s changed', async (_what, name, change) => {
    await moveToPostgres();
    await expect(moveToFile({ target: changing(name, change) })).rejects.toThrow(MoveDiffers);
    expect(movedTo()).not.toBeNull();
    expect(movedBackTo()).toBeNull();
    expect(beside()).toEqual([]);
  });

  it('are not kept where the audit log verifies otherwise there', async () => {
    const target = ({ read }: Target): Partial<Target> => ({
      read: (unit) => {
        const result = read(unit);
        return (Array.isArray(result) ? [] : result) as typeof result;
      },
    });
    await expect(moveToPostgres({ target })).rejects.toThrow('the audit log');
    expect(payments()).toEqual(NONE);
  });

  it('stay where they are when the connection is lost half way', async () => {
    const cut = changing('payment', (rows) => {
      cutAll();
      return rows;
    });
    await expect(moveToPostgres({ target: cut })).rejects.toThrow(ConnectionLost);
    expect(payments()).toEqual(NONE);
    expect(movedTo()).toBeNull();
    await moveToPostgres();
    await expect(moveToFile({ target: cut })).rejects.toThrow(ConnectionLost);
    expect(movedBackTo()).toBeNull();
    expect(movedTo()).not.toBeNull();
    expect(beside()).toEqual([]);
  });

  it('stay where they are when the target can not keep them', async () => {
    const target = (): Partial<Target> => ({
      keep: () => {
        throw new Error('the disk is full');
      },
    });
    await expect(moveToPostgres({ target })).rejects.toThrow('the disk is full');
    expect(movedTo()).toBeNull();
    await moveToPostgres();
    await expect(moveToFile({ target })).rejects.toThrow('the disk is full');
    expect(movedBackTo()).toBeNull();
    await moveToFile();
  });

  it('have moved when only the answer to keeping them was lost', async () => {
    const target = ({ keep }: Target): Partial<Target> => ({
      keep: () => {
        keep();
        throw new Error('no answer');
      },
    });
    await moveToPostgres({ target });
    expect(movedTo()).not.toBeNull();
    await moveToFile({ target });
    expect(movedBackTo()).not.toBeNull();
  });

  describe.each([
    ['kept', true],
    ['not kept', false],
  ])('of a move that was cut off after the mark, %s', (_what, isKept) => {
    /** The process ends: nothing is asked or unmarked any more. */
    const cutOff: Planted = {
      target: ({ keep }) => ({
        keep: () => {
          if (isKept) keep();
          throw new Error('cut off');
        },
      }),
      hasArrived: () => {
        throw new Error('cut off');
      },
    };

    it('to PostgreSQL, are where the next run finds them', async () => {
      await expect(moveToPostgres(cutOff)).rejects.toThrow('cut off');
      expect(movedTo()).not.toBeNull();
      expect(inFile(file, (db) => runUnit(db, endFormerMove(toPostgres())))).toBe(isKept);
      expect(movedTo() === null).toBe(!isKept);
      expect(payments()).toEqual(isKept ? [{ n: 3 }] : NONE);
      if (!isKept) await moveToPostgres();
    });

    it('to a file, are where the next run finds them', async () => {
      await moveToPostgres();
      await expect(moveToFile(cutOff)).rejects.toThrow('cut off');
      expect(movedBackTo()).toBe(file);
      expect(onPostgres((there) => runUnit(there, endFormerMove(toFile())))).toBe(isKept);
      expect(movedBackTo() === null).toBe(!isKept);
      if (!isKept) await moveToFile();
    });
  });

  it('that were moved refuse to be served, and say the way back', async () => {
    await moveToPostgres();
    expect(() => openStorage(file, clock)).toThrow('npm run move -- --from');
    await moveToFile();
    openStorage(file, clock).close();
    const { bad } = onPostgres((there) => checkServer(there, { clock, allowAsync: true }));
    expect(bad).toEqual([
      expect.objectContaining({
        name: 'DATABASE_URL',
        wrong: expect.stringContaining(file) as string,
        todo: expect.stringContaining('npm run move -- --to') as string,
      }),
    ]);
    expect(() => openPostgresTarget(database.url, desk)).toThrow('npm run move -- --to');
    expect(() => onPostgres(migratePostgres)).toThrow('schema');
  });

  it('that were moved elsewhere are not taken for those that arrive here', async () => {
    await moveToPostgres();
    const elsewhere = { ...toPostgres(), place: 'db.example.com/other' };
    expect(() => inFile(file, (db) => runUnit(db, endFormerMove(elsewhere)))).toThrow('moved to');
  });

  it('do not go to a database that a desk has used', async () => {
    onPostgres((there) => {
      migratePostgres(there);
      there.script('UPDATE desk_lead SET term = 1');
    });
    expect(() => openPostgresTarget(database.url, desk)).toThrow('A desk has used this database');
    onPostgres((there) =>
      there.script(
        "UPDATE desk_lead SET term = 0; INSERT INTO setting VALUES (1, '{}', 1, 'x', 'y')",
      ),
    );
    expect(() => openPostgresTarget(database.url, desk)).toThrow('A desk has used this database');
  });

  it('do not go to a file that has books', async () => {
    await moveToPostgres();
    const { books, tables } = openPostgresSource(database.url, SILENT_MS);
    const other = join(dir, 'other.db');
    openStorage(other, clock).close();
    expect(() => openFileTarget(other, { clock, tables })).toThrow('books of its own');
    books.close();
  });

  it('do not leave PostgreSQL while a desk leads there', async () => {
    await moveToPostgres();
    const beat = (ago: string) =>
      onPostgres((there) =>
        there.script(`UPDATE desk_lead SET term = 1, url = 'http://10.0.0.2:4000',
          beat_at = clock_timestamp() - interval '${ago}'`),
      );
    beat('1 second');
    await expect(async () => moveToFile()).rejects.toThrow('http://10.0.0.2:4000 leads');
    beat('1 hour');
    await moveToFile();
  });
});
