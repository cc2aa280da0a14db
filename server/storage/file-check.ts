/**
 * Whether the data file is whole. Until that is known the desk only reads, and a file that is not
 * whole is never written again: a page that SQLite takes for free may hold a payment.
 */
import type { DataFileState } from '../../shared/data-file.ts';
import { AppError } from '../errors.ts';
import type { Connection } from './connection.ts';

/** What is known of the data file of one serving process. */
export interface FileCheck {
  state(): DataFileState;
  /** @throws AppError not-ready while the file is being checked, file-damaged afterwards */
  requireSound(): void;
  /** Makes SQLite refuse every write of this connection until the file is found sound. */
  guard(connection: Connection): void;
  /** The end of the check: nothing is wrong, or the file is damaged until the desk starts anew. */
  end(result: Exclude<DataFileState, 'checking'>): void;
}

/** Looks at every page. @returns what is wrong first; `null`: nothing */
export function faultIn(connection: Connection): string | null {
  const found = connection.pragma('quick_check(1)', { simple: true });
  return found === 'ok' ? null : String(found);
}

export function createFileCheck(begin: Exclude<DataFileState, 'damaged'>): FileCheck {
  let state: DataFileState = begin;
  const guarded: Connection[] = [];
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
    end: (result) => {
      state = result;
      if (result === 'damaged') return;
      for (const connection of guarded.splice(0)) connection.pragma('query_only = OFF');
    },
  };
}
