/**
 * What a data file knows of itself: that it is a copy, or that it was put back from one. It stands
 * apart, because an upgrade marks its copy before there is any storage.
 */
import type { Connection } from './connection.ts';
import { first, run, sqlFor } from './statement.ts';

/** The file's mark; `undefined` on one that was never copied or put back. */
export function findMark(connection: Connection) {
  return first(connection, sqlFor.selectFrom('restore_mark').selectAll());
}

/** @param at ISO-8601 UTC */
export function writeMark(connection: Connection, kind: 'copy' | 'restored', at: string): void {
  run(
    connection,
    sqlFor
      .insertInto('restore_mark')
      .values({ id: 1, kind, at })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ kind, at })),
  );
}

/** Marks a file as a copy, so that the desk that opens it checks everything against Toss first. */
export function markAsCopy(connection: Connection, at: string): void {
  writeMark(connection, 'copy', at);
}
