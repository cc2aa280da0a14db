/**
 * Masks buyers' data for viewers, by shared/personal-fields.ts. Every JSON answer passes here on
 * its way out, whichever route made it: docs/decisions says why it is these fields.
 */
import { maskText } from '../../shared/mask-text.ts';
import { isTitled, textRules } from '../../shared/personal-fields.ts';
import { FileStream, JsonText, type Actor } from './endpoint.ts';

/** Stands for a whole text; as long for a short one as for a long one. */
const HIDDEN = '••••••';

/** A storefront writes here whatever it likes, names and addresses too: no pattern finds those. */
const hide = (text: string) => (text === '' ? text : HIDDEN);

/** The query of the list's address, as a saved view keeps it: what is looked for is a text. */
function maskQuery(query: string): string {
  const parts = new URLSearchParams(query);
  const typed = parts.getAll('q');
  const shown = typed.map(maskText);
  if (shown.every((text, at) => text === typed[at])) return query;
  parts.delete('q');
  for (const text of shown) parts.append('q', text);
  return parts.toString();
}

/** A text of this field, as a viewer sees it. */
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

/** `true` for whoever is shown buyers' data masked: what they look for is compared with that. */
export function seesMasked(actor: Actor | null): boolean {
  return actor?.type === 'staff' && actor.role === 'viewer';
}

/**
 * The same answer as this actor may see it. Who may give money back has to see whose it is; a
 * storefront is given what storefronts gave.
 */
export function shownTo<T>(actor: Actor | null, body: T): T {
  if (!seesMasked(actor)) return body;
  // A file is its own right, and its maker knows what it holds.
  if (body instanceof FileStream) return body;
  if (body instanceof JsonText) {
    return new JsonText(JSON.stringify(masked(JSON.parse(body.text), ''))) as T;
  }
  return masked(body, '') as T;
}
