import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { theme } from '../../client/theme.ts';

const css = readFileSync(path.join(import.meta.dirname, '../../client/tokens.css'), 'utf8');

function token(name: string): string {
  const value = new RegExp(`\\s--${name}:\\s*([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  return value.trim();
}

const ten = Array.from({ length: 10 }, (_, index) => index);

describe('the theme repeats the tokens', () => {
  it('has the same neutral and accent scales', () => {
    expect(theme.colors?.['gray']).toEqual(ten.map((n) => token(`gray-${String(n + 1)}`)));
    expect(theme.colors?.['dark']).toEqual(ten.map((n) => token(`dark-${String(n)}`)));
    expect(theme.colors?.['accent']).toEqual(ten.map((n) => token(`accent-${String(n)}`)));
    expect(theme.white).toBe(token('gray-0'));
    expect(theme.black).toBe(token('gray-10'));
  });

  it('has the same sizes, spaces and corners', () => {
    const { fontSizes, lineHeights, spacing, radius } = theme;
    const names = ['xs', 'sm', 'md', 'lg', 'xl'] as const;
    const type = ['12', '13', '14', '15', '17'];
    expect(names.map((name) => fontSizes?.[name])).toEqual(type.map((size) => token(`fs-${size}`)));
    expect(names.map((name) => lineHeights?.[name])).toEqual(
      type.map((size) => token(`lh-${size}`)),
    );
    expect(names.map((name) => spacing?.[name])).toEqual(
      ['1', '2', '3', '4', '6'].map((n) => token(`sp-${n}`)),
    );
    expect(names.map((name) => radius?.[name])).toEqual(
      ['1', '2', '3', '4', '5'].map((n) => token(`r-${n}`)),
    );
  });

  it.each(['favicon', 'favicon-waiting'])('are the colours of %s.svg', (name) => {
    const file = path.join(import.meta.dirname, `../../client/${name}.svg`);
    const used = readFileSync(file, 'utf8').match(/#[0-9a-f]{3,6}/g) ?? [];
    const known = [token('accent-7'), token('danger'), '#fff'];
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((colour) => !known.includes(colour))).toEqual([]);
  });

  it('uses the accent of each scheme for its buttons', () => {
    const { light, dark } = theme.primaryShade as { light: number; dark: number };
    expect(theme.colors?.['accent']?.[light]).toBe(token('accent-7'));
    expect(dark).toBe(6);
  });
});
