/** Books that are moved from one engine to the other. */
import type { Moved } from '../moved-mark.ts';
import type { Read } from '../unit.ts';
import type { Table } from './table.ts';

type Cell = string | number | null;
/** In the order of the table's columns. */
export type Row = readonly Cell[];

/** Their open side. Rows are read as they are asked for, so that a table never is in memory. */
export interface Books {
  /** Path of the file; address of the database without user and password. */
  readonly place: string;
  readonly read: Read;
  /** @param order as they came, as far as that is known, or by the table's key */
  rows(table: Table, order: 'as-they-came' | 'by-key'): Iterable<Row>;
  /** Ends what was not kept. */
  close(): void;
}

/** The books to be copied, locked against writes by others while open. */
export interface Source extends Books {
  /** On disk when it returns. */
  mark(moved: Moved): void;
  unmark(): void;
}

/** An empty place for the copy, which other connections do not see before `keep`. */
export interface Target extends Books {
  /**
   * @param tables those that are referred to come first
   * @throws Error when a row breaks a rule of the schema, or a guard is not as it was before
   */
  fill(tables: readonly Table[], rowsOf: (table: Table) => Iterable<Row>): void;
  keep(): void;
}
