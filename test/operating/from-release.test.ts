/**
 * A file of release 0.1.0, upgraded by an installed desk, and the way back to the copy that is made
 * before: no row is lost, and no refund is made twice.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../server/sqlite.ts';
import { addStaff, callDesk, signIn } from '../support/start-desk.ts';
import { waitUntil } from '../support/wait-until.ts';
import { installDesk, type InstalledDesk } from './installed-desk.ts';
import { shellBlocks } from './set-up-files.ts';

const RELEASE = join(import.meta.dirname, '../fixtures/release-0.1.0.db.gz');
const CLERK = 'clerk@changgu.test';

type Row = Record<string, string | number | null>;

let desk: InstalledDesk;
let url: string;
let file: string;
beforeEach(async () => {
  desk = await installDesk();
  url = `http://127.0.0.1:${String(desk.port)}`;
  file = desk.place('/var/lib/changgu/test.db');
  desk.set({ PUBLIC_URL: url });
  writeFileSync(file, gunzipSync(readFileSync(RELEASE)));
});
afterEach(() => desk.close());

/** The tables with their text and all of their rows. */
function contentsOf(path: string) {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const objects = db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    const rows = (tables.pluck().all() as string[]).map((name) => [
      name,
      db.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all(),
    ]);
    return { schema: db.pragma('user_version', { simple: true }), objects, rows };
  } finally {
    db.close();
  }
}

/** Has 0.1.0 know a paid payment that is at Toss: its row is one of the file's with other names. */
async function plantPaid(amount: number): Promise<string> {
  const { payToken, orderNo } = await desk.sandbox.createPaid({ amount });
  const db = new Database(file);
  const like = db.prepare(
    "SELECT * FROM payment WHERE status = 'PAY_COMPLETE' AND refunded = 0 AND amount = 35000 LIMIT 1",
  );
  const tax = Math.ceil(amount / 11);
  const row: Row = {
    ...(like.get() as Row),
    ...{ pay_token: payToken, order_no: orderNo, amount, taxable: amount - tax, vat: tax },
  };
  const names = Object.keys(row);
  const values = names.map((name) => `@${name}`).join(', ');
  db.prepare(`INSERT INTO payment (${names.join(', ')}) VALUES (${values})`).run(row);
  db.close();
  return payToken;
}

it('keeps all of 0.1.0 in the copy, and refunds nothing twice after the way back', async () => {
  const payToken = await plantPaid(11_000);
  const before = contentsOf(file);
  expect([before.schema, before.rows.length]).toEqual([2, 15]);

  await desk.start();
  const folder = desk.place('/var/backups/changgu');
  const copies = () => readdirSync(folder).filter((name) => /-before-v\d+\.db$/.test(name));
  const [copy = '', ...more] = copies();
  expect(copy).toMatch(/^test-\d{8}-\d{6}KST-v2-before-v\d+\.db$/);
  expect(more).toEqual([]);
  // So 0.1.0 can serve it.
  expect(contentsOf(join(folder, copy))).toEqual(before);

  await addStaff(file, CLERK, '점원', 'operator');
  let cookie = await signIn(url, CLERK);
  const call = (...given: Parameters<typeof callDesk>[2]) => callDesk(url, cookie, given);
  const payment = async () => (await call('GET', `/api/payments/${payToken}`)).body;
  const refund = (amount: number, seenRefunded: number) =>
    call(
      'PUT',
      `/api/payments/${payToken}/operations/${randomUUID()}`,
      { kind: 'refund', amount, reason: '단순 변심', seenRefunded },
      { prefer: 'wait=10' },
    );
  const booked = async () =>
    (await desk.sandbox.books()).refunds
      .filter((line) => line.payToken === payToken)
      .map(({ amount }) => amount);
  expect(await refund(2000, 0)).toMatchObject({ status: 200, body: { state: 'succeeded' } });

  const silence = { call: 'status', effect: 'before', fault: 'drop', times: 1_000_000 } as const;
  await desk.sandbox.fault(silence);
  const [block = ''] = shellBlocks('Going back');
  // This build is the only one here: the link to the old one is left out.
  await desk.follow(
    block
      .replace(/^ln .*\n/m, '')
      .replace(/live-\S+\.db(?= )/, copy)
      .replaceAll('live.db', 'test.db'),
  );
  expect(readdirSync(desk.place('/var/lib/changgu/before-way-back'))).toContain('test.db');
  expect(desk.output()).toContain('a restored backup');
  // The clerk was added after the copy was made.
  expect((await call('GET', '/api/me')).status).toBe(401);
  await addStaff(file, CLERK, '점원', 'operator');
  cookie = await signIn(url, CLERK);
  expect(await payment()).toMatchObject({ payment: { quarantined: true, refunded: 0 } });
  const refused = await refund(2000, 0);
  expect(refused).toMatchObject({ status: 422, body: { reason: 'not-read-since-restore' } });

  await desk.sandbox.clearFaults();
  await waitUntil(
    'the payment was read',
    async () => (await payment()).payment.quarantined,
    (isLocked) => isLocked === false,
  );
  expect((await payment()).payment).toMatchObject({ refunded: 2000, drift: 'outside-refund' });
  expect(await refund(9000, 2000)).toMatchObject({ status: 200, body: { state: 'succeeded' } });
  expect(await booked()).toEqual([2000, 9000]);
  // Each start on a file of 0.1.0 copies it first.
  expect(copies()).toHaveLength(2);
  expect(contentsOf(join(folder, copies().at(-1) ?? '')).rows).toEqual(before.rows);
});
