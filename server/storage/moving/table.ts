/** The tables that both engines have. */
import type { Connection } from '../connection.ts';
import type { PostgresConnection } from '../postgres/connection.ts';

export interface Table {
  name: string;
  /** In order. */
  columns: readonly string[];
  /** Those that rows are given; the database works out the others. */
  given: readonly string[];
  /** Whole numbers: money, counts and ids. */
  numbers: readonly string[];
  key: readonly string[];
}

/** Tables that one engine has for itself: the lead, numbers of schemas, the index of texts. */
export const ofOneEngine = [
  ...['desk_lead', 'desk_schema', 'moved', 'payment_metadata', 'payment_metadata_rest'],
  ...['payment_text', 'payment_text_metadata', 'sqlite_schema'],
]
  .map((name) => `'${name}'`)
  .join(', ');

const ON_POSTGRES = `
  SELECT c.relname AS name,
    (SELECT json_agg(json_build_object('name', attname, 'isMade', attgenerated <> '',
        'isNumber', atttypid = 'bigint'::regtype) ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped) AS columns,
    (SELECT json_agg(attname ORDER BY place)
      FROM pg_index, unnest(indkey::int2[]) WITH ORDINALITY AS k (number, place)
      JOIN pg_attribute ON attnum = number
      WHERE attrelid = c.oid AND indrelid = c.oid AND indisprimary) AS key,
    (SELECT coalesce(json_agg(relname), '[]') FROM pg_constraint
      JOIN pg_class AS other ON other.oid = confrelid
      WHERE conrelid = c.oid AND contype = 'f') AS needs
  FROM pg_class AS c
  WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
    AND relname NOT IN (${ofOneEngine})
  ORDER BY relname`;

interface Column {
  name: string;
  isMade: boolean;
  isNumber: boolean;
}

/** The tables of a migrated database; those that are referred to come first. */
export function tablesOfPostgres(connection: PostgresConnection): Table[] {
  const rows = connection.script(ON_POSTGRES) as Record<
    'name' | 'columns' | 'key' | 'needs',
    string
  >[];
  const left = new Map(
    rows.map(({ name, columns, key, needs }) => {
      const all = JSON.parse(columns) as Column[];
      const namesOf = (fits: (column: Column) => boolean) =>
        all.filter((column) => fits(column)).map((column) => column.name);
      const table: Table = {
        name,
        columns: namesOf(() => true),
        given: namesOf(({ isMade }) => !isMade),
        numbers: namesOf(({ isNumber }) => isNumber),
        key: JSON.parse(key) as string[],
      };
      return [name, { table, needs: JSON.parse(needs) as string[] }];
    }),
  );
  const ordered: Table[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(({ needs }) => !needs.some((name) => left.has(name)));
    if (free.length === 0) throw new Error('Tables refer to each other in a circle');
    for (const { table } of free) {
      ordered.push(table);
      left.delete(table.name);
    }
  }
  // Filling a table of SQLite counts in this one.
  const counters = ordered.findIndex(({ name }) => name === 'sqlite_sequence');
  return [...ordered.toSpliced(counters, 1), ...ordered.slice(counters, counters + 1)];
}

const IN_FILE = `
  SELECT l.name, json_group_array(x.name ORDER BY x.cid) AS columns
  FROM pragma_table_list AS l, pragma_table_xinfo(l.name) AS x
  WHERE l.schema = 'main' AND l.type = 'table' AND x.hidden <> 1 AND l.name NOT IN (${ofOneEngine})
  GROUP BY l.name`;

const shown = (name: string, columns: readonly string[]) => `${name} (${columns.join(', ')})`;

/** @throws Error naming the tables that one side has alone, or with other columns */
export function requireTables(file: Connection, tables: readonly Table[]): void {
  const rows = file.prepare(IN_FILE).all() as { name: string; columns: string }[];
  const here = new Set(
    rows.map(({ name, columns }) => shown(name, JSON.parse(columns) as string[])),
  );
  const there = new Set(tables.map(({ name, columns }) => shown(name, columns)));
  const alone = [...here, ...there].filter((one) => !here.has(one) || !there.has(one));
  if (alone.length > 0) throw new Error(`The engines differ in their tables: ${alone.join('; ')}`);
}

export const quoted = (name: string) => `"${name}"`;
export const listed = (names: readonly string[]) => names.map((name) => quoted(name)).join(', ');

/** Reads the rows with all columns. @param order columns, or none */
export const selectRows = ({ name, columns }: Table, order: readonly string[]) =>
  `SELECT ${listed(columns)} FROM ${quoted(name)}` +
  (order.length === 0 ? '' : ` ORDER BY ${listed(order)}`);
