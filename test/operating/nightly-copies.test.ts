/** The nightly copy: a real file, real copying, and a fake clock. */
import {
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  closeSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../server/log.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { copyDatabase } from '../../server/storage/copy-database.ts';
import { copiesIn } from '../../server/storage/copy-files.ts';
import { createNightlyCopies, type NightlyCopies } from '../../server/upkeep/nightly-copies.ts';
import { DAY_MS } from '../../shared/kst.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { openTestFile, plantPayment, type TestFile } from '../support/open-test-storage.ts';
import { waitUntil } from '../support/wait-until.ts';
import { prepare } from '../../server/storage/statement.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let clock: FakeClock;
let data: TestFile;
let folder: string;
let log: string[];
let nights: NightlyCopies;

function startNights(): void {
  nights = createNightlyCopies({
    file: data.file,
    schema: 3,
    folder,
    clock,
    log: createLogger('info', (line) => log.push(line)),
  });
  nights.start();
}

beforeEach(async () => {
  // Nine in the morning in Seoul.
  clock = createFakeClock('2026-11-24T00:00:00.000Z');
  data = openTestFile(clock);
  await plantPayment(data.storage);
  folder = join(data.dir, 'copies');
  log = [];
  startNights();
});
afterEach(async () => {
  await nights.stop();
  data.close();
});

const isFolder = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
const names = () => (isFolder() ? readdirSync(folder).toSorted() : []);
const newest = () => names().at(-1) ?? '';

const isCopying = () => names().some((name) => name.includes('.part'));

/** Moves on in steps, so that a copy that was started ends within its minutes. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10 * MINUTE_MS) {
    await clock.advance(Math.min(left, 10 * MINUTE_MS));
    await waitUntil('no copy is being made', () => !isCopying());
  }
}

function describeCopy(name: string) {
  const copy = openConnection(join(folder, name));
  try {
    return {
      check: copy.pragma('integrity_check', { simple: true }),
      mark: copy.prepare('SELECT kind, at FROM restore_mark').get(),
      payments: copy.prepare('SELECT count(*) FROM payment').pluck().get(),
    };
  } finally {
    copy.close();
  }
}

describe('a copy every night', () => {
  it('is made soon after the first start, whole, marked and for its owner alone', async () => {
    await pass(2 * MINUTE_MS);
    expect(names()).toEqual(['test-20261124-090100KST-v3.db']);
    expect(statSync(join(folder, newest())).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(describeCopy(newest())).toEqual({
      check: 'ok',
      mark: { kind: 'copy', at: '2026-11-24T00:01:00.000Z' },
      payments: 1,
    });
    expect(nights.ageSeconds()).toBe(60);
    await pass(17 * HOUR_MS);
    expect(names()).toHaveLength(1);
  });

  it('comes at 03:20 in Seoul; of sixteen nights fourteen stay, the newest among them', async () => {
    for (let night = 0; night < 16; night += 1) {
      await plantPayment(data.storage);
      await pass(DAY_MS);
    }
    expect(names()).toHaveLength(14);
    expect(names().every((name) => /-0320\d\dKST-v3\.db$/.test(name))).toBe(true);
    expect(names()[0]).toContain('test-20261127-');
    expect(newest()).toContain('test-20261210-');
    expect(describeCopy(newest())).toMatchObject({ check: 'ok', payments: 17 });
    expect(nights.failures()).toBe(0);
  });

  it('is not repeated by a restart on the same day, but by one after a day without', async () => {
    await pass(2 * MINUTE_MS);
    await nights.stop();
    clock.set('2026-11-24T17:00:00.000Z');
    startNights();
    await pass(5 * MINUTE_MS);
    expect(names()).toHaveLength(1);
    await nights.stop();
    clock.set('2026-11-25T00:02:00.000Z');
    startNights();
    await pass(2 * MINUTE_MS);
    expect(names()).toHaveLength(2);
  });

  it('touches no file that is not its own, and is not misled by a wrong clock', async () => {
    mkdirSync(folder);
    const others = [
      'live-20200101-032000KST-v3.db',
      'test-20200101-032000KST-v2-before-v3.db',
      'test-20990101-032000KST-v3.db',
      'test-before-the-move.db',
    ];
    for (const name of others) writeFileSync(join(folder, name), name);
    writeFileSync(join(folder, 'test-20261101-032000KST-v3.db.part'), 'half');
    writeFileSync(join(folder, 'test-20261101-032000KST-v3.db.part-wal'), 'half');
    for (let night = 0; night < 3; night += 1) await pass(DAY_MS);
    expect(names()).toEqual(expect.arrayContaining(others));
    expect(names()).toHaveLength(3 + 1 + others.length);
    await fourteenCopies();
    await pass(DAY_MS);
    expect(names()).toEqual(expect.arrayContaining(others));
    expect(names()).toHaveLength(14 + others.length);
  });
});

/** There are fourteen copies; the newest of them is a real one. */
async function fourteenCopies(): Promise<string[]> {
  await pass(2 * MINUTE_MS);
  for (let day = 1; day <= 13; day += 1) {
    const date = String(day).padStart(2, '0');
    copyFileSync(join(folder, newest()), join(folder, `test-202611${date}-032000KST-v3.db`));
  }
  return names();
}

describe('a night that fails', () => {
  it('loses no copy, is loud, and is tried again every hour', async () => {
    const before = await fourteenCopies();
    renameSync(folder, `${folder}-away`);
    writeFileSync(folder, 'somebody put a file here');
    await pass(18 * HOUR_MS + 30 * MINUTE_MS);
    const tries = nights.failures();
    expect(tries).toBeGreaterThan(0);
    await pass(HOUR_MS + MINUTE_MS);
    expect(nights.failures()).toBe(tries + 1);
    expect(log.filter((line) => line.includes('"level":"error"'))).toHaveLength(tries + 1);
    rmSync(folder);
    renameSync(`${folder}-away`, folder);
    expect(names()).toEqual(before);
    await pass(HOUR_MS + MINUTE_MS);
    expect(names().slice(0, -1)).toEqual(before.slice(1));
    expect(describeCopy(newest()).check).toBe('ok');
  });

  it('because the data is damaged keeps the good copies', async () => {
    const before = await fourteenCopies();
    data.storage.close();
    damage(data.file);
    await pass(DAY_MS);
    expect(names()).toEqual(before);
    expect(before).toHaveLength(14);
    expect(nights.failures()).toBeGreaterThan(1);
    expect(log.join('\n')).toMatch(/damaged|malformed/);
    rmSync(data.file);
    renameSync(`${data.file}-good`, data.file);
  });

  it('because the desk stops leaves nothing half made', async () => {
    await clock.advance(MINUTE_MS);
    expect(isCopying()).toBe(true);
    await nights.stop();
    expect(names()).toEqual([]);
    expect(nights.failures()).toBe(0);
    await pass(DAY_MS);
    expect(names()).toEqual([]);
  });
});

/** Overwrites a page of an index; the original file stays beside it. */
function damage(file: string): void {
  const connection = openConnection(file);
  connection.pragma('wal_checkpoint(TRUNCATE)');
  const page = connection
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'payment_by_amount'")
    .pluck()
    .get() as number;
  const size = connection.pragma('page_size', { simple: true }) as number;
  connection.close();
  writeFileSync(`${file}-good`, readFileSync(file));
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(size - 100), 0, size - 100, (page - 1) * size + 100);
  closeSync(handle);
}

