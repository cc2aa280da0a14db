/** The type of a filter file; `index.ts` lists all filters in order. */
import type { ReactNode } from 'react';
import type { PaymentFilter } from '../../../shared/api.ts';
import { i18n, type Language } from '../../copy/i18n.ts';
import type { fields } from '../filter-fields.tsx';

export type Words = Readonly<Record<Language, string>>;

/** The text in the current language. */
export function say(words: Words): string {
  return words[i18n.language === 'en' ? 'en' : 'ko'];
}

type Param = string | number | readonly string[] | null;

/**
 * @typeParam Part the filter's part of the list query
 * @typeParam Key the API parameters that it sets
 * @typeParam Changes the part of the query that its search term may change
 */
export interface Filter<Part, Key extends keyof PaymentFilter, Changes = Part> {
  name: Words;
  /** Its part of the query when it is not set. */
  initial: Part;
  /** Reads the address; values that are not understood are ignored. */
  read: (search: URLSearchParams) => Part;
  /** The address's parameters without `null`, `''` and `[]`: none are left for `initial`. */
  write: (part: Part) => Readonly<Record<string, Param>>;
  /** The API parameters; `null` leaves one out. */
  toDesk: (part: Part, nowMs: number) => { [K in Key]: NonNullable<PaymentFilter[K]> | null };
  /** The current value as text. */
  value: (part: Part) => ReactNode;
  /**
   * Set if the list always has a value for it; names the action that restores the initial value.
   */
  always?: 'remove' | 'reset';
  /**
   * The field; absent if the filter is set elsewhere. The components are a parameter, because they
   * are lazy: this file is part of the first page and must not import them.
   */
  field?: (offered: typeof fields, props: FieldProps<Part>) => ReactNode;
  /** How it is typed into the search box. */
  term?: Term<Partial<Changes>>;
}

interface FieldProps<Part> {
  label: string;
  part: Part;
  onChange: (part: Part) => void;
  /** To be called after a choice that completes the input. */
  onDone: () => void;
}

interface Term<Change> {
  /** Its names before the colon, in lower case. */
  keys: readonly string[];
  /** The examples in the help beneath the search box. */
  examples: Words;
  /** @param ownId id of the signed-in user. @returns `null` if the value is not understood */
  read: (text: string, ownId: string | null) => Change | null;
  /** The same for a word without a key. */
  readBare?: (word: string) => Change | null;
}

/** Values with their labels, in the order in which they are offered. */
export function valuesOf<T extends string>(words: Readonly<Record<T, Words>>) {
  return { values: Object.keys(words) as T[], word: (value: T) => say(words[value]) };
}

/** Removes spaces and hyphens: 부분환불, 부분 환불 and 부분-환불 are the same word. */
export function plainWord(text: string): string {
  return text.toLowerCase().replace(/[\s_-]/g, '');
}

/** The value of a word. @param words by their plain form */
export function readWord<T>(words: Readonly<Record<string, T>>, text: string): T | null {
  const plain = plainWord(text);
  return Object.hasOwn(words, plain) ? (words[plain] ?? null) : null;
}
