/** Reads amounts as people write them: `1만5천`, `5천원`, `3*4500+2000`. Pure. */
import { parseWon } from '../../shared/won.ts';

const UNITS = [
  { word: '억', won: 100_000_000 },
  { word: '만', won: 10_000 },
  { word: '천', won: 1000 },
] as const;

/** `1.5만`, `만`, `5천`, each unit at most once and the largest first; then digits. */
const AMOUNT = /^(?:([\d.]*)억)?(?:([\d.]*)만)?(?:([\d.]*)천)?(\d*)$/;
const COUNT = /^\d{1,4}(?:\.\d{1,4})?$/;
/** Fewer digits after a unit could mean either: `1만5` is 10,005 or 15,000. */
const LEAST_DIGITS = 3;

/**
 * Two numbers with only space between them, such as two pasted cells; a comma that groups nothing
 * before a unit (`1,5만`; among digits alone it stands while somebody types); a date.
 */
const NOT_ONE_AMOUNT = /\d,?\s+\d|,(?!\d{3}(?!\d))[\d.]{0,6}[억만천]|(?:19|20)\d\d-\d\d-\d\d/;

function clean(text: string): string | null {
  const normal = text.normalize('NFKC');
  if (NOT_ONE_AMOUNT.test(normal)) return null;
  return normal
    .replace(/[\s,]/g, '')
    .replace(/[×✕xX∗]/g, '*')
    .replace(/[−–]/g, '-');
}

function withUnits(plain: string): number | null {
  const match = AMOUNT.exec(plain);
  if (match === null) return null;
  let sum = 0;
  let belowWon = Number.MAX_SAFE_INTEGER;
  for (const [index, unit] of UNITS.entries()) {
    const typed = match[index + 1];
    if (typed === undefined) continue;
    const isFirst = sum === 0;
    if (typed === '' ? !isFirst : !COUNT.test(typed)) return null;
    const won = typed === '' ? unit.won : Number(typed) * unit.won;
    if (!Number.isInteger(won) || won >= belowWon) return null;
    sum += won;
    // Nothing may follow a fraction: `1.5만5천` is a slip.
    belowWon = typed.includes('.') ? 0 : unit.won;
  }
  const digits = match[4] ?? '';
  if (digits === '') return sum;
  const isClear = digits.length >= LEAST_DIGITS && Number(digits) < belowWon;
  return isClear ? sum + Number(digits) : null;
}

function readOne(plain: string): number | null {
  const bare = plain.replace(/^[₩\\]/, '').replace(/원$/, '');
  return /[억만천]/.test(bare) ? withUnits(bare) : parseWon(bare);
}

/**
 * One amount, in digits or with 억, 만 and 천.
 * @returns won; `null` when it is not one whole amount, or could mean two
 */
export function readWon(text: string): number | null {
  const plain = clean(text);
  return plain === null ? null : readOne(plain);
}

/**
 * An amount or a sum of amounts with `+`, `-` and `*`, which goes first.
 * @returns won; `null` when it can't be read, is below 0 or too large
 */
export function readWonSum(text: string): number | null {
  const plain = clean(text);
  if (plain === null) return null;
  let sum = 0;
  // The sign stays with its term; an amount without a sign starts the sum.
  for (const [index, term] of plain.split(/(?=[+-])/).entries()) {
    const isMinus = term.startsWith('-');
    if (index === 0 && /^[+-]/.test(term)) return null;
    const factors = term.replace(/^[+-]/, '').split('*').map(readOne);
    if (factors.includes(null)) return null;
    const won = factors.reduce<number>((product, factor) => product * (factor ?? 0), 1);
    if (!Number.isSafeInteger(won)) return null;
    sum += isMinus ? -won : won;
  }
  return Number.isSafeInteger(sum) && sum >= 0 ? sum : null;
}
