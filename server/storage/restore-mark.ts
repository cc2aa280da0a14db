/**
 * A data file's mark that it is a copy or was restored from one. A separate module, because an
 * upgrade marks its copy before there is a `Storage`.
 */
import type { Connection } from './connection.ts';
import { first, run, db } from './statement.ts';

/** The file's mark; `undefined` if it was never copied or restored. */
export function findMark(connection: Connection) {
  return first(connection, db.selectFrom('restore_mark').selectAll());
}

/** @param at ISO-8601 UTC */
export function writeMark(connection: Connection, kind: 'copy' | 'restored', at: string): void {
  run(
    connection,
    db
      .insertInto('restore_mark')
      .values({ id: 1, kind, at })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ kind, at })),
  );
}

/** Marks a file as a copy, so that a desk that opens it first checks everything against Toss. */
export function markAsCopy(connection: Connection, at: string): void {
  writeMark(connection, 'copy', at);
}
