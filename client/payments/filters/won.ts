/** A span of won: in the address, as text and as typed. `null` is an open end. */
import { WON_DIGITS } from '../../../shared/limits.ts';
import { formatWon } from '../../../shared/won.ts';
import { i18n } from '../../copy/i18n.ts';
import { formatAmount } from '../../format.ts';
import { readWon } from '../../ui/read-won.ts';

interface WonSpan {
  low: number | null;
  high: number | null;
}

export function wonParam(text: string | null): number | null {
  return text !== null && WON_DIGITS.test(text) ? Number(text) : null;
}

export function wonWords({ low, high }: WonSpan): string {
  if (low !== null && low === high) return formatAmount(low);
  if (low !== null && high !== null) {
    return i18n.t('list.filters.between', { from: formatWon(low), to: formatAmount(high) });
  }
  if (low !== null) return i18n.t('list.filters.atLeast', { amount: formatAmount(low) });
  return i18n.t('list.filters.atMost', { amount: formatAmount(high ?? 0) });
}

/** `≥4000`, `4000이상`, `<5000`: one end of a span, always inclusive. */
function readEnd(text: string): WonSpan | null {
  const sign = /^(>=|=>|≥|>|<=|=<|≤|<)(.+)$/.exec(text);
  const word = /^(.+?)(이상|초과|이하|미만)$/.exec(text);
  const [amount, how] = sign ? [sign[2], sign[1]] : word ? [word[1], word[2]] : [];
  const won = amount === undefined ? null : readWon(amount);
  if (won === null || how === undefined) return null;
  if (how === '초과' || how === '>') return { low: won + 1, high: null };
  if (how === '미만' || how === '<') return { low: null, high: Math.max(won - 1, 0) };
  return how === '이상' || /[>≥]/.test(how) ? { low: won, high: null } : { low: null, high: won };
}

/** One amount, one end, or `4000-5000` in either order. @returns `null` for anything else */
export function readWonSpan(text: string): WonSpan | null {
  const end = readEnd(text);
  if (end !== null) return end;
  const [from = '', to, ...rest] = text.split(/[-~–]/);
  if (rest.length > 0) return null;
  const low = from === '' ? null : readWon(from);
  const high = to === undefined ? low : to === '' ? null : readWon(to);
  if (from !== '' && low === null) return null;
  if (to !== undefined && to !== '' && high === null) return null;
  if (low === null && high === null) return null;
  return low !== null && high !== null && low > high ? { low: high, high: low } : { low, high };
}
