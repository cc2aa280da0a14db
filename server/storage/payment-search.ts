/**
 * What people type to find a payment: an order number or its beginning, a number of Toss's or of
 * the desk's, or a piece of an order number or of what was sold.
 */
import { MASK_SIGN } from '../../shared/mask-text.ts';
import { SHOWN_TEXT, type Connection } from './connection.ts';
import { rowsOf, type Condition, type IndexPath, type Sql } from './index-paths.ts';
import { prepare } from './statement.ts';

/** The pieces that the index of texts is made of. */
const PIECE = 3;
/** A longer text is found by its beginning; what is found is compared as a whole anyway. */
const MOST_PIECES = 24;

/** The smallest text that is after every text that starts with `prefix`. */
const prefixEnd = (prefix: string) => `${prefix}\u{10ffff}`;

/** Escapes LIKE's wildcards in what a person typed. */
const likePattern = (text: string) => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

const quoted = (piece: string) => `"${piece.replaceAll('"', '""')}"`;

/** Texts of which the index of pieces says that they match; it alone is enough to count them. */
function pathOfTexts(match: string, values: readonly string[]): IndexPath {
  const from = `FROM payment_text WHERE payment_text MATCH ${match}`;
  return { sql: rowsOf(`SELECT pay_token ${from}`), counted: `SELECT 1 ${from}`, values };
}

/** What a text of three characters or more has in the index of pieces, as a query of it. */
export function piecesOf(text: string): string {
  const characters = Array.from(text);
  const pieces = new Set<string>();
  const count = Math.min(characters.length - PIECE + 1, MOST_PIECES);
  for (let at = 0; at < count; at += 1) pieces.add(characters.slice(at, at + PIECE).join(''));
  // A query of the index ends at a NUL.
  return [...pieces]
    .filter((piece) => !piece.includes('\0'))
    .map(quoted)
    .join(' AND ');
}

/** Those that have any piece that begins with the text. */
function withPieceLike(text: string): IndexPath {
  const folded = text.toLowerCase();
  const any = `(SELECT coalesce(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '""')
    FROM payment_text_piece WHERE term >= ? AND term < ?)`;
  return pathOfTexts(any, [folded, prefixEnd(folded)]);
}

/** Payments that are found by a whole number: their own, a refund's, an operation's. */
const byNumber = `SELECT pay_token FROM payment WHERE pay_token = ?
  UNION ALL SELECT pay_token FROM payment_refund WHERE refund_no = ?
  UNION ALL SELECT pay_token FROM operation WHERE id = ?`;

const byBeginning = `SELECT rowid AS id FROM payment INDEXED BY payment_by_order_no
  WHERE order_no >= ? AND order_no < ?`;

const withNumber = `${rowsOf(byNumber)} UNION ALL ${byBeginning}`;

const numberValues = (text: string) => [text, text, text, text, prefixEnd(text)];

/** A shorter text may begin half of all order numbers, and still be meant as a word. */
const SHORTEST_NUMBER = 4;

/**
 * `number`: some payment has it as a number, or as the beginning of its order number; then it is
 * meant so, and what has it elsewhere is not shown. `piece`: it is looked for anywhere.
 */
export type SearchKind = 'number' | 'piece';

/** @param text what was typed, trimmed; `undefined`: nothing */
export function searchKind(connection: Connection, text: string | undefined): SearchKind {
  if (text === undefined || Array.from(text).length < SHORTEST_NUMBER) return 'piece';
  const any = prepare(connection, `SELECT 1 FROM (${withNumber}) LIMIT 1`);
  return any.get(...numberValues(text)) === undefined ? 'piece' : 'number';
}

function numberCondition(text: string): Condition {
  const values = numberValues(text);
  const sql = `p.rowid IN (${withNumber})`;
  return { of: 'other', sql, values, path: { sql: withNumber, values, repeats: true } };
}

/** The longest run without a sign that hides: a masked text has it where the whole text has it. */
function longestShown(text: string): string {
  const runs = text.split(MASK_SIGN);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

function textMatch(text: string, masked: boolean): Sql {
  const [like, near] = [likePattern(text), likePattern(longestShown(text))];
  const inOrderNo = "p.order_no LIKE ? ESCAPE '\\'";
  const inText = "p.product_desc LIKE ? ESCAPE '\\'";
  if (!masked) return { sql: `(${inOrderNo} OR ${inText})`, values: [like, like] };
  // Masking takes longer than comparing, so it comes after.
  const inShown = `${SHOWN_TEXT}(p.product_desc) LIKE ? ESCAPE '\\'`;
  return { sql: `(${inOrderNo} OR (${inText} AND ${inShown}))`, values: [like, near, like] };
}

function pieceCondition(text: string, masked: boolean): Condition {
  const match = { of: 'other', ...textMatch(text, masked) } as const;
  const shown = masked ? longestShown(text) : text;
  const { length } = Array.from(shown);
  // Signs that hide are all alike: they lead to nobody.
  if (length === 0) return { of: 'other', sql: 'false', values: [] };
  // A single character is nearly everywhere; scanning the list finds enough at once.
  if (length === 1) return match;
  const path = length < PIECE ? withPieceLike(shown) : pathOfTexts('?', [piecesOf(shown)]);
  return { ...match, path };
}

/**
 * @param text what was typed, trimmed and not empty
 * @param masked descriptions are compared as a viewer is shown them
 */
export function searchCondition(text: string, kind: SearchKind, masked: boolean): Condition {
  return kind === 'number' ? numberCondition(text) : pieceCondition(text, masked);
}
