/** Searching for a key, and that no document and no build contains one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canaryKey, filesBelow, formsOf, leaksIn } from './leaks.ts';

const ROOT = join(import.meta.dirname, '../..');
const key = canaryKey();
const forms = formsOf(key);

describe('a key of Toss', () => {
  it('is in no build and no document', () => {
    const texts = [
      ...filesBelow(join(ROOT, 'docs'), 'docs'),
      ...['dist/client', 'dist/server']
        .filter((name) => existsSync(join(ROOT, name)))
        .flatMap((name) => [...filesBelow(join(ROOT, name), name)]),
    ];
    expect(leaksIn(new Map(texts), forms)).toEqual([]);
    const keys = texts.flatMap(([name, content]) =>
      [...content.toString('latin1').matchAll(/sk_(?:live_\w{4,}|test_\w{20,})/g)].map(
        ([found]) => `${name}: ${found}`,
      ),
    );
    expect(keys).toEqual([]);
  });

  it('is found in every encoding', () => {
    const said = (text: string) => leaksIn(new Map([['place', text]]), forms);
    expect(said(`Authorization: ${key}`)).toContain('place: the key');
    expect(said(`cut ${key.slice(0, 20)}`)).toEqual(['place: its first half']);
    expect(said(Buffer.from(`user:${key}:`).toString('base64')).length).toBeGreaterThan(0);
    expect(said(Buffer.from(`a${key}`).toString('base64url')).length).toBeGreaterThan(0);
    expect(said(Buffer.from(key).toString('hex'))).toContain('place: its hexadecimal form');
    expect(said('sk_test_another_key_of_another_shop')).toEqual([]);
  });
});
