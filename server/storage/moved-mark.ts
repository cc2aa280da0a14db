/** The mark of books that were moved to the other engine: no desk serves them here any more. */
import { prepare, twice } from './statement.ts';
import type { Place, Unit } from './unit.ts';

export interface Moved {
  /** Path of the file; address of the database without user and password. */
  place: string;
  /** ISO-8601 UTC. */
  at: string;
}

/** Added to the number of the schema: builds that know no mark refuse it as a newer one. */
const BEYOND = 1_000_000;

const mark = prepare(
  twice(
    "SELECT name FROM sqlite_schema WHERE name = 'moved'",
    "SELECT to_regclass('moved')::text AS name",
  ),
);
const schema = prepare(
  twice('SELECT user_version FROM pragma_user_version', 'SELECT version FROM desk_schema'),
);

function* addToSchema(added: number): Unit<void> {
  const version = String(Number(yield* schema.value()) + added);
  yield* prepare(
    twice(`PRAGMA user_version = ${version}`, `UPDATE desk_schema SET version = ${version}`),
  ).run();
}

/** Where the books were moved to; `null`: they are served here. */
export function* findMoved(): Unit<Moved | null> {
  if (((yield* mark.value()) ?? null) === null) return null;
  return (yield* prepare('SELECT place, at FROM moved').get()) as Moved;
}

/** To be run in a transaction. */
export function* markMoved({ place, at }: Moved): Unit<void> {
  yield* prepare('CREATE TABLE moved (place TEXT NOT NULL, at TEXT NOT NULL)').run();
  yield* prepare('INSERT INTO moved (place, at) VALUES (?, ?)').run(place, at);
  yield* addToSchema(BEYOND);
}

/** To be run in a transaction. */
export function* unmarkMoved(): Unit<void> {
  yield* prepare('DROP TABLE moved').run();
  yield* addToSchema(-BEYOND);
}

/** What to do where books have left; by the engine that they left. */
export const wayBack: Readonly<Record<Place['engine'], string>> = {
  sqlite:
    'Serve them there with DATABASE_URL; the way back: npm run move -- --from postgres://… ' +
    'with that address.',
  postgres:
    'Serve them there without DATABASE_URL; the way back: npm run move -- --to postgres://… ' +
    'with the address of an empty database.',
};

/** Why no desk serves these books, and what to do. @param engine that they left */
export function movedWords({ place, at }: Moved, engine: Place['engine']): string {
  return (
    `이 데이터는 ${at}에 ${place}로 옮겼어요. These books were moved to ${place} at ${at}. ` +
    `${wayBack[engine]} Where that move was cut off, run it once more.`
  );
}
