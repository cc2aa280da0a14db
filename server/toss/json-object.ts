/** A JSON object, or why a text is none that can be trusted. */
export type ParsedObject =
  | { object: Record<string, unknown>; fault: null }
  | { object: null; fault: string };

/** Strings and punctuation; in a valid JSON text nothing else holds these characters. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/** Only for a text that `JSON.parse` took. */
function hasDoubledKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ',' && (last === '{' || last === ',')) {
      const keys = open.at(-1);
      // Escapes are undone, because "\u0063ode" is the same key as "code".
      const key = JSON.parse(token) as string;
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
    last = token;
  }
  return false;
}

/**
 * Parses a text that somebody else wrote. The object has no prototype, so that a `__proto__` in it
 * is a key like any other. A key that comes twice in one object is a fault: two readers could take
 * it for two different answers.
 */
export function parseJsonObject(text: string): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Nothing has happened: the text is only reported as unreadable.
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
