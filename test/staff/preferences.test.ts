/** Preferences: stored per person, within limits, and readable by an older build. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestDesk, type TestDesk } from '../server/start-test-desk.ts';
import { signedIn, type Browser } from './browser.ts';

const PATH = '/api/me/preferences';
const columns = [
  { id: 'amount', shown: true, widthPx: 180 },
  { id: 'status', shown: true },
  { id: 'observed', shown: false },
];

const nameOf = (n: number) => `c${'x'.repeat(n % 8)}y${'z'.repeat(Math.floor(n / 8))}`;

let desk: TestDesk;
let operator: Browser;
beforeAll(async () => {
  desk = await startTestDesk();
  operator = await signedIn(desk, 'operator');
});
afterAll(() => desk.close());

describe('the columns of the list', () => {
  it('are stored for one person, and are there in another browser', async () => {
    const put = await operator.send('PUT', PATH, { theme: 'dark', listColumns: columns });
    expect([put.status, put.body]).toEqual([200, { theme: 'dark', listColumns: columns }]);
    const elsewhere = await signedIn(desk, 'operator');
    expect((await elsewhere.get(PATH)).body.listColumns).toEqual(columns);
    const colleague = await signedIn(desk, 'manager');
    expect((await colleague.get(PATH)).body).toEqual({});
  });

  it('are replaced as a whole', async () => {
    await operator.send('PUT', PATH, { listColumns: columns });
    await operator.send('PUT', PATH, { listColumns: [] });
    expect((await operator.get(PATH)).body).toEqual({ listColumns: [] });
  });

  it('may have names that this build does not know, and lose unknown fields', async () => {
    const newer = [{ id: 'settledAt', shown: true, pinned: 'left' }];
    const put = await operator.send('PUT', PATH, { listColumns: newer });
    expect(put.body.listColumns).toEqual([{ id: 'settledAt', shown: true }]);
  });

  it.each([
    ['too many', Array.from({ length: 61 }, (_, n) => ({ id: nameOf(n), shown: true }))],
    ['one twice', [...columns, { id: 'amount', shown: false }]],
    ['a name that is no name', [{ id: '<b>', shown: true }]],
    ['a name without end', [{ id: 'a'.repeat(33), shown: true }]],
    ['too narrow', [{ id: 'amount', shown: true, widthPx: 39 }]],
    ['too wide', [{ id: 'amount', shown: true, widthPx: 801 }]],
    ['half a pixel', [{ id: 'amount', shown: true, widthPx: 99.5 }]],
    ['neither shown nor hidden', [{ id: 'amount' }]],
    ['no list', { amount: true }],
  ])('are refused: %s', async (_why, listColumns) => {
    await operator.send('PUT', PATH, { listColumns: columns });
    const put = await operator.send('PUT', PATH, { listColumns });
    expect([put.status, put.body.code]).toEqual([422, 'invalid-request']);
    expect((await operator.get(PATH)).body).toEqual({ listColumns: columns });
  });
});

describe('preferences of another build', () =>
  it('are read as far as this one understands them', async () => {
    await operator.send('PUT', PATH, { language: 'en', theme: 'dark', listColumns: columns });
    const json = desk.db.value("SELECT json FROM preference WHERE json LIKE '%amount%'");
    const newer = { ...(JSON.parse(String(json)) as object), theme: 'sepia', tableZoom: 3 };
    desk.db.run('UPDATE preference SET json = ? WHERE json = ?', JSON.stringify(newer), json);
    expect((await operator.get(PATH)).body).toEqual({ language: 'en', listColumns: columns });
  }));
