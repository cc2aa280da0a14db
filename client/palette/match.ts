/**
 * Scores how well a command matches the typed text: Korean that is still being typed (`화` on the
 * way to `환불`), initial consonants (`ㅎㅂ`), Latin words, and Korean typed on a Latin keyboard.
 */
import { initialOf, isConsonant, latinToJamo, splitConsonants, toJamo } from './hangul.ts';

/** Higher is better; anything else does not match. */
const SCORES = { same: 100, start: 90, wordStart: 75, inside: 50, otherKeyboard: 40 } as const;
/** A match of a further search word counts less than one of the command's name. */
const OTHER_WORD = 0.8;
/** With fewer letters than this, the middle of a word is not searched. */
const LEAST_INSIDE = 2;
const LEAST_INSIDE_LATIN = 4;
const LEAST_OTHER_KEYBOARD = 3;

interface Text {
  chars: string[];
  /** Indexes in `chars` at which words begin; `chars` has no spaces. */
  starts: Set<number>;
}

function read(text: string): Text {
  const chars: string[] = [];
  const starts = new Set<number>();
  for (const word of text
    .normalize('NFC')
    .toLowerCase()
    .split(/[\s·,/‘’()]+/)) {
    if (word !== '') starts.add(chars.length);
    chars.push(...Array.from(word));
  }
  return { chars, starts };
}

function fitsAt(chars: readonly string[], at: number, wanted: readonly string[]): boolean {
  return wanted.every((char, index) => {
    const own = chars[at + index];
    if (own === undefined) return false;
    if (isConsonant(char)) return initialOf(own) === char;
    if (index < wanted.length - 1) return own === char;
    // The final consonant of the syllable being typed may belong to the next one.
    return toJamo(chars.slice(at + index).join('')).startsWith(toJamo(char));
  });
}

function scoreOf({ chars, starts }: Text, wanted: readonly string[]): number {
  const isLatin = wanted.every((char) => /[\x20-\x7e]/.test(char));
  let best = 0;
  for (let at = 0; at <= chars.length - 1; at += 1) {
    if (!fitsAt(chars, at, wanted)) continue;
    if (at === 0) return chars.join('') === wanted.join('') ? SCORES.same : SCORES.start;
    if (starts.has(at)) return SCORES.wordStart;
    if (wanted.length >= (isLatin ? LEAST_INSIDE_LATIN : LEAST_INSIDE)) best = SCORES.inside;
  }
  return best;
}

function otherKeyboard({ chars, starts }: Text, typed: string): number {
  if (typed.length < LEAST_OTHER_KEYBOARD || !/^[a-z]+$/.test(typed)) return 0;
  const jamo = latinToJamo(typed);
  const fits = [...starts].some((at) => toJamo(chars.slice(at).join('')).startsWith(jamo));
  return fits ? SCORES.otherKeyboard : 0;
}

function scoreOfWord(typed: string, texts: readonly Text[]): number {
  const wanted = Array.from(splitConsonants(typed));
  const scores = texts.map((text, index) => {
    const score = Math.max(scoreOf(text, wanted), otherKeyboard(text, typed));
    return index === 0 ? score : score * OTHER_WORD;
  });
  return Math.max(0, ...scores);
}

/**
 * @param texts the command's name, then further search words
 * @returns 0 without a match, at most 100
 */
export function matchScore(typed: string, texts: readonly string[]): number {
  const words = typed.normalize('NFC').toLowerCase().trim().split(/\s+/);
  const known = texts.map(read);
  const whole = scoreOfWord(words.join(''), known);
  if (whole > 0 || words.length === 1) return whole;
  // Words in another order, or partly from the name and partly from the search words.
  const each = words.map((word) => scoreOfWord(word, known));
  return each.includes(0) ? 0 : Math.min(...each) * OTHER_WORD;
}
