/** What the thread that holds PostgreSQL's connections is asked, and what it answers. */
import type { MessagePort } from 'node:worker_threads';

/** Data of the thread at its start. */
export interface ThreadData {
  /** Counts the answers; the asking thread waits for a change. */
  signal: SharedArrayBuffer;
  /** Brings what is asked, and takes the answers. */
  port: MessagePort;
}

/** `query` needs an open connection; `end` closes it, whatever it is doing. */
export type Asked =
  | { id: number; connection: number; is: 'open'; url: string }
  | {
      id: number;
      connection: number;
      is: 'query';
      text: string;
      /** Absent: the text may hold several statements, and the answer is the last one's. */
      parameters?: readonly unknown[];
      /** Prepares the statement under this name; absent: it is parsed at each run. */
      name?: string;
      rows: 'objects' | 'arrays';
    }
  | { id: number; connection: number; is: 'end' };

/** An error of the server or of the connection. */
export interface ToldError {
  message: string;
  /** SQLSTATE; absent when the connection failed. */
  code?: string;
  constraint?: string;
  /** The connection can't be used any more. */
  isLost: boolean;
}

export type Told =
  | {
      id: number;
      rows: unknown[];
      changes: number;
      /** What was done: an aborted transaction answers COMMIT with ROLLBACK, without an error. */
      command: string;
      warnings: readonly string[];
    }
  | { id: number; error: ToldError };
