/** Any Toss key, ours or not, and what is left of one where a text was cut. */
const KEYS = /sk_(?:test|live)_[A-Za-z0-9_]*/g;

/** `\u0073` and the like: letters, digits and `_`, which JSON never has to escape. */
const ESCAPED = /\\u00(3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/gi;

/**
 * The text with every Toss API key in it replaced. Escapes of JSON hide no key, and a JSON text
 * stays one.
 */
export function scrubKeys(text: string): string {
  const plain = text.replace(ESCAPED, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /\w/.test(character) ? character : escape;
  });
  const scrubbed = plain.replace(KEYS, '[API key]');
  return scrubbed === plain ? text : scrubbed;
}
