/**
 * Searches payments by typed text: an order number or its beginning, a number of Toss or the desk,
 * or part of an order number, product description or metadata.
 */
import { MASK_SIGN } from '../../shared/mask-text.ts';
import { SHOWN_TEXT } from './connection.ts';
import { isMetadataUnindexed } from './index-metadata.ts';
import { rowsOf, type Condition, type IndexPath, type Sql } from './index-paths.ts';
import { prepare } from './statement.ts';
import { placeOfUnit, type Unit } from './unit.ts';

/** Characters per entry of the text index (trigrams). */
const PIECE = 3;
/**
 * Longer texts are searched by their beginning; the result is compared with the whole text anyway.
 */
const MOST_PIECES = 24;

/** Upper limit for a range of texts that start with `prefix`. */
const prefixEnd = (prefix: string) => `${prefix}\u{10ffff}`;

/** Escapes LIKE's wildcards in what a person typed. */
const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const quoted = (piece: string) => `"${piece.replaceAll('"', '""')}"`;

/** The index of order numbers and descriptions, and that of metadata, which viewers don't see. */
type TextIndex = 'payment_text' | 'payment_text_metadata';

const tokensOf: Record<TextIndex, string> = {
  payment_text: 'SELECT pay_token FROM payment_text',
  payment_text_metadata: `SELECT m.pay_token FROM payment_text_metadata
    CROSS JOIN payment_metadata AS m ON m.id = payment_text_metadata.rowid`,
};

/**
 * Index path of a full-text match; counting needs only the indexes.
 * @param match the query for an index, as SQL
 */
function pathOfTexts(
  match: (index: TextIndex) => string,
  values: readonly string[],
  masked: boolean,
): IndexPath {
  const where = (index: TextIndex) => `WHERE ${index} MATCH ${match(index)}`;
  const one = (index: TextIndex) => `SELECT 1 FROM ${index} ${where(index)}`;
  const told = (index: TextIndex) => `${tokensOf[index]} ${where(index)}`;
  if (masked) return { sql: rowsOf(told('payment_text')), counted: one('payment_text'), values };
  const both = (of: (index: TextIndex) => string) =>
    `${of('payment_text')} UNION ALL ${of('payment_text_metadata')}`;
  return {
    sql: rowsOf(both(told)),
    counted: both(one),
    values: [...values, ...values],
    repeats: true,
  };
}

/** The pieces of a text of two characters or more; those of a longer text have three. */
function piecesIn(text: string): Set<string> {
  const characters = Array.from(text);
  const length = Math.min(characters.length, PIECE);
  const count = Math.min(characters.length - length + 1, MOST_PIECES);
  const pieces = new Set<string>();
  for (let at = 0; at < count; at += 1) pieces.add(characters.slice(at, at + length).join(''));
  return pieces;
}

/** A full-text query for all trigrams of a text of three characters or more. */
export function piecesOf(text: string): string {
  // A full-text query ends at a NUL character.
  return [...piecesIn(text)]
    .filter((piece) => !piece.includes('\0'))
    .map(quoted)
    .join(' AND ');
}

/** Payments with any trigram that starts with the text. */
function withPieceLike(text: string, masked: boolean): IndexPath {
  const beginning = text.toLowerCase();
  const any = (index: TextIndex) =>
    `(SELECT coalesce(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '""')
    FROM ${index}_piece WHERE term >= ? AND term < ?)`;
  return pathOfTexts(any, [beginning, prefixEnd(beginning)], masked);
}

/** Letters of ASCII without their case, as in PostgreSQL's `text_pieces`. */
const folded = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Payments with all pieces of the text, by the index of PostgreSQL. */
function withPieces(text: string, masked: boolean): IndexPath {
  const escaped = (piece: string) => `"${piece.replaceAll(/["\\]/g, (sign) => `\\${sign}`)}"`;
  const pieces = `{${[...piecesIn(folded(text))].map(escaped).join(',')}}`;
  const told = (index: TextIndex) =>
    `SELECT pay_token AS id FROM ${index} WHERE text_pieces(words) @> CAST(? AS TEXT[])`;
  if (masked) return { sql: told('payment_text'), values: [pieces] };
  const sql = `${told('payment_text')} UNION ALL ${told('payment_text_metadata')}`;
  return { sql, values: [pieces, pieces], repeats: true };
}

/** Payments found by a complete number: their token, a refund's or an operation's. */
const byNumber = `SELECT pay_token FROM payment WHERE pay_token = ?
  UNION ALL SELECT pay_token FROM payment_refund WHERE refund_no = ?
  UNION ALL SELECT pay_token FROM operation WHERE id = ?`;

