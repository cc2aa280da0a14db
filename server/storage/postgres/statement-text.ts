/** Turns the text of a statement in the common form into PostgreSQL's. */

export interface Translated {
  text: string;
  /** The parameters in the order of `$1`, `$2` …; names of members where the text has `@name`. */
  names: readonly string[] | null;
}

/** Quoted texts and names, comments, and what is rewritten outside of them. */
const PARTS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?|@([A-Za-z_]\w*)|\b(?:NOT INDEXED|INDEXED BY\s+\w+)\b|\.rowid\b|\bCROSS JOIN \w+ AS \w+ ON \w+\.\w+ = \w+\.\w+/g;
const FIXED_JOIN = /^CROSS JOIN (\w+) AS (\w+) ON (.*)$/;

const withTokens = (sql: string) => sql.replaceAll('.rowid', '.pay_token');

/**
 * The join of a fixed order: `OFFSET 0` keeps PostgreSQL from looking the table up before what
 * stands in front of it, or by another condition. It would: to it, a span of time that has
 * thousands of payments may have one.
 */
function fixedJoin(_join: string, table: string, name: string, on: string): string {
  const rows = `SELECT * FROM ${table} AS ${name} WHERE ${withTokens(on)} OFFSET 0`;
  return `CROSS JOIN LATERAL (${rows}) AS ${name}`;
}

function translate(sql: string): Translated {
  const names: string[] = [];
  let count = 0;
  const text = sql.replace(PARTS, (part, name: string | undefined) => {
    if (part === '?') return `$${String((count += 1))}`;
    if (name !== undefined) {
      if (!names.includes(name)) names.push(name);
      return `$${String(names.indexOf(name) + 1)}`;
    }
    if (part === '.rowid') return withTokens(part);
    if (part.startsWith('CROSS')) return part.replace(FIXED_JOIN, fixedJoin);
    return part.startsWith("'") || part.startsWith('"') || part.startsWith('-') ? part : '';
  });
  return { text, names: names.length === 0 ? null : names };
}

const translations = new Map<string, Translated>();
/** Filters produce many texts, but few are in use. */
const MOST_KEPT = 2000;

/**
 * @param sql with `?`, or `@name` for members of one object. `INDEXED BY` goes. `CROSS JOIN` with
 *   `ON` is SQLite's for a fixed order and keeps it. `p.rowid`, by which the list finds a payment
 *   again, is its token
 */
export function translated(sql: string): Translated {
  const known = translations.get(sql);
  if (known !== undefined) return known;
  if (translations.size >= MOST_KEPT) translations.clear();
  const fresh = translate(sql);
  translations.set(sql, fresh);
  return fresh;
}
