/** Moves the books from one engine to the other: all of them, or nothing. */
import { newestAudit } from '../audit.ts';
import { findMoved, movedWords, unmarkMoved } from '../moved-mark.ts';
import { prepare } from '../statement.ts';
import { placeOfUnit, type Read, type Unit } from '../unit.ts';
import type { Source, Target } from './books.ts';
import { compareBooks, type TableFacts } from './compare-books.ts';
import type { Table } from './table.ts';

/** What was moved is not what there was; nothing of it is kept. */
export class MoveDiffers extends Error {
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(
      `옮긴 데이터가 원래와 달라서 아무것도 남기지 않았어요. What arrived is not what there was, ` +
        `so nothing of it was kept:\n${differences.map((one) => `  - ${one}\n`).join('')}`,
    );
    this.name = 'MoveDiffers';
    this.differences = differences;
  }
}

const AUDIT_ROW = prepare('SELECT count(*) FROM audit WHERE seq = ? AND hash = ?');
const PAYMENTS = prepare('SELECT count(*) FROM payment');

/** By which a place is known to hold these books, or what became of them. */
export interface Newest {
  audit: { seq: number; hash: string } | null;
  payments: number;
}

function* newestOf(): Unit<Newest> {
  const audit = (yield* newestAudit()) ?? null;
  return { audit, payments: (yield* PAYMENTS.value()) as number };
}

/** @param newest of the books that were moved to where this runs */
export function* holds({ audit, payments }: Newest): Unit<boolean> {
  if (audit === null) return ((yield* PAYMENTS.value()) as number) === payments;
  return (yield* AUDIT_ROW.value(audit.seq, audit.hash)) === 1;
}

/** Where books are moved to. */
export interface Destination {
  place: string;
  /** Looks with a new connection whether it holds these books. @throws Error unreachable */
  hasArrived: (newest: Newest) => boolean;
}

/**
 * Ends an earlier move of these books that was cut off: where they have not arrived, the mark goes.
 * @returns whether they have arrived
 * @throws Error where they were moved to another place
 */
export function* endFormerMove({ place, hasArrived }: Destination): Unit<boolean> {
  const moved = yield* findMoved();
  if (moved === null) return false;
  if (moved.place !== place) throw new Error(movedWords(moved, (yield* placeOfUnit()).engine));
  if (hasArrived(yield* newestOf())) return true;
  yield* prepare('BEGIN').run();
  yield* unmarkMoved();
  yield* prepare('COMMIT').run();
  return false;
}

export interface MoveParts {
  source: Source;
  target: Target;
  tables: readonly Table[];
  /** ISO-8601 UTC. */
  at: string;
  /** Verifies an audit log. @returns a text that is equal for equal results */
  verify: (read: Read) => Promise<string>;
  /** Does what must be on disk before anybody serves what arrived. */
  beforeKept: () => void;
  hasArrived: Destination['hasArrived'];
}

/**
 * Copies the tables, compares both sides, marks the source and keeps the target, in this order: no
 * two places ever serve the same books.
 * @throws MoveDiffers when something else arrived
 * @throws Error when it failed. The source is as before, except where it can't be known whether the
 *   target has kept it: then it stays marked until the move is run once more
 */
export async function moveBooks(parts: MoveParts): Promise<TableFacts[]> {
  const { source, target, tables } = parts;
  target.fill(tables, (table) => source.rows(table, 'as-they-came'));
  const { facts, differences } = compareBooks(source, target, tables);
  const [before, after] = [await parts.verify(source.read), await parts.verify(target.read)];
  if (before !== after) differences.push(`the audit log: ${before} became ${after}`);
  if (differences.length > 0) throw new MoveDiffers(differences);
  const newest = source.read(newestOf());
  parts.beforeKept();
  source.mark({ place: target.place, at: parts.at });
  try {
    target.keep();
  } catch (error) {
    // An unfinished transaction would keep others from looking.
    target.close();
    if (!parts.hasArrived(newest)) {
      source.unmark();
      throw error;
    }
  }
  return facts;
}
