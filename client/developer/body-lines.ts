/** Bodies that somebody else wrote, as a person reads them: text, and nothing but text. */

/** Signs that turn the direction of a line, or that nobody sees: shown by their number. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\u2028\u2029]|(?![\n\t])\p{Cc}/gu;

const numberOf = (sign: string) =>
  `\\u{${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** Numbers that JavaScript would round are better left as they stand. */
const LONG_NUMBER = /[:[,]\s*-?\d{16,}/;

function prettyJson(text: string): string | null {
  if (LONG_NUMBER.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : null;
  } catch {
    // It is shown as it came.
    return null;
  }
}

const FORM = /^[^\s=&]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*$/;

/** `a=b&c=d` as a line each, decoded. */
function formLines(text: string): string | null {
  if (!FORM.test(text)) return null;
  return [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** A body with its parts under each other. */
export function bodyLines(text: string): string {
  const lines = prettyJson(text) ?? formLines(text) ?? text;
  return lines.replaceAll(UNSEEN, numberOf);
}
