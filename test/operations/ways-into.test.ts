/** Who can get into whose account, and until when, by the audit log. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { approvableFrom, heldFor, heldUntil } from '../../server/operations/second-person.ts';
import { accountsOpened, managersRemoved } from '../../server/storage/account-acts.ts';
import { appendAudit } from '../../server/storage/audit.ts';
import type { AuditAction } from '../../shared/audit.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { openTestStorage, type TestStorage } from '../support/open-test-storage.ts';

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
  await test.storage.transact((connection) =>
    appendAudit(connection, {
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

const held = (staffId: string) => {
  const people = { connection: test.storage.reader, clock, activeManagerIds: () => [] };
  const all = heldFor(people, staffId).map((one) => [one.staffId, one.until] as const);
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
  const people = (...managers: string[]) => ({
    ...{ connection: test.storage.reader, clock },
    activeManagerIds: () => managers,
  });
  const from = (...managers: string[]) => approvableFrom(people(...managers), 'anna');
  const early = await opens('anna', 'ben');
  await opens('anna', 'cora');
  expect(from('anna', 'cora', 'ben')).toBe(early);
  expect(from('anna', 'cora', 'ben', 'dora')).toBeNull();
  expect(from('anna')).toBeNull();
  // Beside the shop's only manager there is nobody else.
  expect(from('ben')).toBeNull();
  expect(heldUntil(people('ben'), 'ben', 'anna')).toBeNull();
  expect(heldUntil(people('ben', 'cora'), 'ben', 'anna')).toBe(early);
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
  const { reader } = test.storage;
  const opened = accountsOpened(reader, since);
  expect(opened.map(({ what }) => what)).toEqual(['made', 'reset', 'enabled']);
  expect(opened[0]).toMatchObject({ staffId: 'ben', byId: 'anna', byName: 'anna' });
  expect(managersRemoved(reader, since, 'anna').map(({ what }) => what)).toEqual(['demoted']);
});
