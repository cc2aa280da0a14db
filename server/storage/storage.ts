import path from 'node:path';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { openConnection, type Connection } from './connection.ts';
import { createDeskTime, type DeskTime } from './desk-time.ts';
import { migrate } from './migrate.ts';

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
  /**
   * Runs one unit of work: synchronously, in one immediate transaction, with nothing awaited
   * inside. Rejects with what the work threw, and then nothing of it is on disk.
   */
  transact<T>(work: (connection: Connection) => T): Promise<T>;
  /** Tells when something was committed. @returns the way to stop listening */
  subscribe(listener: CommitListener): () => void;
  close(): void;
}

/** Where copies from before upgrades go unless `BACKUP_DIR` says otherwise. */
export const copiesBeside = (file: string) => path.join(path.dirname(file), 'backups');

/**
 * Opens and migrates the data file.
 * @param copiesDir where the copy goes that is made before an upgrade
 * @param log told of listeners that fail
 * @throws Error see `openConnection`, `migrate`
 */
export function openStorage(
  file: string,
  clock: Clock,
  copiesDir: string = copiesBeside(file),
  log?: Logger,
): Storage {
  const writer = openConnection(file);
  try {
    migrate(writer, { folder: copiesDir, at: clock.nowIso() });
    const check = writer.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new Error(`The database is damaged: ${String(check)}`);
    const reader = openConnection(file, { readonly: true });
    return storageOver({ file, clock, writer, reader, log });
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** The desk's database over connections that are open and migrated already. */
export function storageOver(parts: {
  file: string;
  clock: Clock;
  writer: Connection;
  reader: Connection;
  log?: Logger | undefined;
}): Storage {
  const { file, clock, writer, reader, log } = parts;
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
    transact: <T>(work: (connection: Connection) => T) =>
      new Promise<T>((resolve) => {
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
