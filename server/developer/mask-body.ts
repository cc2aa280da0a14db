/**
 * Bodies of calls and callbacks as they may be kept and shown: without any key, and without what a
 * buyer is known by. Whoever looks for a fault needs fields, codes and times, and no telephone.
 */
import { maskText } from '../../shared/mask-text.ts';
import { scrubKeys } from '../toss/scrub-keys.ts';

const HIDDEN = '••••••';

/** Whatever a key or a password may be called. */
const SECRET = /^(?:api_?key|secret|password|authorization)$/i;
/** A storefront writes here what it likes; the payment itself shows it to whoever may see it. */
const WHOLE = /^metadata$/i;
/** Names of fields that hold what a person is known by, in Toss's words and in likely ones. */
const PERSONAL =
  /phone|mobile|card_?n(?:o|um)|account|e_?mail|birth|resident|address|^[cd]i$|(?:user|buyer|customer|owner|payer|depositor)_?(?:name|key|id|no)?$/i;
/** Sentences, in which somebody may have written a buyer's number. */
const SENTENCE = /^(?:productDesc|reason|note|detail|msg|message)$/;

/** As `010-••••-5678` rather than hidden whole, so that two calls can be told to be one buyer's. */
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

/** The JSON text masked, unchanged where there is nothing to mask; `null` where it is none. */
function maskJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const shown = JSON.stringify(maskValue(value, ''));
    return shown === JSON.stringify(value) ? text : shown;
  } catch {
    // No JSON, or nested deeper than can be gone through: it is masked as a text.
    return null;
  }
}

const FORM = /^[^\s=&]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*$/;

/** `a=b&c=d`, as callbacks are. */
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

/** A body without keys, personal data masked. */
export function maskBody(body: string): string {
  const text = scrubKeys(body);
  const json = maskJson(text);
  if (json !== null) return json;
  return FORM.test(text) ? maskForm(text) : maskText(text);
}

/** How much of a body is kept, in bytes of UTF-8. */
export const KEPT_BYTES = 16 * 1024;

/** A text as it is kept: `cut` where there was more. */
export function cutBody(text: string): { text: string; cut: boolean } {
  const bytes = Buffer.from(text);
  if (bytes.length <= KEPT_BYTES) return { text, cut: false };
  // `stream` holds back a character that the cut went through.
  const kept = new TextDecoder().decode(bytes.subarray(0, KEPT_BYTES), { stream: true });
  return { text: kept, cut: true };
}
