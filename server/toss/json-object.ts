export type Json = Record<string, unknown>;

/** A JSON object, or why the text is not a trustworthy one. */
export type ParsedObject = { object: Json; fault: null } | { object: null; fault: string };

/** `true` for an object or an array inside an answer. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null;

/** Strings and structural characters of a valid JSON text. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/g;

/** A text between two structural characters, which may be a value. */
interface OpenKey {
  key: string;
  valueFrom: number;
}

interface OpenObject {
  /** Each key with the text of its value. */
  values: Map<string, string>;
  open: OpenKey | null;
}

/** What a caller accepts beside JSON without faults. */
export interface Tolerated {
  /** A key that comes twice with the same value, as in a sample of the settlement. */
  equalDoubles?: boolean;
}

/** Notes the value that ends here. @returns `false` where its key has another value already */
function closeKey(object: OpenObject, text: string, end: number, equalDoubles: boolean): boolean {
  const { open, values } = object;
  if (open === null) return true;
  const value = text.slice(open.valueFrom, end).trim();
  const former = values.get(open.key);
  values.set(open.key, value);
  object.open = null;
  return former === undefined || (equalDoubles && former === value);
}

/** Needs a text that `JSON.parse` accepts. */
function hasDoubledKey(text: string, equalDoubles: boolean): boolean {
  const stack: (OpenObject | null)[] = [];
  let last = '';
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const object = stack.at(-1) ?? null;
    if (token === '{') stack.push({ values: new Map(), open: null });
    else if (token === '[') stack.push(null);
    else if (token === '}' || token === ']') {
      if (object !== null && !closeKey(object, text, index, equalDoubles)) return true;
      stack.pop();
    } else if (token === ',') {
      if (object !== null && !closeKey(object, text, index, equalDoubles)) return true;
    } else if (object !== null && (last === '{' || last === ',')) {
      // Unescape the key: "\u0063ode" equals "code".
      object.open = { key: JSON.parse(token) as string, valueFrom: index + token.length };
    }
    last = token;
  }
  return false;
}

/**
 * Parses untrusted text. The object has no prototype, so `__proto__` is an ordinary key. A
 * duplicate key is a fault, because two parsers could read two different answers from it.
 */
export function parseJsonObject(text: string, tolerated: Tolerated = {}): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { object: null, fault: 'invalid JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { object: null, fault: 'JSON that is no object' };
  }
  if (hasDoubledKey(text, tolerated.equalDoubles === true)) {
    return { object: null, fault: 'JSON with a doubled key' };
  }
  const object = Object.create(null) as Json;
  for (const [key, field] of Object.entries(value)) object[key] = field;
  return { object, fault: null };
}
