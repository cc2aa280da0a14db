/**
 * What a viewer is not shown of buyers. Every JSON answer passes here on its way out, whichever
 * route made it, so that a new one can't forget: docs/decisions says why it is these fields.
 */
import { FileStream, JsonText, type Actor } from './endpoint.ts';

/** Stands for a whole text; as long for a short one as for a long one. */
const HIDDEN = '••••••';

/** A storefront writes here whatever it likes, names and addresses too: no pattern finds those. */
const hiddenFields = new Set(['metadata']);
/** Texts about a product or a decision, in which somebody may have written a buyer's number. */
const freeTextFields = new Set(['productDesc', 'reason', 'note', 'detail', 'tossMessage']);

// Each starts only where its run of characters does: no text takes longer than its length.
const EMAIL = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const NUMBER = /(?<![\w-])\d+(?:-\d+)*(?![A-Za-z_\d]|-\w)/g;
const SPACED = /(?<!\d)(?:01\d[ .]\d{3,4}[ .]\d{4}|\d{4} \d{4} \d{4} \d{3,4})(?!\d)/g;
/** 주민등록번호: a birthday, then seven digits of which nothing may be shown. */
const RESIDENT = /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?[1-8]\d{6}$/;

const dots = (text: string) => text.replaceAll(/\d/g, '•');
/** Enough to recognise a number that one knows, and no more. */
const lastFour = (text: string) => dots(text.slice(0, -4)) + text.slice(-4);

function maskNumber(text: string): string {
  if (RESIDENT.test(text)) return dots(text);
  const digits = text.replaceAll('-', '').length;
  // Telephone, account and card numbers; dates are shorter, an operation's id is longer.
  const isLong = digits >= 10 && digits <= 16;
  const isLandline = digits === 9 && /^0\d+-\d+-\d{4}$/.test(text);
  return isLong || isLandline ? lastFour(text) : text;
}

/** A text without e-mail addresses and the numbers by which people are found. */
export function maskText(text: string): string {
  return text
    .replaceAll(EMAIL, (found) => `${found.slice(0, 1)}•••${found.slice(found.indexOf('@'))}`)
    .replaceAll(SPACED, lastFour)
    .replaceAll(NUMBER, maskNumber);
}

function masked(value: unknown, field: string): unknown {
  if (typeof value === 'string') {
    if (hiddenFields.has(field)) return value === '' ? value : HIDDEN;
    return freeTextFields.has(field) ? maskText(value) : value;
  }
  if (Array.isArray(value)) return value.map((item) => masked(item, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, masked(inner, name)]),
  );
}

/**
 * The same answer as this actor may see it. Who may give money back has to see whose it is; a
 * storefront is given what storefronts gave.
 */
export function shownTo<T>(actor: Actor | null, body: T): T {
  if (actor?.type !== 'staff' || actor.role !== 'viewer') return body;
  // A file is its own right, and its maker knows what it holds.
  if (body instanceof FileStream) return body;
  if (body instanceof JsonText) {
    return new JsonText(JSON.stringify(masked(JSON.parse(body.text), ''))) as T;
  }
  return masked(body, '') as T;
}
