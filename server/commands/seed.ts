/** `npm run seed`: fills an empty desk with the payments of a large, made-up shop. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { readConfig, type Config } from '../config.ts';
import { seedPayments, type SeedPayment } from '../demo/seed-payments.ts';
import { openConnection, type Connection } from '../storage/connection.ts';
import { lockDesk } from '../storage/lock.ts';
import { openStorage } from '../storage/storage.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `큰 상점의 결제로 빈 창구 채우기 · fill an empty desk with a large shop's payments
  npm run seed -- --payments N [--data DIR] [--seed TEXT] [--until ISO]
토스에 없는 결제예요. 성능을 재거나 시험할 때만 써 주세요.
No Toss knows these payments: they are for measuring and trying, never for a desk in use.`;

const MOST_PAYMENTS = 10_000_000;
/** Rows per transaction, so many that its fsync hardly counts. */
const BATCH = 5000;
/** 512 MiB, so that indexes with random inserts stay in memory. */
const CACHE_KIB = 512 * 1024;
const WAL_PAGES = 50_000;

interface SeedOptions {
  payments: number;
  seed: string;
  untilMs: number;
  dataDir: string | undefined;
}

function readOptions(): SeedOptions {
  const { values } = parseArgs({
    options: {
      payments: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'string' },
      until: { type: 'string' },
    },
  });
  const payments = Number(values.payments);
  if (!/^\d{1,8}$/.test(values.payments ?? '') || payments < 1 || payments > MOST_PAYMENTS) {
    throw new UsageError(`--payments takes a number from 1 to ${String(MOST_PAYMENTS)}.`);
  }
  const untilMs = values.until === undefined ? systemClock.nowMs() : Date.parse(values.until);
  if (Number.isNaN(untilMs))
    throw new UsageError('--until takes a time such as 2026-01-31T00:00Z.');
  return { payments, seed: values.seed ?? 'changgu', untilMs, dataDir: values.data };
}

/** With `--data`, no environment variable is used. */
function configFor(dataDir: string | undefined): Config {
  const config = dataDir === undefined ? readConfig() : readConfig({ DATA_DIR: dataDir });
  if (config.databaseUrl !== null) {
    throw new UsageError(
      'DATABASE_URL is set, and this command fills a data file only: leave it out, or name --data, ' +
        'and move the file with npm run move.',
    );
  }
  if (config.mode === 'live') {
    throw new Error(
      '실제 결제를 다루는 창구에는 가짜 결제를 넣지 않아요. ' +
        'This desk has a live key: made-up payments are never put beside real ones.',
    );
  }
  return config;
}

/** Inserts rows into one table; the first row's keys are the columns. */
function inserter(connection: Connection, table: string): (row: object) => void {
  let insert: ((row: object) => void) | null = null;
  return (row) => {
    if (insert === null) {
      const names = Object.keys(row);
      const placeholders = names.map((name) => `@${name}`).join(', ');
      const statement = connection.prepare(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${placeholders})`,
      );
      insert = (values) => void statement.run(values);
    }
    insert(row);
  };
}

function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[], void> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function requireEmpty(connection: Connection, file: string): void {
  const some = connection.prepare('SELECT 1 FROM payment LIMIT 1').get();
  if (some === undefined) return;
  throw new Error(
    `${file}에 이미 결제가 있어서 아무것도 넣지 않았어요. ` +
      'There are payments already, so nothing was put beside them: name an empty folder.',
  );
}

function fill(connection: Connection, payments: Iterable<SeedPayment>): void {
  connection.pragma(`cache_size = -${String(CACHE_KIB)}`);
  connection.pragma(`wal_autocheckpoint = ${String(WAL_PAGES)}`);
  const addPayment = inserter(connection, 'payment');
  const addRefund = inserter(connection, 'payment_refund');
  const addAll = connection.transaction((batch: readonly SeedPayment[]) => {
    for (const { payment, refunds } of batch) {
      addPayment(payment);
      for (const refund of refunds) addRefund(refund);
    }
  });
  for (const batch of inBatches(payments, BATCH)) addAll.immediate(batch);
  connection.pragma('wal_checkpoint(TRUNCATE)');
}

await runCommand(USAGE, () => {
  const options = readOptions();
  const config = configFor(options.dataDir);
  process.umask(0o077);
  mkdirSync(config.dataDir, { recursive: true });
  const file = join(config.dataDir, config.databaseFile);
  const lock = lockDesk(config.dataDir);
  try {
    openStorage(file, systemClock, config.backupDir ?? undefined).close();
    const connection = openConnection(file);
    try {
      requireEmpty(connection, file);
      const startedMs = systemClock.nowMs();
      fill(connection, seedPayments({ ...options, nowMs: options.untilMs }));
      const seconds = Math.max(0.001, (systemClock.nowMs() - startedMs) / 1000);
      const rate = Math.round(options.payments / seconds);
      console.log(
        `결제 ${String(options.payments)}건을 넣었어요. Added to ${file} in ` +
          `${seconds.toFixed(1)} s (${String(rate)} a second).`,
      );
    } finally {
      connection.close();
    }
  } finally {
    lock.release();
  }
  return Promise.resolve();
});
