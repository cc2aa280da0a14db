/** Any Toss key, also one that was cut off. */
const KEYS = /sk_(?:test|live)_[A-Za-z0-9_]*/g;

/** JSON escapes of letters, digits and `_`, which never need one. */
const ESCAPED = /\\u00(3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/gi;

/** Replaces every Toss API key, also one hidden by JSON escapes. Valid JSON stays valid. */
export function scrubKeys(text: string): string {
  const plain = text.replace(ESCAPED, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /\w/.test(character) ? character : escape;
  });
  const scrubbed = plain.replace(KEYS, '[API key]');
  return scrubbed === plain ? text : scrubbed;
}
