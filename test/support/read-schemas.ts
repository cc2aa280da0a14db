/** Reads the schema of a desk's database on either engine into one form. */
import { type TestStorage } from './open-test-storage.ts';

/** Tables that one of the engines has for itself. */
const ownTables = /^(?:sqlite_|payment_text|payment_metadata|desk_lead$|desk_schema$)/;
/** Triggers of the index of texts, and those of PostgreSQL that give numbers or refuse TRUNCATE. */
const ownTriggers = /^payment_(?:text_born|text_changed|metadata_\w+)$|_numbered$|_no_truncate$/;

interface Column {
  name: string;
  type: string;
  isRequired: boolean;
  standard: string | null;
}

interface Table {
  columns: Column[];
  primaryKey: string[];
  /** Columns of each rule of uniqueness over all rows. */
  unique: string[];
  /** What refers to another table, and what becomes of the row. */
  references: string[];
  checks: number;
}

interface Trigger {
  table: string;
  /** `BEFORE UPDATE OF a, b` … */
  moment: string;
  /** What it says when it refuses. */
  messages: string[];
}

export interface Schema {
  tables: Record<string, Table>;
  views: Record<string, string[]>;
  /** By name: the table, whether unique and partial, and the columns; an expression is `*`. */
  indexes: Record<string, string>;
  triggers: Record<string, Trigger>;
}

const listed = (columns: readonly (string | null)[]) =>
  columns.map((column) => column ?? '*').join(', ');
const indexOf = (table: string, { unique, partial }: { unique: boolean; partial: boolean }) =>
  `${unique ? 'UNIQUE ' : ''}ON ${table}${partial ? ' PARTIAL' : ''}`;