/** Rows of 16 KB: enough for a commit between any two steps of the copy. */
const BEFORE = 3000;

describe('copying beside a desk that writes', () => {
  it('gives the data as it was at one moment, without beginning anew', async () => {
    const insert = `INSERT INTO callback (received_at, content_type, body_hash, body)
      VALUES ('2026-11-24', 'text/plain', ?, ?)`;
    const write = (count: number, name: string) =>
      data.storage.transact(function* () {
        for (let n = 0; n < count; n += 1) {
          yield* prepare(insert).run(`${name}-${String(n)}`, 'x'.repeat(16_000));
        }
      });
    await write(BEFORE, 'before');
    const target = join(folder, 'asked-for.db');
    const done = new AbortController();
    let written = 0;
    const writer = (async () => {
      while (!done.signal.aborted) {
        await write(1, `meanwhile-${String(written)}`);
        written += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    await copyDatabase(data.file, target, clock.nowIso());
    done.abort();
    await writer;
    const copy = openConnection(target, { readonly: true });
    const kept = copy.prepare('SELECT count(*) FROM callback').pluck().get() as number;
    const names = copy.prepare('SELECT body_hash FROM callback ORDER BY id').pluck().all();
    copy.close();
    const meanwhile = Array.from({ length: kept - BEFORE }, (_, n) => `meanwhile-${String(n)}-0`);
    expect(names.slice(BEFORE)).toEqual(meanwhile);
    // The time was near the start: writing went on while the pages were copied.
    expect(written - meanwhile.length).toBeGreaterThan(10);
    expect(copiesIn(folder, 'test.db')).toEqual([]);
  });

  it('is not begun where it would take the last room', async () => {
    const large = join(data.dir, 'large.db');
    // Larger than any disk, and sparse: it takes no space.
    writeFileSync(large, '');
    truncateSync(large, 8 * 1024 ** 4);
    const copying = copyDatabase(large, join(folder, 'copy.db'), clock.nowIso());
    await expect(copying).rejects.toThrow('not enough room');
    expect(names()).toEqual([]);
  });

  it('overwrites nothing', async () => {
    const target = join(data.dir, 'there.db');
    writeFileSync(target, 'precious');
    await expect(copyDatabase(data.file, target, clock.nowIso())).rejects.toThrow('there already');
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });
});
