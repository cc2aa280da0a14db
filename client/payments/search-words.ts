/** What somebody typed into the search box: terms of the filter, or something to look for. */
import { parseWon } from '../../shared/won.ts';
import { filterNames, filters } from './filters/index.ts';
import type { ListQuery } from './list-query.ts';

type Change = Partial<ListQuery>;

const terms = filterNames.flatMap((name) => filters[name].term ?? []);

/** A value of this many words at most: `환불 정산 완료`. */
const MOST_WORDS = 3;

interface Read {
  /** `null`: a term of which nobody knows what it means. */
  change: Change | null;
  /** How many words it took. */
  took: number;
}

/** The term that begins the words; `null` where none does. */
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
  /** What the terms change in the filter. */
  change: Change;
  /** What is left to look for. */
  q: string;
  /** Terms with a value that nobody understands; they are looked for as they are. */
  unclear: string[];
}

/**
 * Splits `어제 금액:4000-5000 머그컵` into what it changes in the filter and what is left to look
 * for (`머그컵`). What is no term, and a term that can't be understood, stays text.
 * @param ownId of whoever typed it: `담당:나` is nobody without it
 */
export function readSearchWords(text: string, ownId: string | null = null): SearchWords {
  const change: Change = {};
  const left: string[] = [];
  const unclear: string[] = [];
  // A space after the colon is forgiven.
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

/** `true` for what Toss would take as an orderNo and nobody would type as a name or an amount. */
export function looksLikeOrderNo(text: string): boolean {
  return /^[A-Za-z0-9_\-:.^@]{4,50}$/.test(text) && /\d/.test(text);
}

/**
 * `4,000`, `4000원` and short digits that name no payment are an amount; eight digits in a row are
 * rather the day that an order number begins with.
 */
export function readBareAmount(text: string): number | null {
  return /^(\d{1,7}|[\d,]{1,9}원|\d[\d,]*,\d{3})$/.test(text) ? parseWon(text) : null;
}
