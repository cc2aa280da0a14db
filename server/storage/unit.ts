/**
 * Units of work as generators: a unit yields each statement and gets its rows. SQLite runs a unit
 * in one go, a database on the network can await each statement. Nothing else can be awaited in a
 * generator, so the compiler keeps foreign work out of transactions (decision 1).
 *
 * A unit does nothing until it is run. Inside another unit: `yield* unit`, alone: `storage.read`,
 * `storage.transact` or `runUnit`.
 */

/** A statement that SQLite and PostgreSQL don't take in one form. */
export interface Twice {
  sqlite: string;
  postgres: string;
}

/** SQL with `?` or `@name` for parameters. */
export type StatementText = string | Twice;

/** One statement, and what the unit gets for it. */
export interface Query {
  sql: StatementText;
  /** In the order of `?`, or one object by name. */
  parameters: readonly unknown[];
  /**
   * All rows, also as arrays of their columns; the first row, if any; the first column of all rows
   * or of the first; the number of changed rows.
   */
  take: 'all' | 'arrays' | 'first' | 'values' | 'value' | 'changes';
}

/** Where a unit runs. */
export interface Place {
  engine: 'sqlite' | 'postgres';
  /** Path of the data file; address of the database without user and password. */
  file: string;
  inTransaction: boolean;
}

type Step = Query | 'place';

export type Unit<Result> = Generator<Step, Result, unknown>;

/** Runs a unit that only reads. */
export type Read = <Result>(unit: Unit<Result>) => Result;

/** Where the unit that calls this runs. */
export function* placeOfUnit(): Unit<Place> {
  return (yield 'place') as Place;
}

/** A unit that runs no statement and ends with `value`. */
export function* unitOf<Value>(value: Value): Unit<Value> {
  return value;
}

/** Like `Array.map`, for a callback that is a unit. Runs in order. */
export function* mapUnit<Item, Result>(
  items: Iterable<Item>,
  unitOf: (item: Item) => Unit<Result>,
): Unit<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(yield* unitOf(item));
  return results;
}

/** What the units of a function end with. */
export type ResultOf<UnitOf extends (...given: never[]) => Unit<unknown>> =
  ReturnType<UnitOf> extends Unit<infer Result> ? Result : never;
