/** Converts zod's issues to the field errors of a problem: all of them, by JSON pointer. */
import type { z } from 'zod';
import type { FieldError } from '../../shared/problem.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `['parts', 'vat']` → `/parts/vat`, escaped by RFC 6901. */
function pointerOf(prefix: string, path: Path): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [prefix, ...steps].join('/');
}

/** The value at a path; `undefined` if there is none. */
function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(step))?.[1];
  }
  return value;
}

function plain(value: unknown): string | number {
  return typeof value === 'number' ? value : String(value);
}

/** Names of types for messages. */
const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const formats: Readonly<Record<string, string>> = {
  datetime: 'must be an instant such as 2026-01-31T09:00:00.000Z',
  uuid: 'must be a UUID',
  url: 'must be an address that starts with http:// or https://',
};

type Described = Pick<FieldError, 'code' | 'params' | 'detail'>;

function wrongType(expected: string, value: unknown): Described {
  const name = typeNames[expected] ?? expected;
  const repeated = Array.isArray(value) && expected !== 'array';
  const detail = repeated ? `must be ${name}, and given once` : `must be ${name}`;
  return { code: 'wrong-type', params: { expected }, detail };
}

function wrongSize(issue: Extract<Issue, { code: 'too_big' | 'too_small' }>): Described {
  const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
  const unit = units[issue.origin];
  const verb = unit === undefined ? 'be' : 'have';
  const [bound, word, value] =
    issue.code === 'too_big'
      ? (['maximum', 'at most', issue.maximum] as const)
      : (['minimum', 'at least', issue.minimum] as const);
  const wrong = issue.code === 'too_big' ? ['too-big', 'too-long'] : ['too-small', 'too-short'];
  const isEmpty = unit !== undefined && bound === 'minimum' && Number(value) === 1;
  return {
    code: wrong[unit === undefined ? 0 : 1] ?? 'invalid',
    params: { [bound]: plain(value) },
    detail: isEmpty ? 'must not be empty' : `must ${verb} ${word} ${String(value)}${unit ?? ''}`,
  };
}

function notOneOf(values: readonly unknown[]): Described {
  const list = values.map(String).join(', ');
  return { code: 'not-one-of', params: { values: list }, detail: `must be one of: ${list}` };
}

/** Code, params and message of an issue that isn't about a group of fields. */
function describe(issue: Issue, value: unknown): Described {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value);
    case 'too_big':
    case 'too_small':
      return wrongSize(issue);
    case 'invalid_format':
      return {
        code: 'wrong-format',
        params: { format: issue.format },
        // A pattern in the table has its own message.
        detail: formats[issue.format] ?? issue.message,
      };
    case 'invalid_value':
      return notOneOf(issue.values);
    case 'not_multiple_of':
      return {
        code: 'not-multiple-of',
        params: { divisor: plain(issue.divisor) },
        detail: `must be a multiple of ${String(issue.divisor)}`,
      };
    case 'invalid_union':
      // `errors` is empty if the discriminator matches no branch.
      if ('options' in issue && Array.isArray(issue.options)) return notOneOf(issue.options);
      return { code: 'invalid', params: {}, detail: issue.message };
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return { code: 'invalid', params: {}, detail: issue.message };
  }
}

/**
 * Chooses the branch of a union to report: the one whose issues are deepest, or the fewest.
 * `{orderNo: ''}` is then a bad orderNo, not a missing payToken.
 */
function likeliestBranch(branches: readonly Issue[][]): Issue[] {
  const cost = (issues: Issue[]) =>
    issues.reduce((sum, issue) => {
      const shallow = issue.path.length === 0 && issue.code === 'invalid_type' ? 100 : 1;
      return sum + shallow + (issue.code === 'unrecognized_keys' ? 10 * issue.keys.length : 0);
    }, 0);
  return branches.toSorted((a, b) => cost(a) - cost(b))[0] ?? [];
}

function collect(
  issues: readonly Issue[],
  root: unknown,
  prefix: string,
  base: Path = [],
): FieldError[] {
  return issues.flatMap((issue): FieldError[] => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf(prefix, [...path, key]),
        code: 'unknown-field',
        params: {},
        detail: 'is not a field of this request',
      }));
    }
    const pointer = pointerOf(prefix, path);
    const value = valueAt(root, path);
    if (value === undefined) {
      // A rule over several fields has its own message.
      const detail = issue.code === 'custom' ? issue.message : 'is needed';
      return [{ pointer, code: 'required', params: {}, detail }];
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return collect(likeliestBranch(issue.errors), root, prefix, path);
    }
    return [{ pointer, ...describe(issue, value) }];
  });
}

/** Removes errors of a field that only follow from another error. */
function withoutEchoes(errors: readonly FieldError[]): FieldError[] {
  return errors.filter((error, index) => {
    const same = errors.filter(({ pointer }) => pointer === error.pointer);
    const wrongTyped = same.find(({ code }) => code === 'wrong-type');
    if (wrongTyped !== undefined) return error === wrongTyped;
    // Of two limits keep the later one, which is the table's own and not that of integers in
    // general.
    return !errors
      .slice(index + 1)
      .some(({ pointer, code }) => pointer === error.pointer && code === error.code);
  });
}

/**
 * The errors of one part of a request.
 * @param root the value that was checked, to tell a missing field from one of a wrong type
 * @param prefix `''` for the body, `/query` or `/params`
 */
export function fieldErrors(issues: readonly Issue[], root: unknown, prefix: string): FieldError[] {
  return withoutEchoes(collect(issues, root, prefix));
}
