/**
 * The integrity check of the data file. The desk is read-only until the check has passed, and never
 * writes to a damaged file: a page that SQLite takes for free may hold a payment.
 */
import type { DataFileState } from '../../shared/data-file.ts';
import { AppError } from '../errors.ts';
import type { Connection } from './connection.ts';

/** The state of the check in one serving process. */
export interface FileCheck {
  state(): DataFileState;
  /** @throws AppError not-ready while the file is being checked, file-damaged afterwards */
  requireSound(): void;
  /** Makes SQLite refuse every write of this connection until the check has passed. */
  guard(connection: Connection): void;
  /** Runs `work` once the check has passed; never on a damaged file. */
  whenSound(work: () => void): void;
  /** Ends the check: `sound`, or `damaged` until the desk is restarted. */
  end(result: Exclude<DataFileState, 'checking'>): void;
}

/** Checks every page. @returns the first fault; `null` if there is none */
export function faultIn(connection: Connection): string | null {
  const found = connection.pragma('quick_check(1)', { simple: true });
  return found === 'ok' ? null : String(found);
}

export function createFileCheck(begin: Exclude<DataFileState, 'damaged'>): FileCheck {
  let state: DataFileState = begin;
  const guarded: Connection[] = [];
  const later: (() => void)[] = [];
  return {
    state: () => state,
    requireSound: () => {
      if (state === 'checking') throw new AppError('not-ready');
      if (state === 'damaged') throw new AppError('file-damaged');
    },
    guard: (connection) => {
      if (state === 'sound') return;
      connection.pragma('query_only = ON');
      guarded.push(connection);
    },
    whenSound: (work) => {
      if (state === 'sound') work();
      else later.push(work);
    },
    end: (result) => {
      state = result;
      if (result === 'damaged') return;
      for (const connection of guarded.splice(0)) connection.pragma('query_only = OFF');
      for (const work of later.splice(0)) work();
    },
  };
}
