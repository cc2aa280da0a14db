/** Who can get into whose account, and until when, by the audit log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  approvableFrom,
  heldFor,
  heldUntil,
  secondPersonFacts,
} from '../../server/operations/second-person.ts';
import {
  accountsOpened,
  managersRemoved,
  noteActsAhead,
} from '../../server/storage/account-acts.ts';
import { appendAudit } from '../../server/storage/audit.ts';
import type { AuditAction } from '../../shared/audit.ts';
import { seededRandom } from '../shared/seeded-random.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import {
  observeFacts,
  openTestStorage,
  paidFacts,
  type TestStorage,
} from '../support/open-test-storage.ts';
import { unitOf } from '../../server/storage/unit.ts';

const HOUR_MS = 3_600_000;
const WAIT_MS = 72 * HOUR_MS;
const since = '2026-01-01T00:00:00.000Z';

let clock: FakeClock;
let test: TestStorage;
beforeEach(() => {
  clock = createFakeClock('2026-05-01T00:00:00.000Z');
  test = openTestStorage(clock);
});
afterEach(() => test.close());

/** Records an act on an account. @returns until when that counts, ISO UTC */
async function acts(by: string, staffId: string, action: AuditAction, detail: object = {}) {
  const at = clock.nowIso();
  await test.storage.transact(() =>
    appendAudit({
      at,
      actor: { type: 'staff', id: by, name: by, address: null },
      action,
      detail: { staffId, name: staffId, ...detail },
    }),
  );
  await clock.advance(HOUR_MS);
  return new Date(Date.parse(at) + WAIT_MS).toISOString();
}
const opens = (by: string, staffId: string) => acts(by, staffId, 'password-reset-offered');

const peopleAre = (...managers: string[]) => ({
  ...{ clock, time: test.storage.time },
  activeManagerIds: () => unitOf(managers),
});

const held = (staffId: string) => {
  const all = test.storage
    .read(heldFor(peopleAre(), staffId))
    .map((one) => [one.staffId, one.until] as const);
  return Object.fromEntries(all);
};

it('an account is held for the person who opened it, and the other way round', async () => {
  const until = await opens('anna', 'ben');
  expect(held('ben')).toEqual({ anna: until });
  expect(held('anna')).toEqual({ ben: until });
  expect(held('cora')).toEqual({});
});

it('a chain over a third account ends with the earliest end of its links', async () => {
  const early = await opens('ben', 'cora');
  const late = await opens('anna', 'ben');
  expect(held('cora')).toEqual({ ben: early, anna: early });
  expect(held('anna')).toEqual({ ben: late, cora: early });
});

it('an account that was opened again is held longer', async () => {
  await opens('anna', 'ben');
  const until = await opens('anna', 'ben');
  expect(held('ben')).toEqual({ anna: until });
});

it('two people who opened each other’s accounts are held for each other, each once', async () => {
  await opens('anna', 'ben');
  const until = await opens('ben', 'anna');
  expect(held('ben')).toEqual({ anna: until });
  expect(held('anna')).toEqual({ ben: until });
});

it('two accounts that the same person opened are held for each other while both are', async () => {
  const early = await opens('anna', 'ben');
  const late = await opens('anna', 'cora');
  expect(held('ben')).toEqual({ anna: early, cora: early });
  expect(held('cora')).toEqual({ anna: late, ben: early });
});

it('approving is possible as soon as one manager is not held for the requester', async () => {
  const { read } = test.storage;
  const from = (...managers: string[]) => read(approvableFrom(peopleAre(...managers), 'anna'));
  const early = await opens('anna', 'ben');
  await opens('anna', 'cora');
  expect(from('anna', 'cora', 'ben')).toBe(early);
  expect(from('anna', 'cora', 'ben', 'dora')).toBeNull();
  expect(from('anna')).toBeNull();
  // Beside the shop's only manager there is nobody else.
  expect(from('ben')).toBeNull();
  expect(read(heldUntil(peopleAre('ben'), 'ben', 'anna'))).toBeNull();
  expect(read(heldUntil(peopleAre('ben', 'cora'), 'ben', 'anna'))).toBe(early);
});

it('who is held is read in the transaction that asks, with what that has written', () =>
  test.storage.transact(function* () {
    const actor = { type: 'staff', id: 'anna', name: 'anna', address: null } as const;
    const detail = { staffId: 'ben', name: 'ben' };
    yield* appendAudit({ at: clock.nowIso(), actor, action: 'password-reset-offered', detail });
    const [other] = yield* heldFor(peopleAre(), 'ben');
    expect(other?.staffId).toBe('anna');
  }));

it('asking who is held, however often, makes the desk’s time go no faster', async () => {
  await opens('anna', 'ben');
  const before = test.storage.time.now();
  for (let n = 0; n < 50; n += 1) held('ben');
  expect(test.storage.time.now() - before).toBe(1);
});

it('nothing is held any more after 72 hours', async () => {
  await opens('anna', 'ben');
  await clock.advance(WAIT_MS);
  expect(held('ben')).toEqual({});
});

