/** A unique key, and every encoding in which it might appear. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** As long as a key may be, and random. */
export function canaryKey(): string {
  return `sk_test_Knr${randomBytes(8).toString('hex')}Vgl`;
}

/**
 * The base64 encodings at every offset in a longer text, without the characters that depend on
 * neighbours.
 */
function base64Cores(text: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from('x'.repeat(offset) + text).toString('base64');
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
}

/** Encodings of the key, by name. */
export function formsOf(key: string): ReadonlyMap<string, string> {
  const middle = Math.floor(key.length / 2);
  const cores = base64Cores(key);
  return new Map([
    ['the key', key],
    ['its first half', key.slice(0, middle)],
    ['its second half', key.slice(middle)],
    ['the key without its beginning', key.slice('sk_test_'.length)],
    ['the key backwards', Buffer.from(key).reverse().toString()],
    ['its hexadecimal form', Buffer.from(key).toString('hex')],
    ['its URL-encoded form', key.replace(/\W|_/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)],
    ...cores.map((core, n) => [`its base64 form, ${n} bytes in`, core] as const),
    ...cores.map(
      (core, n) =>
        [
          `its base64url form, ${n} bytes in`,
          core.replaceAll('+', '-').replaceAll('/', '_'),
        ] as const,
    ),
  ]);
}

/** Each place and encoding in which the key is found. */
export function leaksIn(
  places: ReadonlyMap<string, Buffer | string>,
  forms: ReadonlyMap<string, string>,
): string[] {
  return [...places].flatMap(([place, content]) =>
    [...forms].filter(([, text]) => content.includes(text)).map(([form]) => `${place}: ${form}`),
  );
}

/** Every file below a folder, by its name. */
export function filesBelow(folder: string, named: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [`${named}/${name}`, readFileSync(join(folder, name))]));
}
