/** docs/screens shows every screen and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mainLooks } from '../screens/looks.ts';
import { PICTURES, pictureOf } from '../screens/pictures.ts';
import { screens } from '../screens/screens.ts';

const expected = screens.flatMap((screen) => mainLooks.map((look) => pictureOf(screen, look)));

it('has one picture of each screen and look: npm run screens makes them', () => {
  const there = readdirSync(PICTURES).filter((name) => name !== 'README.md');
  expect(there.toSorted()).toEqual(expected.toSorted());
});

it('shows each of them on its page', () => {
  const page = readFileSync(join(PICTURES, 'README.md'), 'utf8');
  expect([...page.matchAll(/src="([^"]+)"/g)].map(([, name]) => name)).toEqual(expected);
});