const byBeginning = `SELECT p.rowid AS id FROM payment AS p INDEXED BY payment_by_order_no
  WHERE p.order_no >= ? AND p.order_no < ?`;

const withNumber = `${rowsOf(byNumber)} UNION ALL ${byBeginning}`;

/**
 * The same as a condition on each payment, with the same parameters. PostgreSQL would compare every
 * payment with every row of a query after `IN` if it expects a page to be full soon.
 */
const isNumbered = `(p.pay_token = ?
  OR p.pay_token IN (SELECT pay_token FROM payment_refund WHERE refund_no = ?
    UNION ALL SELECT pay_token FROM operation WHERE id = ?)
  OR (p.order_no >= ? AND p.order_no < ?))`;

const numberValues = (text: string) => [text, text, text, text, prefixEnd(text)];

/** Shorter texts may begin half of all order numbers although a word is meant. */
const SHORTEST_NUMBER = 4;

/**
 * `number`: a payment has the text as a number or at the start of its order number; matches
 * elsewhere are not shown. `piece`: search anywhere in the texts. `unindexed`: the same while the
 * index of metadata is not complete. `postgres`: anywhere, by PostgreSQL's own index;
 * `postgres-number`: as `number`.
 */
export type SearchKind = 'number' | 'piece' | 'unindexed' | 'postgres' | 'postgres-number';

/** @param text the typed text, trimmed; `undefined`: none */
export function* searchKind(text: string | undefined): Unit<SearchKind> {
  if (text === undefined) return 'piece';
  const any = prepare(`SELECT 1 FROM (${withNumber}) AS found LIMIT 1`);
  const isNumber =
    Array.from(text).length >= SHORTEST_NUMBER &&
    (yield* any.get(...numberValues(text))) !== undefined;
  if ((yield* placeOfUnit()).engine === 'postgres') {
    return isNumber ? 'postgres-number' : 'postgres';
  }
  if (isNumber) return 'number';
  return (yield* isMetadataUnindexed()) ? 'unindexed' : 'piece';
}

function numberCondition(text: string, kind: SearchKind): Condition {
  const values = numberValues(text);
  const sql = kind === 'postgres-number' ? isNumbered : `p.rowid IN (${withNumber})`;
  return { of: 'other', sql, values, path: { sql: withNumber, values, repeats: true } };
}

/**
 * The longest run without mask characters: where the masked text matches, the original has it too.
 */
function longestShown(text: string): string {
  const runs = text.split(MASK_SIGN);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

/** Both engines leave the case of ASCII's letters alone, PostgreSQL by the columns' collation. */
const holds = (column: string, kind: SearchKind) =>
  `${column} ${kind === 'postgres' ? 'ILIKE' : 'LIKE'} ? ESCAPE '\\'`;

function textMatch(text: string, kind: SearchKind, masked: boolean): Sql {
  const [like, near] = [likePattern(text), likePattern(longestShown(text))];
  const inOrderNo = holds('p.order_no', kind);
  const inText = holds('p.product_desc', kind);
  if (!masked) {
    const inMetadata = holds('p.metadata', kind);
    const sql = `(${inOrderNo} OR ${inText} OR ${inMetadata})`;
    return { sql, values: [like, like, like] };
  }
  // Masking is slower than comparing, so it runs last.
  const inShown = holds(`${SHOWN_TEXT}(p.product_desc)`, kind);
  return { sql: `(${inOrderNo} OR (${inText} AND ${inShown}))`, values: [like, near, like] };
}

function pieceCondition(text: string, kind: SearchKind, masked: boolean): Condition {
  const match = { of: 'other', ...textMatch(text, kind, masked) } as const;
  const shown = masked ? longestShown(text) : text;
  const { length } = Array.from(shown);
  // Only mask characters: they match every masked text, so they find nothing.
  if (length === 0) return { of: 'other', sql: 'false', values: [] };
  // A single character matches almost everywhere, so scanning the list is fast enough.
  if (length === 1) return match;
  if (kind === 'postgres') return { ...match, path: withPieces(shown, masked) };
  const path =
    length < PIECE
      ? withPieceLike(shown, masked)
      : pathOfTexts(() => '?', [piecesOf(shown)], masked);
  return { ...match, path };
}

/**
 * @param text the typed text, trimmed and not empty
 * @param masked compare descriptions in their masked form
 */
export function searchCondition(text: string, kind: SearchKind, masked: boolean): Condition {
  if (kind === 'number' || kind === 'postgres-number') return numberCondition(text, kind);
  if (kind === 'unindexed' && !masked) return { of: 'other', ...textMatch(text, kind, masked) };
  return pieceCondition(text, kind, masked);
}
