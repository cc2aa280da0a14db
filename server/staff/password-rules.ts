/** What a password must be: long, not what everybody tries first, and not about its owner. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { AppError } from '../errors.ts';

/** The password of the demo accounts. It is public, so no real account may have it. */
export const DEMO_PASSWORD = 'demo-shop-123456';

/** NIST SP 800-63B-4: 15 characters where the password is all that guards the account. */
const MIN_LENGTH = 15;
/** The sign-in library's own limit, in UTF-16 units. */
const MAX_LENGTH = 128;

/**
 * Whoever tries the 49,233 passwords of the shipped list, keyboard rows, dates and their
 * combinations in order of likelihood needs fewer guesses than this for what counts as common.
 */
const LEAST_GUESSES = 1e10;

/** With the owner's own words taken out, so many letters and digits must be left. */
const LEAST_OWN_CHARACTERS = 8;

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'like-name';

/** Whose password it is going to be. */
export interface PasswordOwner {
  name: string;
  email: string;
  shopName: string;
  /** A demo account of a desk that has them: these alone may have the public password. */
  isDemo: boolean;
}

// Made at its first use: it takes 50 ms, and most starts check no password.
let estimator: ZxcvbnFactory | null = null;

function guessesFor(password: string, known: string[]): number {
  estimator ??= new ZxcvbnFactory({
    dictionary: { common: [...dictionary['passwords-common'], DEMO_PASSWORD] },
    graphs: adjacencyGraphs,
  });
  return estimator.check(password, known).guesses;
}

/** One letter says nothing, two Latin ones not much; two syllables are a Korean given name. */
function isWord(text: string): boolean {
  return text.length >= (/^\p{ASCII}*$/u.test(text) ? 3 : 2);
}

/** The words of somebody's name, address and shop, the longest first. */
function wordsOf({ name, email, shopName }: PasswordOwner): string[] {
  const whole = [name, email, shopName].map((text) => text.normalize('NFKC').toLowerCase());
  const joined = whole.map((text) => text.replace(/[^\p{L}\p{N}]/gu, ''));
  const parts = whole.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  const words = new Set([...whole, ...joined, ...parts].filter(isWord));
  return [...words].toSorted((a, b) => b.length - a.length);
}

function isLikeOwner(password: string, words: string[]): boolean {
  const left = words.reduce((text, word) => text.replaceAll(word, ' '), password.toLowerCase());
  const own = left.replace(/[^\p{L}\p{N}]/gu, '');
  return own.length < LEAST_OWN_CHARACTERS || guessesFor(password, words) < LEAST_GUESSES;
}

/**
 * Says what is wrong with a new password; `null`: nothing. Takes at most about 0.1 s, for the
 * longest.
 */
export function passwordFault(password: string, owner: PasswordOwner): PasswordFault | null {
  if (password.length > MAX_LENGTH) return 'too-long';
  // As it is hashed: a Korean syllable counts once, however a keyboard sends it.
  const text = password.normalize('NFKC');
  if (Array.from(text).length < MIN_LENGTH) return 'too-short';
  if (text === DEMO_PASSWORD) return owner.isDemo ? null : 'common';
  if (guessesFor(text, []) < LEAST_GUESSES) return 'common';
  return isLikeOwner(text, wordsOf(owner)) ? 'like-name' : null;
}

const details: Readonly<Record<PasswordFault, string>> = {
  'too-short': `must have at least ${String(MIN_LENGTH)} characters`,
  'too-long': `must have at most ${String(MAX_LENGTH)} characters`,
  common: 'is among the passwords that are tried first',
  'like-name': 'is too much like the name, the e-mail address or the shop',
};

function paramsOf(fault: PasswordFault): Record<string, number> {
  if (fault === 'too-short') return { minimum: MIN_LENGTH };
  return fault === 'too-long' ? { maximum: MAX_LENGTH } : {};
}

/**
 * Lets a good password pass.
 * @param pointer where it stands in the request, such as `/password`
 * @throws AppError invalid-request with the fault as the field's code
 */
export function requireGoodPassword(password: string, owner: PasswordOwner, pointer: string): void {
  const fault = passwordFault(password, owner);
  if (fault === null) return;
  const error = { pointer, code: fault, params: paramsOf(fault), detail: details[fault] };
  throw new AppError('invalid-request', undefined, { errors: [error] });
}
