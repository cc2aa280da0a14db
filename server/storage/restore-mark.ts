/**
 * A data file's mark that it is a copy or was restored from one. A separate module, because an
 * upgrade marks its copy before there is a `Storage`.
 */
import { first, run, db } from './statement.ts';
import type { Unit } from './unit.ts';

/** The file's mark; `undefined` if it was never copied or restored. */
export function findMark() {
  return first(db.selectFrom('restore_mark').selectAll());
}

/** @param at ISO-8601 UTC */
export function* writeMark(kind: 'copy' | 'restored', at: string): Unit<void> {
  yield* run(
    db
      .insertInto('restore_mark')
      .values({ id: 1, kind, at })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ kind, at })),
  );
}

/** Marks a file as a copy, so that a desk that opens it first checks everything against Toss. */
export function* markAsCopy(at: string): Unit<void> {
  yield* writeMark('copy', at);
}
