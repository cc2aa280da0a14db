/** The desk's storage on PostgreSQL, for the desk that has the lead. */
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { createDeskTime } from '../desk-time.ts';
import { createFileCheck } from '../file-check.ts';
import { readerOn, runUnit } from '../run-unit.ts';
import type { Snapshot } from '../snapshot.ts';
import { commitListeners, type Storage } from '../storage.ts';
import { PostgresConnection, slowBounds } from './connection.ts';

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
}

/**
 * Each writing transaction locks the row of the lead first, so there is one at a time, and none of
 * a desk that was paused and lost the lead meanwhile.
 */
const BEGIN = 'BEGIN; SELECT term FROM desk_lead WHERE id = 1 FOR UPDATE';

/**
 * @throws Error when the database can't be reached. Its schema must be this build's
 */
export function openPostgresStorage(parts: PostgresStorageParts): Storage {
  const { url, clock, term, log } = parts;
  const writer = new PostgresConnection(url);
  const reader = new PostgresConnection(url);
  let isLost = false;
  const lose = (why: string) => {
    if (isLost) return;
    isLost = true;
    parts.onLost(why);
  };
  for (const connection of [writer, reader]) {
    connection.onLost((lost) => lose(lost.message));
  }
  const requireLead = (rows: unknown[]) => {
    const [lead] = rows as { term: number }[];
    if (lead?.term === term) return;
    lose(`another desk has the lead, by term ${String(lead?.term)}`);
    throw new AppError('no-leader');
  };
  const { subscribe, tell } = commitListeners(log);
  const read = readerOn(reader);
  return {
    name: writer.name,
    clock,
    time: createDeskTime(clock, read),
    check: createFileCheck('sound'),
    read,
    transact: (work) =>
      new Promise((resolve) => {
        if (isLost) throw new AppError('no-leader');
        const result = writer.transaction(BEGIN, (rows) => {
          requireLead(rows);
          return runUnit(writer, work());
        });
        tell();
        resolve(result);
      }),
    subscribe,
    snapshot: () => openPostgresSnapshot(url),
    close: () => {
      isLost = true;
      reader.close();
      writer.close();
    },
  };
}
