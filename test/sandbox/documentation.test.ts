import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { DEFAULT_OPTIONS } from '../../server/sandbox/options.ts';

it('docs/sandbox.md lists every option with its default', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8');
  const table = text.split(/<!-- options:(?:begin|end) -->/)[1] ?? '';
  const rows = [...table.matchAll(/^\| `(\w+)` +\| ([^|]+?) +\| (.+?) +\|$/gm)];
  const told = rows.map(([, name, byDefault]) => [name, byDefault]);
  const shown = (value: unknown) => (Array.isArray(value) ? '1.6 %' : `\`${String(value)}\``);
  expect(told).toEqual(
    Object.entries(DEFAULT_OPTIONS).map(([name, value]) => [name, shown(value)]),
  );
});
