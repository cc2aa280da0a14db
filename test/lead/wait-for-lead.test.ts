/** A desk that looks who leads. */
import { expect, it } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import type { Lead, LeadRow } from '../../server/lead/lead-row.ts';
import { watchLead } from '../../server/lead/wait-for-lead.ts';
import { createLogger } from '../../server/log.ts';

const candidate = {
  ...{ url: 'http://127.0.0.1:4001', keys: 'keys', books: 'test.db' as const },
  schemas: { from: 33, to: 33 },
};
const lead: Lead = {
  ...{ term: 7, url: 'http://127.0.0.1:4002', silentMs: 0, keys: 'keys', books: 'test.db' },
  ...{ schema: 33, aheadMs: 0, newestEvent: 5, booksId: 'books' },
};

/** @param found what PostgreSQL says at each look */
function watch(found: () => Lead, noteEvents: () => boolean = () => false) {
  let taken = 0;
  const row: LeadRow = {
    look: () => Promise.resolve(found()),
    take: () => {
      taken += 1;
      return Promise.resolve(8);
    },
    beat: () => Promise.resolve(0),
    leave: () => Promise.resolve(),
    close: () => undefined,
  };
  const times = { lookMs: 5, beatMs: 5, silentMs: 1000 };
  const looked = () => undefined;
  const parts = { row, candidate, clock: systemClock, log: createLogger('silent'), times };
  return { ...watchLead({ ...parts, noteEvents, looked }), taken: () => taken };
}

it('knows the new leader while it ends what it was doing, and takes no lead meanwhile', async () => {
  let found: Lead = { ...lead, silentMs: null };
  const one = watch(() => found);
  let end = (): void => undefined;
  const following = one.follow(new Promise<void>((resolve) => (end = resolve)));
  await systemClock.sleep(30);
  expect([one.leader(), one.taken()]).toEqual([null, 0]);
  found = lead;
  await systemClock.sleep(30);
  expect(one.leader()).toBe(lead.url);
  end();
  await following;
});

it('forwards although its folder can’t be written, but takes no lead then', async () => {
  let found = lead;
  const one = watch(
    () => found,
    () => {
      throw new Error('ENOSPC: no space left on device');
    },
  );
  const winning = one.win();
  await systemClock.sleep(30);
  expect(one.leader()).toBe(lead.url);
  found = { ...lead, silentMs: null };
  await systemClock.sleep(30);
  expect(one.taken()).toBe(0);
  one.stop();
  expect(await winning).toBeNull();
});
