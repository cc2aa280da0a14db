/** What counts in the limits where the clock was wrong. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dayRefunds, givenLately } from '../../server/storage/day-refunds.ts';
import {
  insertRaw,
  openTestStorage,
  plantPayment,
  rawRefund,
  type TestStorage,
} from '../support/open-test-storage.ts';

const NOW = '2026-05-01T03:00:00.000Z';

let test: TestStorage;
beforeEach(() => {
  test = openTestStorage();
});
afterEach(() => test.close());

it.each([
  ['an hour before the clock fell behind by 25 hours', '2026-05-02T03:00:00.000Z'],
  ['by a clock that was a year ahead', '2027-05-01T03:00:00.000Z'],
])('counts what was dated %s', async (_, at) => {
  const payToken = await plantPayment(test.storage);
  await test.storage.transact(() =>
    insertRaw(rawRefund(payToken, { created_at: at, ready_at: at })),
  );
  const { read } = test.storage;
  const { personWon, shopWon } = dayRefunds(['staff-1'], NOW);
  const sums = [read(personWon()), read(shopWon()), read(givenLately(payToken, NOW))];
  expect(sums).toEqual([4000, 4000, 4000]);
});
