/** Which refunds count on a day and in the last 24 hours, where a clock was wrong. */
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

/** A refund of 4,000 won that a clock has dated so. @returns what counts now, in won */
async function countsDated(at: string) {
  const payToken = await plantPayment(test.storage);
  await test.storage.transact((connection) =>
    insertRaw(connection, rawRefund(payToken, { created_at: at, ready_at: at })),
  );
  const { reader } = test.storage;
  const { personWon, shopWon } = dayRefunds(reader, ['staff-1'], NOW);
  return { personWon, shopWon, lately: givenLately(reader, payToken, NOW) };
}

it('what a clock dated days ahead uses up no ceiling until then', async () =>
  expect(await countsDated('2027-05-01T03:00:00.000Z')).toEqual({
    ...{ personWon: 0, shopWon: 0, lately: 0 },
  }));

it('what a clock dated hours ahead counts', async () =>
  expect(await countsDated('2026-05-02T02:00:00.000Z')).toEqual({
    ...{ personWon: 4000, shopWon: 4000, lately: 4000 },
  }));
