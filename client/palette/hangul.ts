/** Splits Korean text into letters, as far as the search needs. */

const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const VOWELS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const FINALS = ' ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ';
const FIRST = '가'.charCodeAt(0);
const LAST = '힣'.charCodeAt(0);

/** Letters that take two key presses; while somebody types, the second may be missing. */
const compounds: Readonly<Record<string, string>> = {
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ',
  ㅘ: 'ㅗㅏ',
  ㅙ: 'ㅗㅐ',
  ㅚ: 'ㅗㅣ',
  ㅝ: 'ㅜㅓ',
  ㅞ: 'ㅜㅔ',
  ㅟ: 'ㅜㅣ',
  ㅢ: 'ㅡㅣ',
};

/** The keys of a Korean keyboard under the letters of a Latin one (두벌식). */
const underLatin: Readonly<Record<string, string>> = {
  ...{ q: 'ㅂ', w: 'ㅈ', e: 'ㄷ', r: 'ㄱ', t: 'ㅅ', y: 'ㅛ', u: 'ㅕ', i: 'ㅑ', o: 'ㅐ', p: 'ㅔ' },
  ...{ a: 'ㅁ', s: 'ㄴ', d: 'ㅇ', f: 'ㄹ', g: 'ㅎ', h: 'ㅗ', j: 'ㅓ', k: 'ㅏ', l: 'ㅣ' },
  ...{ z: 'ㅋ', x: 'ㅌ', c: 'ㅊ', v: 'ㅍ', b: 'ㅠ', n: 'ㅜ', m: 'ㅡ' },
};

function parts(char: string): [initial: string, rest: string] | null {
  const code = char.charCodeAt(0);
  if (code < FIRST || code > LAST) return null;
  const index = code - FIRST;
  const initial = INITIALS[Math.floor(index / (21 * 28))] ?? '';
  const vowel = VOWELS[Math.floor((index % (21 * 28)) / 28)] ?? '';
  const final = index % 28 === 0 ? '' : (FINALS[index % 28] ?? '');
  return [initial, (compounds[vowel] ?? vowel) + (compounds[final] ?? final)];
}

/** `'환불'` → `'ㅎㅗㅏㄴㅂㅜㄹ'`; what is not Korean stays. */
export function toJamo(text: string): string {
  let jamo = '';
  for (const char of text) jamo += parts(char)?.join('') ?? compounds[char] ?? char;
  return jamo;
}

/** `'환'` → `'ㅎ'`; what is not a Korean syllable stays. */
export function initialOf(char: string): string {
  return parts(char)?.[0] ?? char;
}

export function isConsonant(char: string): boolean {
  return INITIALS.includes(char);
}

/** Splits `ㄳ`, which input methods make of ㄱ and ㅅ, into the initials of two syllables. */
export function splitConsonants(text: string): string {
  return text.replace(/[ㄳ-ㅄ]/g, (char) => compounds[char] ?? char);
}

/** `'ghksqnf'` → `'ㅎㅗㅏㄴㅂㅜㄹ'`: Korean typed while the keyboard was set to Latin. */
export function latinToJamo(text: string): string {
  return Array.from(text, (char) => underLatin[char] ?? char).join('');
}
