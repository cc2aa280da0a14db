/** Formats request and response bodies from outside as plain text. */

/** Invisible characters, also those that change the text direction; shown as code points. */
const UNSEEN = /[\p{Cf}\p{Co}\p{Cs}\u2028\u2029]|(?![\n\t])\p{Cc}/gu;

const numberOf = (sign: string) =>
  `\\u{${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** Numbers that `JSON.parse` would round, so the body stays unformatted. */
const LONG_NUMBER = /[:[,]\s*-?\d{16,}/;

function prettyJson(text: string): string | null {
  if (LONG_NUMBER.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : null;
  } catch {
    // Not JSON: the body is shown as it is.
    return null;
  }
}

const FORM = /^[^\s=&]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*$/;

/** `a=b&c=d` as one decoded line per field. */
function formLines(text: string): string | null {
  if (!FORM.test(text)) return null;
  return [...new URLSearchParams(text)].map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** A body in readable lines: JSON is indented, form fields are put in a line each. */
export function bodyLines(text: string): string {
  const lines = prettyJson(text) ?? formLines(text) ?? text;
  return lines.replaceAll(UNSEEN, numberOf);
}
