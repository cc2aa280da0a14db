/** What the file of one filter holds; `index.ts` has all of them in their order. */
import type { ReactNode } from 'react';
import type { PaymentFilter } from '../../../shared/api.ts';
import { i18n, type Language } from '../../copy/i18n.ts';
import type { fields } from '../filter-fields.tsx';

export type Words = Readonly<Record<Language, string>>;

/** The words in the language of the screen. */
export function say(words: Words): string {
  return words[i18n.language === 'en' ? 'en' : 'ko'];
}

type Param = string | number | readonly string[] | null;

/**
 * @typeParam Part what the filter keeps in the list's query
 * @typeParam Key the keys of the contract that it decides
 * @typeParam Changes what its search term may change
 */
export interface Filter<Part, Key extends keyof PaymentFilter, Changes = Part> {
  name: Words;
  /** Its part of the query while nobody has set it. */
  initial: Part;
  /** Reads the address; what it does not understand counts as not given. */
  read: (search: URLSearchParams) => Part;
  /** The address's parameters. `null`, `''` and `[]` are left out, and so must be the initial. */
  write: (part: Part) => Readonly<Record<string, Param>>;
  /** What the desk is asked; `null`: nothing. */
  toDesk: (part: Part, nowMs: number) => { [K in Key]: NonNullable<PaymentFilter[K]> | null };
  /** What it is set to, in words. */
  value: (part: Part) => ReactNode;
  /** The list always has a value for it; what going back to the initial one is called. */
  always?: 'remove' | 'reset';
  /**
   * Where it is set; absent where that is somewhere else. The fields are given because they are
   * loaded later: this file is part of the first page and must not import them.
   */
  field?: (offered: typeof fields, props: FieldProps<Part>) => ReactNode;
  /** How it is typed into the search box. */
  term?: Term<Partial<Changes>>;
}

interface FieldProps<Part> {
  label: string;
  part: Part;
  onChange: (part: Part) => void;
  /** After a choice that needs no second one. */
  onDone: () => void;
}

interface Term<Change> {
  /** What it is called before the colon, in lower case. */
  keys: readonly string[];
  /** What the help beneath the search box shows. */
  examples: Words;
  /** @param ownId of whoever typed it. @returns `null` where the value is not understood */
  read: (text: string, ownId: string | null) => Change | null;
  /** The same for a word without a key before it. */
  readBare?: (word: string) => Change | null;
}

/** Values with their words, in the order in which they are offered. */
export function valuesOf<T extends string>(words: Readonly<Record<T, Words>>) {
  return { values: Object.keys(words) as T[], word: (value: T) => say(words[value]) };
}

/** Without spaces and hyphens: 부분환불, 부분 환불 and 부분-환불 are the same word. */
export function plainWord(text: string): string {
  return text.toLowerCase().replace(/[\s_-]/g, '');
}

/** What a word stands for. @param words by their plain words */
export function readWord<T>(words: Readonly<Record<string, T>>, text: string): T | null {
  const plain = plainWord(text);
  return Object.hasOwn(words, plain) ? (words[plain] ?? null) : null;
}
