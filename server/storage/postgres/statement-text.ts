/** Turns the text of a statement in the common form into PostgreSQL's. */

export interface Translated {
  text: string;
  /** The parameters in the order of `$1`, `$2` …; names of members where the text has `@name`. */
  names: readonly string[] | null;
}

/** Quoted texts and names, comments, and what is rewritten outside of them. */
const PARTS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?|@([A-Za-z_]\w*)|\b(?:NOT INDEXED|INDEXED BY\s+\w+|CROSS(?=\s+JOIN))\b|\.rowid\b/g;

function translate(sql: string): Translated {
  const names: string[] = [];
  let count = 0;
  const text = sql.replace(PARTS, (part, name: string | undefined) => {
    if (part === '?') return `$${String((count += 1))}`;
    if (name !== undefined) {
      if (!names.includes(name)) names.push(name);
      return `$${String(names.indexOf(name) + 1)}`;
    }
    if (part === '.rowid') return '.pay_token';
    return part.startsWith("'") || part.startsWith('"') || part.startsWith('-') ? part : '';
  });
  return { text, names: names.length === 0 ? null : names };
}

const translations = new Map<string, Translated>();
/** Filters produce many texts, but few are in use. */
const MOST_KEPT = 2000;

/**
 * @param sql with `?`, or `@name` for members of one object. `INDEXED BY` goes, and `CROSS JOIN`
 *   becomes `JOIN`: with `ON` it is SQLite's for a fixed order. `p.rowid`, by which the list finds
 *   a payment again, is its token
 */
export function translated(sql: string): Translated {
  const known = translations.get(sql);
  if (known !== undefined) return known;
  if (translations.size >= MOST_KEPT) translations.clear();
  const fresh = translate(sql);
  translations.set(sql, fresh);
  return fresh;
}
