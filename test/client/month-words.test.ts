import { afterAll, expect, it } from 'vitest';
import { i18n, setLanguage } from '../../client/copy/i18n.ts';
import { monthWords } from '../../client/ui/day-words.ts';

afterAll(() => setLanguage('ko'));

it.each([
  ['ko', '2026년 1월'],
  ['en', '1/2026'],
] as const)('a month has one form on all screens: %s', async (language, text) => {
  await setLanguage(language);
  expect(monthWords('2026-01', i18n.t)).toBe(text);
});
