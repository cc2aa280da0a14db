/** Parses the text of the search box into filter terms and a search text. */
import { parseWon } from '../../shared/won.ts';
import { filterNames, filters } from './filters/index.ts';
import type { ListQuery } from './list-query.ts';

type Change = Partial<ListQuery>;

const terms = filterNames.flatMap((name) => filters[name].term ?? []);

/** The maximum number of words in a value: `환불 정산 완료`. */
const MOST_WORDS = 3;

interface Read {
  /** `null` for a term whose value is not understood. */
  change: Change | null;
  /** The number of words that it used. */
  took: number;
}

/** The term at the start of the words; `null` if there is none. */
function readTerm(words: readonly string[], ownId: string | null): Read | null {
  const [first = ''] = words;
  for (const { readBare } of terms) {
    const change = readBare?.(first) ?? null;
    if (change !== null) return { change, took: 1 };
  }
  const colon = first.indexOf(':');
  const key = first.slice(0, Math.max(colon, 0)).toLowerCase();
  const term = terms.find(({ keys }) => keys.includes(key));
  if (term === undefined) return null;
  for (let took = Math.min(MOST_WORDS, words.length); took > 0; took -= 1) {
    const text = [first.slice(colon + 1), ...words.slice(1, took)].join('');
    const change = term.read(text, ownId);
    if (change !== null) return { change, took };
  }
  return { change: null, took: 1 };
}

interface SearchWords {
  /** The change of the filter by the terms. */
  change: Change;
  /** The remaining text to search for. */
  q: string;
  /** Terms whose value is not understood; they are searched for as text. */
  unclear: string[];
}

/**
 * Splits `어제 금액:4000-5000 머그컵` into a change of the filter and the remaining search text (`머그컵`). A
 * term that is not understood stays in the text.
 * @param ownId the signed-in user; without it `담당:나` is not understood
 */
export function readSearchWords(text: string, ownId: string | null = null): SearchWords {
  const change: Change = {};
  const left: string[] = [];
  const unclear: string[] = [];
  // Allows a space after the colon.
  let words = text
    .trim()
    .replace(/:\s+/g, ':')
    .split(/\s+/)
    .filter((word) => word !== '');
  while (words.length > 0) {
    const read = readTerm(words, ownId);
    if (read?.change) {
      Object.assign(change, read.change);
    } else {
      const [word = ''] = words;
      left.push(word);
      if (read !== null) unclear.push(word);
    }
    words = words.slice(read?.took ?? 1);
  }
  return { change, q: left.join(' '), unclear };
}

/** `true` for a valid orderNo with a digit and no spaces, unlike a name. */
export function looksLikeOrderNo(text: string): boolean {
  return /^[A-Za-z0-9_\-:.^@]{4,50}$/.test(text) && /\d/.test(text);
}

/**
 * The amount in `4,000`, `4000원` or up to seven digits; eight digits in a row are rather the date
 * at the start of an order number.
 */
export function readBareAmount(text: string): number | null {
  return /^(\d{1,7}|[\d,]{1,9}원|\d[\d,]*,\d{3})$/.test(text) ? parseWon(text) : null;
}
