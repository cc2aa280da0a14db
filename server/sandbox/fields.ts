import { ParameterError } from './answer.ts';

/** The fields of a merchant's request, from JSON or a form. */
export type Fields = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a request body. Real merchants send JSON, forms, and forms under a JSON content type, so
 * the first character decides, not the header.
 */
export function parseFields(raw: Uint8Array): Fields {
  let text: string;
  try {
    text = utf8.decode(raw).trim();
  } catch {
    throw new ParameterError('요청이 UTF-8 형식이 아닙니다.');
  }
  if (!text.startsWith('{')) return Object.fromEntries(new URLSearchParams(text));
  try {
    return Object.fromEntries(Object.entries(JSON.parse(text) as object));
  } catch {
    throw new ParameterError('요청 본문을 JSON으로 읽을 수 없습니다.');
  }
}

/** A text field; a number becomes its digits. Absent and null are `undefined`. */
export function readText(fields: Fields, name: string, longest: number): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw new ParameterError(`${name} 값은 문자열이어야 합니다.`);
  if (text.length > longest) {
    throw new ParameterError(`${name} 값은 ${String(longest)}자를 넘을 수 없습니다.`);
  }
  return text;
}

export function needText(fields: Fields, name: string, longest: number): string {
  const text = readText(fields, name, longest);
  if (text === undefined || text.trim() === '') {
    throw new ParameterError(`${name} 값은 필수입니다.`);
  }
  return text;
}

/** An amount in whole won, ≥ 0. A form can only send digits; an empty value is an error. */
export function readWon(fields: Fields, name: string): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const isDigits = typeof value === 'string' && /^\d{1,15}$/.test(value);
  const won = isDigits ? Number(value) : value;
  if (typeof won !== 'number' || !Number.isSafeInteger(won) || won < 0) {
    throw new ParameterError(`${name} 값은 0 이상의 정수여야 합니다.`);
  }
  return won;
}

export function needWon(fields: Fields, name: string): number {
  const won = readWon(fields, name);
  if (won === undefined) throw new ParameterError(`${name} 값은 필수입니다.`);
  return won;
}

/** One of some words; null and absent are `undefined`. */
export function readChoice<Choice extends string>(
  fields: Fields,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(fields, name, 100);
  const choice = choices.find((candidate) => candidate === text);
  if (text !== undefined && choice === undefined) {
    throw new ParameterError(`${name} 값은 ${choices.join(', ')} 중 하나여야 합니다.`);
  }
  return choice;
}

/** A boolean in the forms that merchants send: true, "true", "True", 1 and their opposites. */
export function readFlag(fields: Fields, name: string, fallback: boolean): boolean {
  const value = fields[name];
  if (value === undefined || value === null) return fallback;
  const isPlain = typeof value === 'string' || typeof value === 'number' || value === true;
  const word = isPlain || value === false ? String(value).toLowerCase() : '';
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw new ParameterError(`${name} 값은 true 또는 false여야 합니다.`);
}

export function readUrl(fields: Fields, name: string, longest = 255): string | undefined {
  const text = readText(fields, name, longest);
  if (text === undefined || text === '') return undefined;
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new ParameterError(`${name} 값은 http 또는 https URL이어야 합니다.`);
  }
  return text;
}

export function needUrl(fields: Fields, name: string): string {
  const url = readUrl(fields, name);
  if (url === undefined) throw new ParameterError(`${name} 값은 필수입니다.`);
  return url;
}
