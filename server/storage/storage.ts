import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { openConnection, type Connection } from './connection.ts';
import { createDeskTime, type DeskTime } from './desk-time.ts';
import { createFileCheck, faultIn, type FileCheck } from './file-check.ts';
import { hasPresentSchema, migrate } from './migrate.ts';

/** Called after a commit that appended events; must be quick. What it throws is only logged. */
type CommitListener = () => void;

/**
 * The desk's database. Units of work get the write connection through `transact`; reads outside of
 * one use a connection of their own, so that they never see a half-done unit.
 */
export interface Storage {
  readonly file: string;
  readonly clock: Clock;
  readonly time: DeskTime;
  readonly reader: Connection;
  readonly check: FileCheck;
  /**
   * Runs one unit of work: synchronously, in one immediate transaction, with nothing awaited
   * inside. Rejects with what the work threw, and then nothing of it is on disk.
   * @throws AppError not-ready, file-damaged where the file is not known to be sound
   */
  transact<T>(work: (connection: Connection) => T): Promise<T>;
  /** Tells when something was committed. @returns the way to stop listening */
  subscribe(listener: CommitListener): () => void;
  close(): void;
}

/** Where copies from before upgrades go unless `BACKUP_DIR` says otherwise. */
export const copiesBeside = (file: string) => path.join(path.dirname(file), 'backups');

/**
 * Opens the data file, checks the whole of it, and migrates it.
 * @param copiesDir where the copy goes that is made before an upgrade
 * @param log told of listeners that fail
 * @param checkLater leaves the check to the caller, who ends `check`; not where the file is to be
 *   migrated: no migration on a file that was not checked
 * @throws Error when the file is damaged; see also `openConnection`, `migrate`
 */
export function openStorage(
  file: string,
  clock: Clock,
  copiesDir: string = copiesBeside(file),
  log?: Logger,
  checkLater = false,
): Storage {
  const writer = openConnection(file);
  try {
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

/**
 * The desk's database over connections that are open and migrated already.
 * @param parts.check left out where the file is checked
 */
export function storageOver(parts: {
  file: string;
  clock: Clock;
  writer: Connection;
  reader: Connection;
  log?: Logger | undefined;
  check?: FileCheck;
}): Storage {
  const { file, clock, writer, reader, log, check = createFileCheck('sound') } = parts;
  const listeners = new Set<CommitListener>();
  const tell = (listener: CommitListener) => {
    try {
      listener();
    } catch (error) {
      // The unit is on disk: whoever committed it must not be told that it failed.
      log?.error({ err: error }, 'a listener to commits failed');
    }
  };
  const unit = writer.transaction((work: (connection: Connection) => unknown) => work(writer));
  return {
    file,
    clock,
    time: createDeskTime(clock, writer),
    reader,
    check,
    transact: <T>(work: (connection: Connection) => T) =>
      new Promise<T>((resolve) => {
        check.requireSound();
        const result = unit.immediate(work) as T;
        for (const listener of listeners) tell(listener);
        resolve(result);
      }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      reader.close();
      writer.close();
    },
  };
}