it('the log shows how each account was opened, and how a manager left', async () => {
  const actions = ['staff-added', 'two-factor-reset', 'staff-enabled'] as const;
  for (const action of actions) await acts('anna', 'ben', action);
  await acts('anna', 'ben', 'staff-changed', {
    changes: { role: { from: 'manager', to: 'operator' } },
  });
  await acts('anna', 'ben', 'staff-changed', { changes: { name: { from: 'b', to: 'ben' } } });
  const opened = test.storage.read(accountsOpened(since));
  expect(opened.map(({ what }) => what)).toEqual(['made', 'reset', 'enabled']);
  expect(opened[0]).toMatchObject({ staffId: 'ben', byId: 'anna', byName: 'anna' });
  expect(test.storage.read(managersRemoved(since, 'anna')).map(({ what }) => what)).toEqual([
    'demoted',
  ]);
});

describe('a change that a clock dated years ahead', () => {
  const RIGHT = '2026-05-01T00:00:00.000Z';
  const AHEAD = '2028-05-01T00:00:00.000Z';
  const inMs = (ms: number) => new Date(clock.nowMs() + ms).toISOString();
  const demotes = (by: string, staffId: string) =>
    acts(by, staffId, 'staff-changed', {
      changes: { role: { from: 'manager', to: 'operator' } },
    });
  const soleFrom = () => test.storage.read(secondPersonFacts(peopleAre('anna'), 'anna')).soleFrom;

  it('binds for the whole wait from when the desk saw it, and never again', async () => {
    clock.set(AHEAD);
    await opens('anna', 'ben');
    clock.set(RIGHT);
    expect(held('ben')).toEqual({ anna: inMs(WAIT_MS) });
    await noteActsAhead(test.storage);
    await clock.advance(WAIT_MS - 1000);
    await noteActsAhead(test.storage);
    expect(Object.keys(held('ben'))).toEqual(['anna']);
    await clock.advance(1010);
    expect(held('ben')).toEqual({});
    clock.set('2028-05-01T12:00:00.000Z');
    expect(held('ben')).toEqual({});
  });

  it('keeps a manager who was left alone waiting for a day, no longer', async () => {
    clock.set(AHEAD);
    await demotes('anna', 'ben');
    clock.set(RIGHT);
    expect(soleFrom()).toBe(inMs(24 * HOUR_MS));
    await noteActsAhead(test.storage);
    await clock.advance(24 * HOUR_MS + 10);
    expect(soleFrom()).toBeNull();
  });

  it('is not mistaken for a right one that a clock set back had passed by', async () => {
    const until = await opens('anna', 'ben');
    clock.set('2020-01-01T00:00:00.000Z');
    expect(held('ben')).toEqual({ anna: inMs(WAIT_MS) });
    await noteActsAhead(test.storage);
    clock.set('2026-05-02T00:00:00.000Z');
    expect(held('ben')).toEqual({ anna: until });
    clock.set('2026-05-04T00:00:00.000Z');
    expect(held('ben')).toEqual({});
  });

  it('is seen by the next process as well', async () => {
    clock.set(AHEAD);
    await opens('anna', 'ben');
    clock.set(RIGHT);
    await noteActsAhead(test.storage);
    await clock.advance(WAIT_MS / 2);
    await observeFacts(test.storage, paidFacts());
    const again = test.openAgain(clock);
    try {
      await clock.advance(WAIT_MS / 2 - HOUR_MS);
      const people = { ...peopleAre(), time: again.time };
      expect(again.read(heldFor(people, 'ben'))).toHaveLength(1);
      await clock.advance(HOUR_MS);
      expect(again.read(heldFor(people, 'ben'))).toEqual([]);
    } finally {
      again.close();
    }
  });

  it('whatever a clock does, binds for 72 hours, and for no more once it is right again', async () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const random = seededRandom(seed);
      const trueMs = () => Date.parse(RIGHT) + clock.monotonicMs();
      const turn = (offsetMs: number) => clock.set(new Date(trueMs() + offsetMs).toISOString());
      const made: { id: string; atMs: number }[] = [];
      let offsetMs = 0;
      let rightSinceMs = trueMs();
      turn(offsetMs);
      for (let hour = 0; hour < 400; hour += 1) {
        await noteActsAhead(test.storage);
        await clock.advance(HOUR_MS);
        if (random.oneIn(20)) {
          const days = random.pick([0, 0, 1, 30, 700, -1, -900]);
          if (days === 0 && offsetMs !== 0) rightSinceMs = trueMs();
          offsetMs = days * 24 * HOUR_MS;
          turn(offsetMs);
        } else if (random.oneIn(30) && offsetMs >= 0) {
          const id = `${seed}-${String(hour)}`;
          made.push({ id, atMs: trueMs() });
          await opens('anna', id);
        }
        if (offsetMs !== 0) continue;
        for (const { id, atMs } of made) {
          const isHeld = 'anna' in held(id);
          if (trueMs() - atMs < WAIT_MS) expect(isHeld, `${id} early`).toBe(true);
          if (trueMs() - Math.max(atMs, rightSinceMs) > WAIT_MS + HOUR_MS) {
            expect(isHeld, `${id} late`).toBe(false);
          }
        }
      }
    }
  });
});
