import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { openConnection, type Connection } from './connection.ts';
import { createDeskTime, type DeskTime } from './desk-time.ts';
import { createFileCheck, faultIn, type FileCheck } from './file-check.ts';
import { readerOn, runUnit } from './run-unit.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import { hasPresentSchema, migrate } from './migrate.ts';
import { findMoved, movedWords } from './moved-mark.ts';
import type { Read, Unit } from './unit.ts';

/** Called after a commit that appended events; must be fast. Its errors are only logged. */
type CommitListener = () => void;

/**
 * The desk's database. `transact` runs units on the write connection; `read` uses a separate one,
 * so that it never sees an uncommitted change.
 */
export interface Storage {
  /** Path of the data file; address of the database without user and password. */
  readonly name: string;
  readonly clock: Clock;
  readonly time: DeskTime;
  readonly check: FileCheck;
  /** Runs a unit that only reads. @throws what the unit threw */
  read: Read;
  /**
   * Runs the unit that `work` makes in one immediate transaction. Rejects with what the unit threw,
   * and nothing of it is stored then.
   * @throws AppError not-ready, file-damaged unless the file check has passed
   */
  transact<T>(work: () => Unit<T>): Promise<T>;
  /** Calls the listener after commits. @returns the function that unsubscribes */
  subscribe(listener: CommitListener): () => void;
  /**
   * Opens a connection of its own, for reads of one moment. The caller must close it.
   * @throws Error when it can't be opened
   */
  snapshot(): Snapshot;
  close(): void;
}

/** A desk's database in one SQLite file. */
export interface FileStorage extends Storage {
  readonly file: string;
  readonly reader: Connection;
}

/** Folder for copies made before upgrades, unless `BACKUP_DIR` is set. */
export const copiesBeside = (file: string) => path.join(path.dirname(file), 'backups');

/**
 * Opens the data file, checks it completely, and migrates it.
 * @param copiesDir folder for the copy made before an upgrade
 * @param log receives errors of listeners
 * @param checkLater leaves the check to the caller, who must call `check.end`. Ignored if the file
 *   needs a migration, since an unchecked file is not migrated
 * @throws Error when the file is damaged, or its books were moved away; see also
 *   `openConnection`, `migrate`
 */
export function openStorage(
  file: string,
  clock: Clock,
  copiesDir: string = copiesBeside(file),
  log?: Logger,
  checkLater = false,
): FileStorage {
  const writer = openConnection(file);
  try {
    const moved = runUnit(writer, findMoved());
    if (moved !== null) throw new Error(movedWords(moved, 'sqlite'));
    const check = createFileCheck(checkLater && hasPresentSchema(writer) ? 'checking' : 'sound');
    check.guard(writer);
    if (check.state() === 'sound') {
      const fault = faultIn(writer);
      if (fault !== null) throw new Error(`The database is damaged: ${fault}`);
      migrate(writer, { folder: copiesDir, at: clock.nowIso() });
    }
    const reader = openConnection(file, { readonly: true });
    return storageOver({ file, clock, writer, reader, log, check });
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** Keeps who is told of commits. */
export function commitListeners(log?: Logger): Pick<Storage, 'subscribe'> & { tell: () => void } {
  const listeners = new Set<CommitListener>();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell: () => {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          // The transaction is committed, so its caller must not get an error.
          log?.error({ err: error }, 'a listener to commits failed');
        }
      }
    },
  };
}

/**
 * A `Storage` over open, migrated connections.
 * @param parts.check omit if the file has been checked
 */
export function storageOver(parts: {
  file: string;
  clock: Clock;
  writer: Connection;
  reader: Connection;
  log?: Logger | undefined;
  check?: FileCheck;
}): FileStorage {
  const { file, clock, writer, reader, log, check = createFileCheck('sound') } = parts;
  const { subscribe, tell } = commitListeners(log);
  const unit = writer.transaction((work: () => Unit<unknown>) => runUnit(writer, work()));
  return {
    name: file,
    file,
    clock,
    time: createDeskTime(clock, readerOn(writer)),
    reader,
    check,
    read: readerOn(reader),
    transact: <T>(work: () => Unit<T>) =>
      new Promise<T>((resolve) => {
        check.requireSound();
        const result = unit.immediate(work) as T;
        tell();
        resolve(result);
      }),
    subscribe,
    snapshot: () => openSnapshot(file),
    close: () => {
      reader.close();
      writer.close();
    },
  };
}
