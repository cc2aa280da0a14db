/** `npm run move`: moves the desk's books from their file to PostgreSQL, and back. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openAuditKey } from '../audit/audit-key.ts';
import { verifyLog } from '../audit/verify-log.ts';
import { systemClock } from '../clock.ts';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { fingerprintOfKeys } from '../lead-desk.ts';
import { leadTimes } from '../lead/lead-times.ts';
import { openConnection } from '../storage/connection.ts';
import { openHighWater } from '../storage/high-water.ts';
import { lockDesk } from '../storage/lock.ts';
import type { Source, Target } from '../storage/moving/books.ts';
import type { TableFacts } from '../storage/moving/compare-books.ts';
import { haveArrivedInFile, openFileSource, openFileTarget } from '../storage/moving/file-books.ts';
import { endFormerMove, moveBooks, type Destination } from '../storage/moving/move-books.ts';
import {
  haveArrivedOnPostgres,
  openPostgresSource,
  openPostgresTarget,
  type Opened,
} from '../storage/moving/postgres-books.ts';
import { checkServer } from '../storage/postgres/check-server.ts';
import { PostgresConnection, shownAddress } from '../storage/postgres/connection.ts';
import { runUnit } from '../storage/run-unit.ts';
import type { Read } from '../storage/unit.ts';
import { BOOKS_ID } from '../storage/postgres/lead-statements.ts';
import { prepare } from '../storage/statement.ts';
import { withConnection } from '../storage/with-connection.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `장부를 다른 데이터베이스로 옮기기 · move the desk's books to another database
  npm run move -- --to postgres://LOGIN@HOST/DATABASE
      파일에서 빈 PostgreSQL 데이터베이스로 · from the file in DATA_DIR to an empty database
  npm run move -- --from postgres://LOGIN@HOST/DATABASE
      PostgreSQL에서 파일로 · from PostgreSQL to the file in DATA_DIR
창구를 모두 끄고 써 주세요. 비밀번호는 주소 대신 PGPASSWORD로 줄 수 있어요.
Stop every desk before. PGPASSWORD takes the password, which an address on the command line shows
to others on this machine.`;

interface Move {
  config: Config;
  url: string;
  /** The data file. */
  file: string;
  /** The address without login. */
  address: string;
}

/** Checked as a desk with that address would be. */
function readMove(url: string): Move {
  const config = readConfig({ ...process.env, DATABASE_URL: url });
  return {
    config,
    url,
    file: join(config.dataDir, config.databaseFile),
    address: shownAddress(url),
  };
}

/** Two sides that are open, and what is known of them. */
interface Sides extends Destination {
  source: Source;
  target: Target;
  tables: Opened<Target>['tables'];
}

/** @returns `null` where an earlier move has arrived */
function openToPostgres({ config, url, file, address }: Move): Sides | null {
  if (!existsSync(file)) throw new UsageError(`There is no data file ${file}.`);
  const { bad } = withConnection(new PostgresConnection(url), (connection) =>
    checkServer(connection, { clock: systemClock, allowAsync: config.allowAsync }),
  );
  if (bad.length > 0) throw new ConfigError(bad);
  const destination: Destination = {
    place: address,
    hasArrived: (newest) => haveArrivedOnPostgres(url, newest),
  };
  const isThere = withConnection(openConnection(file), (connection) =>
    runUnit(connection, endFormerMove(destination)),
  );
  if (isThere) return null;
  const { books: target, tables } = openPostgresTarget(url, {
    books: config.databaseFile,
    keys: fingerprintOfKeys(config.authSecret, config.dataDir),
  });
  try {
    const copiesDir = config.backupDir ?? undefined;
    const source = openFileSource(file, { clock: systemClock, copiesDir, tables });
    return { ...destination, source, target, tables };
  } catch (error) {
    target.close();
    throw error;
  }
}

/** @returns `null` where an earlier move has arrived */
function openFromPostgres({ url, file }: Move): Sides | null {
  const destination: Destination = {
    place: file,
    hasArrived: (newest) => haveArrivedInFile(file, newest),
  };
  const isThere = withConnection(new PostgresConnection(url), (connection) =>
    runUnit(connection, endFormerMove(destination)),
  );
  if (isThere) return null;
  const { books: source, tables } = openPostgresSource(url, leadTimes.silentMs);
  try {
    return {
      ...destination,
      source,
      target: openFileTarget(file, { clock: systemClock, tables }),
      tables,
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** The highest event number goes along, so that a copy that is put back later is noticed. */
function carryHighWater({ config, url }: Move, way: 'to' | 'from'): void {
  const booksId = withConnection(new PostgresConnection(url), (connection) =>
    runUnit(connection, prepare(BOOKS_ID).value()),
  ) as string;
  const names = [config.databaseFile, booksId];
  const [from = '', to = ''] = way === 'to' ? names : names.toReversed();
  const { dataDir } = config;
  openHighWater(dataDir, to).raise(openHighWater(dataDir, from).value());
}

function report(facts: readonly TableFacts[]): void {
  for (const { name, rows, digest } of facts) {
    if (rows > 0) console.log(`${name.padEnd(28)}${String(rows).padStart(12)}  ${digest}`);
  }
}

const next = {
  to: 'DATABASE_URL을 설정하고 켜 주세요. Set DATABASE_URL and start the desks. The file stays, refuses to serve, and may be deleted once you have a copy of the database.',
  from: 'DATABASE_URL을 빼고 켜 주세요. Leave DATABASE_URL out and start the desk. The database stays and refuses to serve; drop it once you have a copy of the file.',
};

async function run(way: 'to' | 'from', url: string): Promise<void> {
  const move = readMove(url);
  const { config } = move;
  mkdirSync(config.dataDir, { recursive: true });
  const lock = lockDesk(config.dataDir);
  try {
    const sides = way === 'to' ? openToPostgres(move) : openFromPostgres(move);
    if (sides === null) {
      console.log(`벌써 옮겼어요. They have arrived already. ${next[way]}`);
      return;
    }
    const { trusted } = openAuditKey(config.dataDir);
    const verify = async (read: Read) => JSON.stringify(await verifyLog(read, trusted));
    const beganMs = systemClock.nowMs();
    try {
      const facts = await moveBooks({
        ...{ ...sides, verify, at: systemClock.nowIso() },
        beforeKept: () => carryHighWater(move, way),
      });
      report(facts);
    } finally {
      sides.target.close();
      sides.source.close();
    }
    const seconds = ((systemClock.nowMs() - beganMs) / 1000).toFixed(1);
    console.log(`옮겼어요. Moved to ${sides.place} in ${seconds} s, and compared. ${next[way]}`);
  } finally {
    lock.release();
  }
}

process.umask(0o077);
await runCommand(USAGE, async () => {
  const { values } = parseArgs({ options: { to: { type: 'string' }, from: { type: 'string' } } });
  const { to, from } = values;
  if (to !== undefined && from === undefined) await run('to', to);
  else if (from !== undefined && to === undefined) await run('from', from);
  else throw new UsageError('Name where to, or where from.');
});