export function schemaOfSqlite({ db }: TestStorage): Schema {
  const schema: Schema = { tables: {}, views: {}, indexes: {}, triggers: {} };
  const all = db.all('SELECT type, name, tbl_name, sql FROM sqlite_schema') as {
    type: 'table' | 'view' | 'index' | 'trigger';
    name: string;
    tbl_name: string;
    sql: string;
  }[];
  const columnsOf = (name: string) =>
    db.all(`SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo('${name}')`) as {
      name: string;
      type: string;
      notnull: number;
      dflt_value: string | null;
      pk: number;
    }[];
  for (const { type, name, tbl_name: table, sql } of all) {
    if (ownTables.test(table)) continue;
    if (type === 'view') schema.views[name] = columnsOf(name).map((column) => column.name);
    if (type === 'trigger' && !ownTriggers.test(name)) {
      const [, moment = ''] = /((?:BEFORE|AFTER) [A-Z]+(?: OF [^;]*?)?) ON \w+/.exec(sql) ?? [];
      const messages = [...sql.matchAll(/RAISE\(ABORT, '([^']+)'\)/g)].map(([, text = '']) => text);
      schema.triggers[name] = { table, moment, messages: [...new Set(messages)].toSorted() };
    }
    if (type !== 'table') continue;
    const columns = columnsOf(name);
    const keyColumns = columns.filter(({ pk }) => pk > 0);
    const indexes = db.all(
      `SELECT name, "unique", origin, partial FROM pragma_index_list('${name}')`,
    ) as { name: string; unique: number; origin: 'c' | 'u' | 'pk'; partial: number }[];
    const unique: string[] = [];
    for (const index of indexes) {
      const names = db
        .all(`SELECT name FROM pragma_index_info('${index.name}') ORDER BY seqno`)
        .map((row) => (row as { name: string | null }).name);
      if (index.origin === 'u') unique.push(listed(names));
      if (index.origin === 'c') {
        const kind = { unique: index.unique === 1, partial: index.partial === 1 };
        schema.indexes[index.name] = `${indexOf(name, kind)} (${listed(names)})`;
      }
    }
    const references = db.all(
      `SELECT id, "table", "from", "to", on_update, on_delete
       FROM pragma_foreign_key_list('${name}') ORDER BY id, seq`,
    ) as Record<'id' | 'table' | 'from' | 'to' | 'on_update' | 'on_delete', string>[];
    schema.tables[name] = {
      columns: columns.map((column) => ({
        name: column.name,
        type: column.type === 'INTEGER' ? 'bigint' : column.type.toLowerCase(),
        isRequired: column.notnull === 1 || column.pk > 0,
        standard: column.dflt_value,
      })),
      primaryKey: keyColumns.toSorted((a, b) => a.pk - b.pk).map((column) => column.name),
      unique: unique.toSorted(),
      references: references
        .map(
          (one) =>
            `${one.from} → ${one.table}.${one.to} ON UPDATE ${one.on_update} ON DELETE ${one.on_delete}`,
        )
        .toSorted(),
      checks: sql.match(/\bCHECK\s*\(/g)?.length ?? 0,
    };
  }
  return schema;
}

const actionOf = (column: string) => `CASE c.${column}
  WHEN 'a' THEN 'NO ACTION' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' END`;

export function schemaOfPostgres({ db }: TestStorage): Schema {
  const schema: Schema = { tables: {}, views: {}, indexes: {}, triggers: {} };
  const attributes = db.all(
    `SELECT c.relname AS "table", c.relkind::text AS kind, a.attname AS name,
       CASE WHEN a.attcollation = 'pg_catalog."C"'::regcollation OR a.attcollation = 0
         OR c.relkind <> 'r' THEN format_type(a.atttypid, a.atttypmod) ELSE 'not by bytes' END AS type,
       CASE WHEN a.attnotnull THEN 1 ELSE 0 END AS required,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS standard
     FROM pg_class AS c
     JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
     LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
     ORDER BY c.relname, a.attnum`,
  ) as {
    table: string;
    kind: 'r' | 'v';
    name: string;
    type: string;
    required: number;
    standard: string | null;
  }[];
  for (const { table, kind, name, type, required, standard } of attributes) {
    if (ownTables.test(table)) continue;
    if (kind === 'v') {
      (schema.views[table] ??= []).push(name);
      continue;
    }
    const of = (schema.tables[table] ??= {
      ...{ columns: [], primaryKey: [], unique: [], references: [], checks: 0 },
    });
    of.columns.push({
      ...{ name, type, isRequired: required === 1 },
      standard: standard?.replace(/::\w+$/, '') ?? null,
    });
  }
  const columnNames = (list: string, table: string) => `(
    SELECT string_agg(coalesce(a.attname, '*'), ', ' ORDER BY k.place)
    FROM unnest(${list}) WITH ORDINALITY AS k (number, place)
    LEFT JOIN pg_attribute AS a ON a.attrelid = ${table} AND a.attnum = k.number)`;
  const constraints = db.all(
    `SELECT r.relname AS "table", c.contype::text AS kind,
       ${columnNames('c.conkey', 'c.conrelid')} AS columns,
       f.relname AS other, ${columnNames('c.confkey', 'c.confrelid')} AS "otherColumns",
       ${actionOf('confupdtype')} AS "onUpdate", ${actionOf('confdeltype')} AS "onDelete"
     FROM pg_constraint AS c
     JOIN pg_class AS r ON r.oid = c.conrelid
     LEFT JOIN pg_class AS f ON f.oid = c.confrelid
     WHERE c.connamespace = 'public'::regnamespace`,
  ) as {
    table: string;
    kind: 'p' | 'u' | 'f' | 'c';
    columns: string;
    other: string;
    otherColumns: string;
    onUpdate: string;
    onDelete: string;
  }[];
  for (const { table, kind, columns, ...to } of constraints) {
    const of = schema.tables[table];
    if (of === undefined) continue;
    if (kind === 'c') of.checks += 1;
    if (kind === 'p') of.primaryKey = columns.split(', ');
    if (kind === 'u') of.unique.push(columns);
    if (kind !== 'f') continue;
    const others = to.otherColumns.split(', ');
    for (const [index, from] of columns.split(', ').entries()) {
      of.references.push(
        `${from} → ${to.other}.${others[index] ?? ''} ` +
          `ON UPDATE ${to.onUpdate} ON DELETE ${to.onDelete}`,
      );
    }
  }
  for (const table of Object.values(schema.tables)) {
    table.unique.sort();
    table.references.sort();
  }
  const indexes = db.all(
    `SELECT i.relname AS name, r.relname AS "table", x.indisunique AS unique,
       CASE WHEN x.indpred IS NULL THEN 0 ELSE 1 END AS partial,
       ${columnNames('x.indkey::int2[]', 'x.indrelid')} AS columns
     FROM pg_index AS x
     JOIN pg_class AS i ON i.oid = x.indexrelid
     JOIN pg_class AS r ON r.oid = x.indrelid
     WHERE i.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid AND contype IN ('p', 'u'))`,
  ) as { name: string; table: string; unique: number; partial: number; columns: string }[];
  for (const { name, table, unique, partial, columns } of indexes) {
    if (ownTables.test(table)) continue;
    const kind = { unique: unique === 1, partial: partial === 1 };
    schema.indexes[name] = `${indexOf(table, kind)} (${columns})`;
  }
  const triggers = db.all(
    `SELECT t.tgname AS name, r.relname AS "table", pg_get_triggerdef(t.oid) AS definition,
       p.prosrc AS source
     FROM pg_trigger AS t JOIN pg_class AS r ON r.oid = t.tgrelid JOIN pg_proc AS p ON p.oid = t.tgfoid
     WHERE NOT t.tgisinternal AND r.relnamespace = 'public'::regnamespace`,
  ) as { name: string; table: string; definition: string; source: string }[];
  for (const { name, table, definition, source } of triggers) {
    if (ownTriggers.test(name)) continue;
    const [, moment = ''] = /((?:BEFORE|AFTER) .+?) ON public\./.exec(definition) ?? [];
    const said = [
      ...[...source.matchAll(/MESSAGE = '([^']+)'/g)].map(([, text = '']) => text),
      ...[...definition.matchAll(/refuse\('([^']+)'\)/g)].map(([, text = '']) => text),
    ];
    schema.triggers[name] = { table, moment, messages: [...new Set(said)].toSorted() };
  }
  return schema;
}
