/** Indexes the metadata of payments that are older than SQLite's index, while the desk serves. */
import { prepare } from './statement.ts';
import { placeOfUnit, type Unit } from './unit.ts';

/** Holds the write lock for a few milliseconds, or some 50 where all metadata is longest. */
const ROWS_A_TURN = 50;

const REST = 'SELECT below FROM payment_metadata_rest WHERE id = 0';
const NUMBER_ROWS = `INSERT INTO payment_metadata (pay_token)
  SELECT pay_token FROM payment WHERE rowid >= ? AND rowid < ? AND metadata <> ''
  ON CONFLICT DO NOTHING RETURNING id, pay_token AS payToken`;
const ADD_WORDS = `INSERT INTO payment_text_metadata (rowid, words)
  SELECT ?, metadata || char(10, 10) FROM payment WHERE pay_token = ?`;

/** `true` while the index lacks some: a search must not rely on it. Never on PostgreSQL. */
export function* isMetadataUnindexed(): Unit<boolean> {
  if ((yield* placeOfUnit()).engine === 'postgres') return false;
  return (yield* prepare(REST).get()) !== undefined;
}

/** Indexes some of them, the newest first. @returns `false` if nothing is left to do */
export function* indexSomeMetadata(): Unit<boolean> {
  const below = (yield* prepare(REST).value()) as number | undefined;
  if (below === undefined) return false;
  const from = below - ROWS_A_TURN;
  const numbered = (yield* prepare(NUMBER_ROWS).all(from, below)) as {
    id: number;
    payToken: string;
  }[];
  for (const { id, payToken } of numbered) yield* prepare(ADD_WORDS).run(id, payToken);
  if (from > 0) yield* prepare('UPDATE payment_metadata_rest SET below = ?').run(from);
  else yield* prepare('DELETE FROM payment_metadata_rest').run();
  return from > 0;
}
