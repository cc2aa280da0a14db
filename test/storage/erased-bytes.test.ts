/**
 * Erased data leaves the file's bytes, also where rows grew and moved before. SQLite does not
 * overwrite what it moved to another page, so a few old copies stay until the file is rewritten.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { Database } from '../../server/sqlite.ts';
import { openConnection } from '../../server/storage/connection.ts';
import { erasePayment, paymentsToErase } from '../../server/storage/erasure.ts';
import { openStorage } from '../../server/storage/storage.ts';
import { runUnit } from '../../server/storage/run-unit.ts';
import type { Unit } from '../../server/storage/unit.ts';
import { prepare } from '../../server/storage/statement.ts';

const RELEASE = join(import.meta.dirname, '../fixtures/release-0.1.0.db.gz');
const OLD = '2019-01-01T00:00:00.000Z';
const NOW = '2026-11-30T00:00:00.000Z';
const COUNT = 600;

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'changgu-bytes-'));
  file = join(dir, 'x.db');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const phoneOf = (no: number) => `010-7531-${String(1000 + no)}`;
const metadataOf = (no: number) => `받는 분 ${String(no)}호 박지훈`;

interface Column {
  name: string;
  type: string;
  must: number;
}

/** Payments of 2019, each with a buyer. */
function* plant(): Unit<void> {
  const columns = (yield* prepare(
    `SELECT name, type, "notnull" AND dflt_value IS NULL AS must FROM pragma_table_info('payment')`,
  ).all()) as Column[];
  const least = columns
    .filter(({ must }) => must === 1)
    .map(({ name, type }) => [name, type === 'INTEGER' ? 0 : OLD] as const);
  const base = {
    ...Object.fromEntries(least),
    ...{ status: 'PAY_STANDBY', amount: 1000, taxable: 909, vat: 91, parts_told: 1 },
    ...{ observed_by: 'status', unbooked: '[]', created_at: OLD },
  };
  for (let no = 0; no < COUNT; no += 1) {
    const row = {
      ...base,
      ...{ pay_token: `t${String(no)}`, order_no: `o${String(no)}` },
      ...{ product_desc: `꽃다발 (${phoneOf(no)})`, metadata: metadataOf(no) },
    };
    const known = Object.entries(row).filter(([name]) => columns.some((one) => one.name === name));
    const names = known.map(([name]) => name);
    const values = names.map((name) => `@${name}`).join(', ');
    yield* prepare(`INSERT INTO payment (${names.join(', ')}) VALUES (${values})`).run(
      Object.fromEntries(known),
    );
  }
}

/** The changes of a row by reads: it grows, and moves to other pages. */
const growth = [
  "status = 'PAY_COMPLETE', pay_method = 'CARD', card_company = '국민카드'",
  `completed_at = '${OLD}', checkout_page = 'https://pay.toss.im/payfront/auth?payToken=abcdef'`,
  `next_poll_at = '${OLD}'`,
  'next_poll_at = NULL',
];

function* liveOn(): Unit<void> {
  for (const change of growth) {
    for (let no = 0; no < COUNT; no += 1) {
      const update = `UPDATE payment SET ${change} WHERE pay_token = ?`;
      yield* prepare(update).run(`t${String(no)}`);
    }
  }
}

async function eraseAll(): Promise<void> {
  const storage = openStorage(file, systemClock, join(dir, 'copies'));
  await storage.transact(function* () {
    const before = '2026-01-01';
    const due = yield* paymentsToErase({ before, limit: 10_000 });
    expect(due.length).toBeGreaterThanOrEqual(COUNT);
    for (const { payToken } of due) yield* erasePayment(payToken, { at: NOW, before });
  });
  storage.close();
}

/** How many of the buyers are still readable in the data file, or beside it. */
function readable(): number {
  const files = readdirSync(dir).filter((name) => name.startsWith('x.db'));
  const bytes = Buffer.concat(files.map((name) => readFileSync(join(dir, name))));
  const buyers = Array.from({ length: COUNT }, (_, no) => no);
  return buyers.filter((no) => bytes.includes(phoneOf(no)) || bytes.includes(metadataOf(no)))
    .length;
}

it('a file of this build contains hardly any of them, and none once it was rewritten', async () => {
  openStorage(file, systemClock).close();
  const connection = openConnection(file);
  runUnit(connection, plant());
  runUnit(connection, liveOn());
  connection.close();
  expect(readable()).toBe(COUNT);
  await eraseAll();
  expect(readable()).toBeLessThanOrEqual(COUNT / 100);
  const erased = openConnection(file);
  erased.exec('VACUUM');
  erased.close();
  expect(readable()).toBe(0);
});

it('a file of an earlier release contains none of them once it was upgraded', async () => {
  writeFileSync(file, gunzipSync(readFileSync(RELEASE)));
  const db = new Database(file);
  db.pragma('secure_delete = OFF');
  runUnit(db, plant());
  runUnit(db, liveOn());
  db.close();
  expect(readable()).toBe(COUNT);
  await eraseAll();
  expect(readable()).toBe(0);
});
