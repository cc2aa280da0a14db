/** The desk's storage on PostgreSQL, for the desk that has the lead. */
import type { Clock, Timer } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { createDeskTime } from '../desk-time.ts';
import { createFileCheck } from '../file-check.ts';
import { readerOn, runUnit } from '../run-unit.ts';
import { prepare } from '../statement.ts';
import type { Snapshot } from '../snapshot.ts';
import { commitListeners, type Storage } from '../storage.ts';
import { longBounds, PostgresConnection, slowBounds } from './connection.ts';
import { BEAT, BOOKS_ID, LOCK_LEAD } from './lead-statements.ts';

/** A connection of its own, for reads of one moment. The caller must close it. */
function openPostgresSnapshot(url: string): Snapshot {
  const connection = new PostgresConnection(url, slowBounds);
  const close = () => connection.close();
  try {
    connection.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    close();
    throw error;
  }
  return { read: readerOn(connection), close };
}

export interface PostgresStorageParts {
  url: string;
  clock: Clock;
  /** The lead that this desk took: a unit of work is stored only while it has it. */
  term: number;
  /** Called once: another desk has the lead, or a connection has ended. */
  onLost: (why: string) => void;
  log?: Logger;
  /** For units over all rows of a large table, before the desk serves: they may take an hour. */
  isPatient?: boolean;
  /** Pings the idle connection, so that its end is noticed early; for a desk that serves. */
  keepsAsking?: boolean;
}

export interface LedStorage extends Storage {
  /** The name of the books in `high-water`. */
  readonly booksId: string;
  /**
   * Whether this desk still leads, said by the database and its standby: the desk's own clocks may
   * have stood still with it. Counts as a beat, so that nobody takes the lead right after.
   */
  stillLeads(): boolean;
}

/**
 * Each writing transaction locks the row of the lead first, so there is one at a time, and none of
 * a desk that was paused and lost the lead meanwhile.
 */
const BEGIN = `BEGIN; ${LOCK_LEAD}`;

/** In a longer unit no beat could leave, because the event loop stood still. */
const BEATS_AFTER_MS = 1000;
/** Proxies end connections that are idle for longer. */
const ASK_WRITER_MS = 10_000;

function keepAsking(connection: PostgresConnection, clock: Clock): Timer {
  const ask = () =>
    clock.after(ASK_WRITER_MS, () => {
      try {
        connection.script('SELECT 1');
      } catch {
        // Where the connection has ended, `onLost` was told.
      }
      if (!connection.isLost) timer = ask();
    });
  let timer = ask();
  return { cancel: () => timer.cancel() };
}

/** @throws Error when the database can't be reached; no connection stays open then */
function openConnections(url: string, isPatient: boolean) {
  const writer = new PostgresConnection(url, isPatient ? longBounds : undefined);
  let reader: PostgresConnection | null = null;
  try {
    reader = new PostgresConnection(url);
    const booksId = readerOn(reader)(prepare(BOOKS_ID).value()) as string;
    return { writer, reader, booksId };
  } catch (error) {
    reader?.close();
    writer.close();
    throw error;
  }
}

/**
 * @throws Error when the database can't be reached. Its schema must be this build's
 */
export function openPostgresStorage(parts: PostgresStorageParts): LedStorage {
  const { url, clock, term, log, isPatient = false, keepsAsking = false } = parts;
  const { writer, reader, booksId } = openConnections(url, isPatient);
  let isLost = false;
  const lose = (why: string) => {
    if (isLost) return;
    isLost = true;
    parts.onLost(why);
  };
  for (const connection of [writer, reader]) connection.onLost(({ message }) => lose(message));
  const requireLead = (rows: unknown[]) => {
    const [lead] = rows as { term: number }[];
    if (lead?.term === term) return;
    lose(`another desk has the lead, by term ${String(lead?.term)}`);
    throw new AppError('no-leader');
  };
  /** @throws AppError no-leader: nothing was stored */
  const transaction = <Result>(work: () => Result): Result => {
    if (isLost) throw new AppError('no-leader');
    const state = { hasBegun: false };
    try {
      return writer.transaction(BEGIN, (rows) => {
        state.hasBegun = true;
        requireLead(rows);
        return work();
      });
    } catch (error) {
      throw !state.hasBegun && writer.isLost ? new AppError('no-leader') : error;
    }
  };
  const asking = keepsAsking ? keepAsking(writer, clock) : null;
  const { subscribe, tell } = commitListeners(log);
  const read = readerOn(reader);
  return {
    name: writer.name,
    booksId,
    clock,
    time: createDeskTime(clock, read),
    check: createFileCheck('sound'),
    read,
    transact: (work) =>
      new Promise((resolve) => {
        const fromMs = clock.monotonicMs();
        const result = transaction(() => {
          const done = runUnit(writer, work());
          if (clock.monotonicMs() - fromMs > BEATS_AFTER_MS) writer.script(BEAT);
          return done;
        });
        tell();
        resolve(result);
      }),
    stillLeads: () => {
      try {
        return transaction(() => writer.script(BEAT)).length > 0;
      } catch (error) {
        log?.warn({ err: error }, 'a call to Toss was not sent, because the lead is in doubt');
        return false;
      }
    },
    subscribe,
    snapshot: () => openPostgresSnapshot(url),
    close: () => {
      isLost = true;
      asking?.cancel();
      reader.close();
      writer.close();
    },
  };
}
