/**
 * Masks buyers' data for viewers, by shared/personal-fields.ts. Every JSON answer is masked here,
 * whichever route made it; docs/decisions explains the choice of fields.
 */
import { maskText } from '../../shared/mask-text.ts';
import type { TokenScope } from '../../shared/permissions.ts';
import { isTitled, textRules } from '../../shared/personal-fields.ts';
import { FileStream, JsonText, type Actor } from './endpoint.ts';

/** Replaces a whole text; its length doesn't depend on the text's. */
const HIDDEN = '••••••';

/**
 * Storefronts may write anything here, including names and addresses, which patterns can't find.
 */
const hide = (text: string) => (text === '' ? text : HIDDEN);

/** Masks the search text in a saved view's query string. */
function maskQuery(query: string): string {
  const parts = new URLSearchParams(query);
  const typed = parts.getAll('q');
  const shown = typed.map(maskText);
  if (shown.every((text, at) => text === typed[at])) return query;
  parts.delete('q');
  for (const text of shown) parts.append('q', text);
  return parts.toString();
}

/** A text of this field as viewers see it. */
function maskField(field: string, text: string): string {
  const rule = textRules.get(field);
  if (rule === 'hidden') return hide(text);
  if (rule === 'query') return maskQuery(text);
  return rule === 'masked' ? maskText(text) : text;
}

function masked(value: unknown, field: string): unknown {
  if (typeof value === 'string') return maskField(field, value);
  if (Array.isArray(value)) return value.map((item) => masked(item, field));
  if (typeof value !== 'object' || value === null) return value;
  const shown = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, masked(inner, name)]),
  );
  const { name } = shown;
  return isTitled(value) && typeof name === 'string' ? { ...shown, name: maskText(name) } : shown;
}

/**
 * `true` if the caller sees buyers' data masked; searches then also compare masked texts.
 * @param scope the scope by which a token calls
 */
export function seesMasked(actor: Actor | null, scope?: TokenScope): boolean {
  if (actor?.type === 'token') return scope === 'read' || scope === 'refund';
  return actor?.role === 'viewer';
}

/**
 * The answer as this caller may see it. People who can refund must see the buyer. Storefronts get
 * back the data of the payment that they create or look up, and read all others as viewers do.
 */
export function maskFor<T>(actor: Actor | null, body: T, scope?: TokenScope): T {
  if (!seesMasked(actor, scope)) return body;
  // Files need a right of their own, and their maker decides about the content.
  if (body instanceof FileStream) return body;
  if (body instanceof JsonText) {
    return new JsonText(JSON.stringify(masked(JSON.parse(body.text), ''))) as T;
  }
  return masked(body, '') as T;
}
