/** Rules for passwords: long, not common, and not similar to the owner's data. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import {
  PASSWORD_MAX,
  PASSWORD_MIN,
  passwordLength,
  type PasswordFault,
} from '../../shared/password.ts';
import { AppError } from '../errors.ts';

/** The public password of the demo accounts; no real account may have it. */
export const DEMO_PASSWORD = 'demo-shop-123456';

/**
 * A password is common if it can be guessed with fewer tries than this, from the shipped list of
 * 49,233 passwords, keyboard rows, dates and their combinations in order of likelihood.
 */
const LEAST_GUESSES = 1e10;

/** Letters and digits that must be left without the owner's own words. */
const LEAST_OWN_CHARACTERS = 8;

/** The owner of a new password. */
export interface PasswordOwner {
  name: string;
  email: string;
  shopName: string;
  /** A demo account of a desk with demo staff: only these may have the public password. */
  isDemo: boolean;
}

// Created at first use: it takes 50 ms, and most starts check no password.
let estimator: ZxcvbnFactory | null = null;

function guessesFor(password: string, known: string[]): number {
  estimator ??= new ZxcvbnFactory({
    dictionary: { common: [...dictionary['passwords-common'], DEMO_PASSWORD] },
    graphs: adjacencyGraphs,
  });
  return estimator.check(password, known).guesses;
}

/**
 * Shorter texts are too common to compare: a word has two characters, or three in ASCII. Two
 * syllables are a Korean given name.
 */
function isWord(text: string): boolean {
  return text.length >= (/^\p{ASCII}*$/u.test(text) ? 3 : 2);
}

/** The words of the owner's name, e-mail address and shop, longest first. */
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
 * The fault of a new password; `null` if there is none. Takes at most about 0.1 s, for the longest.
 */
export function passwordFault(password: string, owner: PasswordOwner): PasswordFault | null {
  if (password.length > PASSWORD_MAX) return 'too-long';
  if (passwordLength(password) < PASSWORD_MIN) return 'too-short';
  const text = password.normalize('NFKC');
  if (text === DEMO_PASSWORD) return owner.isDemo ? null : 'common';
  if (guessesFor(text, []) < LEAST_GUESSES) return 'common';
  return isLikeOwner(text, wordsOf(owner)) ? 'like-name' : null;
}

const details: Readonly<Record<PasswordFault, string>> = {
  'too-short': `must have at least ${String(PASSWORD_MIN)} characters`,
  'too-long': `must have at most ${String(PASSWORD_MAX)} characters`,
  common: 'is among the passwords that are tried first',
  'like-name': 'is too much like the name, the e-mail address or the shop',
};

function paramsOf(fault: PasswordFault): Record<string, number> {
  if (fault === 'too-short') return { minimum: PASSWORD_MIN };
  return fault === 'too-long' ? { maximum: PASSWORD_MAX } : {};
}

/**
 * Accepts only a good password.
 * @param pointer JSON pointer of the field, such as `/password`
 * @throws AppError invalid-request with the fault as the field's code
 */
export function requireGoodPassword(password: string, owner: PasswordOwner, pointer: string): void {
  const fault = passwordFault(password, owner);
  if (fault === null) return;
  const error = { pointer, code: fault, params: paramsOf(fault), detail: details[fault] };
  throw new AppError('invalid-request', undefined, { errors: [error] });
}
