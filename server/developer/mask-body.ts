/**
 * Masks bodies of calls and callbacks before they are stored and shown: keys are removed and
 * personal data masked. Fields, codes and times stay for debugging.
 */
import { maskText } from '../../shared/mask-text.ts';
import { scrubKeys } from '../toss/scrub-keys.ts';

const HIDDEN = '••••••';

/** Field names of keys and passwords. */
const SECRET = /^(?:api_?key|secret|password|authorization)$/i;
/**
 * Masked whole: free text of the storefront, and what identifies one buyer's charge. The payment
 * shows both to those with the permission, until they are erased.
 */
const WHOLE = /^(?:metadata|cardAuthorizationNo|salesCheckLinkUrl)$/i;
/** Field names of personal data, Toss's own and likely ones. */
const PERSONAL =
  /phone|mobile|card_?n(?:o|um)|account|e_?mail|birth|resident|address|^[cd]i$|(?:user|buyer|customer|owner|payer|depositor)_?(?:name|key|id|no)?$/i;
/** Free text that may contain a buyer's number. */
const SENTENCE = /^(?:productDesc|reason|note|detail|msg|message)$/;

/** Keeps the last four characters (`010-••••-5678`), so that a buyer's calls can be matched. */
function maskPersonal(text: string): string {
  const digits = text.replaceAll(/\D/g, '').length;
  if (digits < 8) return text === '' ? text : HIDDEN;
  return text.slice(0, -4).replaceAll(/[\p{L}\p{N}]/gu, '•') + text.slice(-4);
}

function maskField(name: string, value: string): string {
  if (value === '') return value;
  if (SECRET.test(name) || WHOLE.test(name)) return HIDDEN;
  if (PERSONAL.test(name)) return maskPersonal(value);
  return SENTENCE.test(name) ? maskText(value) : value;
}

function maskValue(value: unknown, name: string): unknown {
  if (typeof value === 'string') return maskField(name, value);
  if (typeof value === 'number') {
    const shown = maskField(name, String(value));
    return shown === String(value) ? value : shown;
  }
  if (Array.isArray(value)) return value.map((item) => maskValue(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([inner, held]) => [inner, maskValue(held, inner)]),
  );
}

/** Masks JSON text; returns it unchanged when nothing needs masking, and `null` for other text. */
function maskJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const shown = JSON.stringify(maskValue(value, ''));
    return shown === JSON.stringify(value) ? text : shown;
  } catch {
    // Not JSON, or nested too deeply; it is masked as text.
    return null;
  }
}

const FORM = /^[^\s=&]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*$/;

/** Masks `a=b&c=d`, the format of callbacks. */
function maskForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [[name, value] = ['', '']] = new URLSearchParams(pair);
      const shown = maskField(name, value);
      return shown === value ? pair : `${encodeURIComponent(name)}=${encodeURIComponent(shown)}`;
    })
    .join('&');
}

/** The body without keys and with personal data masked. */
export function maskBody(body: string): string {
  const text = scrubKeys(body);
  const json = maskJson(text);
  if (json !== null) return json;
  return FORM.test(text) ? maskForm(text) : maskText(text);
}

/** Stored part of a body, in bytes of UTF-8. */
export const KEPT_BYTES = 16 * 1024;

/** The stored part of a text; `cut` when there was more. */
export function cutBody(text: string): { text: string; cut: boolean } {
  const bytes = Buffer.from(text);
  if (bytes.length <= KEPT_BYTES) return { text, cut: false };
  // `stream` drops a character that the cut split.
  const kept = new TextDecoder().decode(bytes.subarray(0, KEPT_BYTES), { stream: true });
  return { text: kept, cut: true };
}
