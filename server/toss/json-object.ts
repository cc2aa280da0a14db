/** A JSON object, or why the text is not a trustworthy one. */
export type ParsedObject =
  | { object: Record<string, unknown>; fault: null }
  | { object: null; fault: string };

/** Strings and structural characters of a valid JSON text. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/** Needs a text that `JSON.parse` accepts. */
function hasDoubledKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ',' && (last === '{' || last === ',')) {
      const keys = open.at(-1);
      // Unescape the key: "\u0063ode" equals "code".
      const key = JSON.parse(token) as string;
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
    last = token;
  }
  return false;
}

/**
 * Parses untrusted text. The object has no prototype, so `__proto__` is an ordinary key. A
 * duplicate key is a fault, because two parsers could read two different answers from it.
 */
export function parseJsonObject(text: string): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { object: null, fault: 'invalid JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { object: null, fault: 'JSON that is no object' };
  }
  if (hasDoubledKey(text)) return { object: null, fault: 'JSON with a doubled key' };
  const object = Object.create(null) as Record<string, unknown>;
  for (const [key, field] of Object.entries(value)) object[key] = field;
  return { object, fault: null };
}
