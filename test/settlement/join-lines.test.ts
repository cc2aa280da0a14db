import { expect, it } from 'vitest';
import { joinLines } from '../../server/settlement/join-lines.ts';

const line = (won: number, time: string | null = null) => ({ won, time });

it.each([
  ['the same', [line(1, '09:00')], [line(1, '09:00')], [line(1, '09:00')]],
  ['a time with and without seconds', [line(1, '09:00:07')], [line(1, '09:00')], 1],
  ['another time', [line(1, '09:00')], [line(1, '09:01')], 2],
  ['another amount', [line(1, '09:00')], [line(2, '09:00')], 2],
  ['no time in one of them', [line(1)], [line(1, '09:00')], 1],
  ['more than are known', [line(1)], [line(1), line(1)], 2],
  ['fewer than are known', [line(1), line(1)], [line(1)], 2],
  [
    'a line whose time is known before one without',
    [line(1), line(1, '09:00')],
    [line(1, '09:00'), line(1, '10:00')],
    2,
  ],
  [
    'the same times in another order, one of them once told without seconds',
    [line(1, '09:00'), line(1, '09:00:22')],
    [line(1, '09:00:22'), line(1, '09:00:45')],
    2,
  ],
])('has each line once: %s', (_what, known, read, expected) => {
  const joined = joinLines(known, read);
  if (typeof expected === 'number') expect(joined).toHaveLength(expected);
  else expect(joined).toEqual(expected);
});
