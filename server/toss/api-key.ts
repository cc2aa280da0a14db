import { inspect } from 'node:util';

const FORM = /^sk_(test|live)_[A-Za-z0-9_]+$/;
const SHOWN = '[API key]';

/**
 * The shop's Toss API key, wrapped so that it can't be printed, serialised or concatenated by
 * accident: all of these give `[API key]`. Only `reveal()` returns the key.
 */
export class ApiKey {
  readonly #text: string;
  /** `test` moves no money; `live` does. */
  readonly kind: 'test' | 'live';
  /** The last four characters, so that staff can recognise the key. */
  readonly last4: string;

  private constructor(text: string, kind: 'test' | 'live') {
    this.#text = text;
    this.kind = kind;
    this.last4 = text.slice(-4);
  }

  /**
   * @param text the key from the environment or a key file, without white space
   * @throws Error for anything but `sk_test_…` or `sk_live_…`; the message never contains the text
   */
  static parse(text: string): ApiKey {
    const kind = FORM.exec(text)?.[1];
    if (kind !== 'test' && kind !== 'live') {
      throw new Error('The Toss API key must be sk_test_… or sk_live_… of letters, digits and _');
    }
    return new ApiKey(text, kind);
  }

  /** The key itself. Only the transport may call this, to write a request. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  valueOf(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
