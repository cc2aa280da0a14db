/** At a desk with a live key, an attacker has a viewer's password but no second factor. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeAt } from '../staff/browser.ts';
import { startLiveDesk } from '../support/live-desk.ts';
import { atCommandLine, withAccounts } from '../support/staff-accounts.ts';
import { PASSWORD } from '../support/password.ts';
import { type RunningDesk } from '../support/start-desk.ts';

let desk: RunningDesk;
beforeAll(async () => {
  desk = await startLiveDesk();
  const viewer = desk.as('viewer');
  await viewer.call('GET', '/api/me');
  await withAccounts(desk.database, ({ storage, accounts, changes }) => {
    const id = storage.read(accounts.findByEmail('first-viewer@changgu.test'))?.id ?? '';
    return changes.change(atCommandLine, id, { mayExport: true });
  });
});
afterAll(async () => {
  await desk.close();
});

const REASON = encodeURIComponent('세금 신고에 쓰려고');
const paths = [
  '/api/payments',
  '/api/payments/summary',
  '/api/operations',
  '/api/views',
  '/api/events',
  `/api/exports/payments.csv?reason=${REASON}`,
  `/api/exports/payments.xlsx?reason=${REASON}`,
];

it.each(paths)('reads nothing at %s before there is a second factor', async (path) => {
  const { status, body } = await desk.as('viewer').call('GET', path);
  expect([status, body.code]).toEqual([403, 'two-factor-required']);
});

it('is led to set one up, and reads then', async () => {
  const viewer = desk.as('viewer');
  const me = await viewer.call('GET', '/api/me');
  expect(me.body.twoFactor).toMatchObject({ required: true, enrolled: false });
  const begun = await viewer.call('POST', '/api/auth/two-factor/begin', { password: PASSWORD });
  const code = codeAt(begun.body.secret, Date.now());
  const confirmed = await viewer.call('POST', '/api/auth/two-factor/confirm', { code });
  expect(confirmed.status).toBe(200);
  expect((await viewer.call('GET', '/api/payments')).status).toBe(200);
});
