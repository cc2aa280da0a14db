/** The books of a bench on PostgreSQL, with a standby that each commit waits for. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { PostgresConnection, slowBounds } from '../../server/storage/postgres/connection.ts';
import { withConnection } from '../../server/storage/with-connection.ts';
import { startPostgresPair, UTF8_CTYPE } from '../support/postgres-server.ts';
import { environment } from './bench-desk.ts';

const ROOT = join(import.meta.dirname, '../..');
const TSX = join(ROOT, 'node_modules/.bin/tsx');
const MOVE = join(ROOT, 'server/commands/move.ts');
const DATABASE = 'changgu';

export interface BooksOnPostgres {
  /** The address of the database. */
  url: string;
  /** Stops both servers and removes their files. */
  stop(): void;
}

/**
 * Starts a primary and its standby, and moves the books of a data file to them, in a minute per
 * 100,000 payments. The file may not be served any more.
 */
export function moveToPostgres(file: string): BooksOnPostgres {
  const { primary, standby } = startPostgresPair();
  const stop = () => {
    primary.stop();
    standby.stop();
  };
  try {
    const url = primary.url(DATABASE);
    withConnection(new PostgresConnection(primary.url(), slowBounds), (admin) =>
      admin.script(
        `CREATE DATABASE ${DATABASE} TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE '${UTF8_CTYPE}'`,
      ),
    );
    execFileSync(TSX, [MOVE, '--to', url], {
      env: { ...process.env, ...environment({ port: 4000, dir: join(file, '..') }) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return { url, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
