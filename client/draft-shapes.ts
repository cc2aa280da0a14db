/** Type guards for kept drafts: a draft may come from another release with other fields. */

export type Is<T> = (kept: unknown) => kept is T;

export const isText: Is<string> = (kept) => typeof kept === 'string';
export const isFlag: Is<boolean> = (kept) => typeof kept === 'boolean';
export const isNumber: Is<number> = (kept) => typeof kept === 'number';

export function orNull<T>(is: Is<T>): Is<T | null> {
  return (kept): kept is T | null => kept === null || is(kept);
}

export function isOneOf<T>(values: readonly T[]): Is<T> {
  return (kept): kept is T => values.some((value) => value === kept);
}

export function listOf<T>(is: Is<T>): Is<T[]> {
  return (kept): kept is T[] => Array.isArray(kept) && kept.every((one) => is(one));
}

/** Guards an object with these fields; the compiler requires every field of `T`. */
export function fieldsOf<T extends object>(fields: { readonly [K in keyof T]-?: Is<T[K]> }): Is<T> {
  return (kept): kept is T =>
    typeof kept === 'object' &&
    kept !== null &&
    Object.entries<Is<unknown>>(fields).every(([name, is]) =>
      is((kept as Record<string, unknown>)[name]),
    );
}
